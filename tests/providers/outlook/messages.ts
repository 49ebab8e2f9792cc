/** Messages as Graph shows them, and the changes of a folder. */
import type { Message } from "@microsoft/microsoft-graph-types";
import type { Answer } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import type { Change } from "./change_log.ts";
import type { DeltaSource, Pending } from "./delta.ts";
import { badRequest, malformedId, notFound, WrongRequest } from "./graph_failure.ts";
import { wellFormed } from "./ids.ts";
import type { Folder, Mail } from "./mailbox.ts";
import { checkOrder, parseCount, parseSelect, type Preferences, selected } from "./odata.ts";
import { plainText, preview } from "./plain_text.ts";

/** Properties of a message that can be selected. */
export const MESSAGE: readonly (keyof Message | "meetingMessageType")[] = [
  "id",
  "createdDateTime",
  "lastModifiedDateTime",
  "changeKey",
  "categories",
  "receivedDateTime",
  "sentDateTime",
  "hasAttachments",
  "internetMessageId",
  "subject",
  "bodyPreview",
  "importance",
  "parentFolderId",
  "conversationId",
  "conversationIndex",
  "isDeliveryReceiptRequested",
  "isReadReceiptRequested",
  "isRead",
  "isDraft",
  "webLink",
  "inferenceClassification",
  "body",
  "sender",
  "from",
  "toRecipients",
  "ccRecipients",
  "bccRecipients",
  "replyTo",
  "flag",
  "internetMessageHeaders",
  "uniqueBody",
  "meetingMessageType",
];
/** Only shown when they are selected. */
const ON_REQUEST: readonly string[] = ["internetMessageHeaders", "uniqueBody"];
/** With a filter no more messages than these are returned, whatever there is. */
const FILTERED = 5000;

const READ = ["Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"];
/** Without the permission to read bodies these are left out. */
const FULL: readonly string[] = ["body", "bodyPreview", "uniqueBody"];

export function shownMessage(
  mail: Mail,
  select: readonly string[] | null,
  prefer: Preferences,
  full: boolean,
): Record<string, unknown> {
  const { body, ...message } = mail.message;
  const text = prefer.bodyType === "text" && body?.contentType === "html";
  const shown: Record<string, unknown> = {
    "@odata.etag": `W/"${message.changeKey}"`,
    id: prefer.immutableIds ? mail.key : mail.mutableId,
    ...message,
    bodyPreview: message.bodyPreview ?? preview(body),
    parentFolderId: mail.folder,
    body: text ? { contentType: "text", content: plainText(body.content ?? "") } : body,
    uniqueBody: message.uniqueBody ?? body,
  };
  const hidden = [...(full ? [] : FULL), ...(select === null ? ON_REQUEST : [])];
  return Object.fromEntries(
    Object.entries(selected(shown, select)).filter(([name]) => !hidden.includes(name)),
  );
}

/** The folder of a path; one that is gone or not the caller's is not found. */
export function folderOf({ mailbox, params }: Call): Folder {
  const id = params["folder"] ?? "";
  const found = mailbox.findFolder(id);
  if (found) return found;
  throw wellFormed(id) || /^[a-z]+$/i.test(id) ? notFound() : malformedId();
}

export function mailOf({ mailbox, params }: Call): Mail {
  const id = params["message"] ?? "";
  const found = mailbox.findMail(id);
  if (found) return found;
  throw wellFormed(id) ? notFound() : malformedId();
}

function readsBodies({ access }: Call): boolean {
  return access.scopes.has("Mail.Read") || access.scopes.has("Mail.ReadWrite");
}

function single(call: Call): Answer {
  const mail = mailOf(call);
  const select = parseSelect(call.query.get("$select"), MESSAGE, "message");
  return {
    body: {
      "@odata.context":
        `${call.graphUrl}$metadata#users('${call.mailbox.owner.id}')/messages/$entity`,
      ...shownMessage(mail, select, call.prefer, readsBodies(call)),
    },
  };
}

/** The messages of a folder or of all, newest first, in pages by `$skip`. */
function list(call: Call, path: string, mails: Mail[]): Answer {
  const select = parseSelect(call.query.get("$select"), MESSAGE, "message");
  const passes = filterOf(call.query.get("$filter"));
  checkOrder(call.query.get("$orderby"));
  const top = parseCount(call.query.get("$top"), "$top") ?? call.prefer.pageSize ?? 10;
  const skip = parseCount(call.query.get("$skip"), "$skip") ?? 0;
  const found = newestFirst(mails.filter(passes));
  const more = found.length > skip + top;
  const query = new URLSearchParams([...call.query].filter(([name]) => name !== "$skip"));
  query.set("$top", String(top));
  query.set("$skip", String(skip + top));
  return {
    body: {
      "@odata.context": `${call.graphUrl}$metadata#users('${call.mailbox.owner.id}')/messages`,
      value: found.slice(skip, skip + top).map((mail) =>
        shownMessage(mail, select, call.prefer, readsBodies(call))
      ),
      ...(more
        ? { "@odata.nextLink": `${call.graphUrl}${path}?${decodeURIComponent(query.toString())}` }
        : {}),
    },
  };
}

function newestFirst(mails: Mail[]): Mail[] {
  const time = ({ message }: Mail) => Date.parse(message.receivedDateTime ?? "");
  return mails.sort((a, b) => time(b) - time(a));
}

/** The only filter that a folder's changes know: by the time of receipt. */
function filterOf(text: string | undefined): (mail: Mail) => boolean {
  if (text === undefined) return () => true;
  const [, operator, value = ""] =
    /^receivedDateTime (ge|gt) (\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?)$/.exec(text) ?? [];
  const bound = Date.parse(value);
  if (operator === undefined || Number.isNaN(bound)) {
    throw new WrongRequest(
      400,
      "ErrorInvalidUrlQueryFilter",
      "The query filter contains one or more invalid nodes.",
    );
  }
  return ({ message }) => {
    const at = Date.parse(message.receivedDateTime ?? "");
    return operator === "ge" ? at >= bound : at > bound;
  };
}

/** @param partial whether an update tells only the properties that changed */
function folderSource(call: Call, folder: Folder, partial: boolean): DeltaSource {
  const { mailbox, deltas, prefer } = call;
  const query = deltas.query(call);
  const select = parseSelect(query.get("$select"), MESSAGE, "message");
  const passes = filterOf(query.get("$filter"));
  const type = changeTypeOf(query.get("changetype"));
  parseCount(query.get("$top"), "$top");
  checkOrder(query.get("$orderby"));
  const collection = `messages/${folder.key}`;
  const present = ({ key }: { key: string }) => {
    const mail = mailbox.mails.get(key);
    return mail?.folder === folder.key && passes(mail) ? mail : undefined;
  };
  return {
    name: `${mailbox.owner.id}/${collection}`,
    path: `me/mailFolders('${folder.key}')/messages/delta`,
    head: mailbox.log.head,
    everything() {
      const found = newestFirst(mailbox.inFolder(folder.key).filter(passes));
      const most = query.has("$filter") ? found.slice(0, FILTERED) : found;
      return most.map(({ key }) => ({ key, kind: "created" }));
    },
    changes: (after, until) =>
      lastOfEach(mailbox.log.between(collection, after, until))
        .filter(({ kind }) => type === undefined || kind === type),
    row(pending) {
      if (pending.kind === "removed") {
        return {
          "@odata.type": "#microsoft.graph.message",
          id: prefer.immutableIds ? pending.key : pending.mutableId,
          "@removed": { reason: "deleted" },
        };
      }
      const mail = present(pending);
      if (!mail) return undefined;
      const shown = {
        "@odata.type": "#microsoft.graph.message",
        ...shownMessage(mail, select, prefer, readsBodies(call)),
      };
      if (!partial || pending.kind === "created" || !pending.fields) return shown;
      return selected(shown, pending.fields);
    },
  };
}

function changeTypeOf(text: string | undefined): Change["kind"] | undefined {
  switch (text) {
    case undefined:
    case "created":
    case "updated":
      return text;
    case "deleted":
      return "removed";
  }
  throw badRequest(`Invalid value '${text}' for changeType.`);
}

/** What is to be said of each item that changed, in the order of its last change. */
export function lastOfEach(changes: readonly Change[]): Pending[] {
  const found = new Map<string, Pending>();
  for (const { key, kind, fields, mutableId } of changes) {
    const before = found.get(key);
    found.delete(key);
    const isNew = kind === "created" || (kind === "updated" && before?.kind === "created");
    const all = before && (before.kind !== "updated" || !before.fields);
    const known = fields && !all ? [...before?.fields ?? [], ...fields] : undefined;
    found.set(key, { key, kind: isNew ? "created" : kind, fields: known, mutableId });
  }
  return [...found.values()];
}

const LIST = ["$select", "$filter", "$top", "$skip", "$orderby"];
const DELTA = [
  "$select",
  "$filter",
  "$top",
  "$orderby",
  "changetype",
  "$skiptoken",
  "$deltatoken",
];

/** @param partial whether updates tell only what changed, as they may */
export const messageRoutes = (partial: boolean): Route[] => [
  { method: "GET", path: "me/messages/{message}", scopes: READ, query: ["$select"], run: single },
  {
    method: "GET",
    path: "me/mailFolders/{folder}/messages/{message}",
    scopes: READ,
    query: ["$select"],
    run: (call) => {
      if (mailOf(call).folder !== folderOf(call).key) throw notFound();
      return single(call);
    },
  },
  {
    method: "GET",
    path: "me/messages",
    scopes: READ,
    query: LIST,
    run: (call) => list(call, "me/messages", [...call.mailbox.mails.values()]),
  },
  {
    method: "GET",
    path: "me/mailFolders/{folder}/messages",
    scopes: READ,
    query: LIST,
    run: (call) => {
      const { key } = folderOf(call);
      return list(call, `me/mailFolders('${key}')/messages`, call.mailbox.inFolder(key));
    },
  },
  {
    method: "GET",
    path: "me/mailFolders/{folder}/messages/delta",
    scopes: READ,
    query: DELTA,
    run: (call) => call.deltas.page(call, folderSource(call, folderOf(call), partial)),
  },
];
