/** A message of Microsoft Graph, as far as it is read. */
import type { Message } from "@microsoft/microsoft-graph-types";
import { z } from "zod";
import { Mailbox, Mailboxes } from "../people.ts";

/** Everything that is asked for of a message. */
const FIELDS = [
  "id",
  "conversationId",
  "conversationIndex",
  "internetMessageId",
  "parentFolderId",
  "subject",
  "body",
  "bodyPreview",
  "from",
  "sender",
  "toRecipients",
  "ccRecipients",
  "receivedDateTime",
  "lastModifiedDateTime",
  "importance",
  "flag",
  "hasAttachments",
  "internetMessageHeaders",
  "isDraft",
  "webLink",
] as const satisfies readonly (keyof Message)[];

/** As `$select` has it. */
export const MESSAGE_FIELDS = FIELDS.join(",");

const optionalText = z.string().nullish().catch(null);

/** A message with what no event can be made without. */
export const MailMessage = z.object({
  id: z.string().min(1),
  receivedDateTime: z.iso.datetime({ offset: true }),
  lastModifiedDateTime: z.iso.datetime({ offset: true }),
  parentFolderId: z.string().min(1),
  isDraft: z.boolean(),
  conversationId: optionalText,
  conversationIndex: optionalText,
  internetMessageId: optionalText,
  subject: optionalText,
  body: z.object({ contentType: z.string(), content: z.string() }).nullish().catch(null),
  bodyPreview: optionalText,
  from: Mailbox.nullish().catch(null),
  sender: Mailbox.nullish().catch(null),
  toRecipients: Mailboxes,
  ccRecipients: Mailboxes,
  importance: z.enum(["low", "normal", "high"]).catch("normal"),
  flag: z.object({ flagStatus: z.string() }).nullish().catch(null),
  hasAttachments: z.boolean().catch(false),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).catch([]),
  webLink: optionalText,
});
export type MailMessage = z.infer<typeof MailMessage>;

/**
 * Whether a row of a delta holds all that was asked for. An update may hold only what changed, and
 * then the message itself is asked.
 */
export function isWhole(row: Record<string, unknown>): boolean {
  return ["receivedDateTime", "lastModifiedDateTime", "isDraft", "body", "subject", "toRecipients"]
    .every((field) => field in row);
}

/** What stands in a folder's delta: a message, a part of one, or that one is there no more. */
export const MailRow = z.looseObject({
  id: z.string().min(1),
  "@removed": z.object({ reason: z.string().nullish() }).optional(),
});
