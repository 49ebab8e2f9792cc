import type { Addressed } from "../../../contracts/events.ts";
import { buildEvent } from "../../../events/event.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { sourceVersion } from "../../../events/version.ts";
import { isAt, type Mailbox, nameOf, personAt } from "../people.ts";
import { newPartOf, textOf } from "./body.ts";
import { importanceOf } from "./importance.ts";
import { type Machine, machineOf } from "./machine.ts";
import type { MailMessage } from "./message.ts";

/** What a message alone does not say. */
export interface MailContext {
  /** The account's id at Microsoft: ids of messages are unique only within one mailbox. */
  accountId: string;
  /** Addresses of the mailbox's owner, in lower case. */
  own: ReadonlySet<string>;
  /** The folder's name. */
  folder: string;
  /** Names of its attachments, as far as they are known. */
  attachments: readonly string[];
}

/** More recipients than these, and nobody of them is meant in particular. */
const FEW = 10;
/** People of a thread who are remembered of one mail. */
const MOST_PARTICIPANTS = 50;

/** Identity of a message among all events of a person. */
export function mailId(accountId: string, id: string): string {
  return `${accountId}:${id}`;
}

/** The event of a mail with what it says of its thread; null for drafts, which nobody has sent. */
export function normaliseMail(message: MailMessage, context: MailContext): ThreadPart | null {
  if (message.isDraft) return null;
  const { accountId, own, folder, attachments } = context;
  const { conversationId, subject, from, sender, toRecipients, ccRecipients } = message;
  const writer = nameOf(from) === null ? sender : from;
  const author = nameOf(writer);
  const machine = machineOf(message);
  const addressed = addressedOf(message, own, machine);
  const body = textOf(message.body) || (message.bodyPreview ?? "").trim();
  const topic = subject?.trim() || "(no subject)";
  const files = attachments.length > 0 ? `Attachments: ${attachments.join(", ")}` : null;
  const text = [topic, newPartOf(body, subject ?? null), files].filter(Boolean).join("\n\n");
  const event = buildEvent({
    external_id: mailId(accountId, message.id),
    thread_external_id: conversationId ? mailId(accountId, conversationId) : null,
    event_type: "email",
    title: author === null ? topic : `${author}: ${topic}`,
    author,
    ...personAt(writer),
    place: folder,
    addressed,
    automated: machine !== null,
    by_owner: isAt(from, own),
    body: [body, files].filter(Boolean).join("\n\n") || null,
    url: message.webLink ?? null,
    text_for_embedding: text,
    source_version: sourceVersion(message.lastModifiedDateTime),
    importance_score: importanceOf(message, addressed, machine),
    occurred_at: message.receivedDateTime,
    deleted: false,
    raw: rawOf(message, machine, attachments),
  });
  const participants = [from ?? sender, ...toRecipients, ...ccRecipients]
    .map(nameOf).filter((name) => name !== null);
  return {
    event,
    participants: [...new Set(participants)].slice(0, MOST_PARTICIPANTS),
    subject: withoutPrefixes(topic),
    root: isRoot(message),
  };
}

/** Put to the person in To, copied to them or to many in Cc, or neither: a list, a blind copy. */
function addressedOf(
  { from, toRecipients, ccRecipients }: MailMessage,
  own: ReadonlySet<string>,
  machine: Machine | null,
): Addressed {
  if (machine !== null || isAt(from, own)) return "none";
  const isOwn = (person: Mailbox) => isAt(person, own);
  if (toRecipients.some(isOwn)) return toRecipients.length <= FEW ? "direct" : "mention";
  return ccRecipients.some(isOwn) ? "mention" : "none";
}

/** "Re: AW: Launch" as "Launch", so that every mail of a conversation names it alike. */
function withoutPrefixes(subject: string): string {
  const rest = subject.replace(/^(?:\s*(?:re|aw|sv|antw|r|fwd?|wg|tr)\s?(?:\[\d+\])?:\s*)+/i, "");
  return rest.trim() || subject;
}

/** The first mail of a conversation has an index of 22 bytes; each answer adds five (MS-OXOMSG). */
function isRoot({ conversationIndex }: MailMessage): boolean {
  return /^[A-Za-z0-9+/]{30}(?:==)?$/.test(conversationIndex ?? "");
}

/** What Graph said, without the texts that the event has and the headers of its way. */
function rawOf(message: MailMessage, machine: Machine | null, attachments: readonly string[]) {
  const { body: _, bodyPreview: __, internetMessageHeaders: ___, ...facts } = message;
  return {
    ...facts,
    ...(machine === null ? {} : { machine }),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}
