/** Rows of a folder's changes as mails with all that was asked for, and the names of attachments. */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import { isWhole, MailMessage, MailRow, MESSAGE_FIELDS } from "../mail/message.ts";
import type { GraphApi } from "./graph_api.ts";
import { itemPath } from "./round.ts";

/** What a page of a folder's changes says. */
export interface MailRows {
  messages: MailMessage[];
  /** Ids that are no more in this folder. */
  removed: string[];
  /** Messages that could not be understood. */
  unreadable: number;
}

/** @throws {ConnectorError} where Graph refuses */
export async function mailRows(api: GraphApi, rows: readonly unknown[]): Promise<MailRows> {
  const result: MailRows = { messages: [], removed: [], unreadable: 0 };
  const partial: string[] = [];
  const add = (row: unknown) => {
    const message = MailMessage.safeParse(row).data;
    if (message) result.messages.push(message);
    else result.unreadable++;
  };
  for (const entry of rows) {
    const row = MailRow.safeParse(entry).data;
    if (!row) result.unreadable++;
    else if (row["@removed"]) result.removed.push(row.id);
    else if (isWhole(row)) add(row);
    else partial.push(row.id);
  }
  const paths = partial.map((id) => `${itemPath("messages", id)}?$select=${MESSAGE_FIELDS}`);
  for (const answer of await api.read(paths)) {
    if ("body" in answer) add(answer.body);
    else if (answer.error instanceof ConnectorError) throw answer.error;
    // Gone or moved since: the next round says so.
    else if (!answer.error.absent) result.unreadable++;
  }
  return result;
}

const attachments = z.object({
  value: z.array(z.object({ name: z.string().nullish(), isInline: z.boolean().nullish() })),
});

/** Names of attachments by message, and how many messages' could not be read. */
export interface Attachments {
  names: ReadonlyMap<string, string[]>;
  unreadable: number;
}

/** Pictures within the text are no attachments; contents are never asked for. */
export async function attachmentNames(
  api: GraphApi,
  messages: readonly MailMessage[],
): Promise<Attachments> {
  const having = messages.filter(({ hasAttachments }) => hasAttachments);
  const answers = await api.read(
    having.map(({ id }) => `${itemPath("messages", id)}/attachments?$select=name,isInline`),
  );
  const names = new Map<string, string[]>();
  let unreadable = 0;
  having.forEach(({ id }, index) => {
    const answer = answers[index];
    const error = answer && "error" in answer ? answer.error : undefined;
    if (error instanceof ConnectorError) throw error;
    // Gone since: the next round says so.
    if (error?.absent) return;
    const found = attachments.safeParse(answer && "body" in answer ? answer.body : null).data;
    if (!found) unreadable++;
    names.set(
      id,
      (found?.value ?? []).flatMap(({ name, isInline }) => name && !isInline ? [name] : []),
    );
  });
  return { names, unreadable };
}
