/** Mail folders: lists of one level each, and the changes of all. */
import type { MailFolder } from "@microsoft/microsoft-graph-types";
import type { Answer } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import type { DeltaSource } from "./delta.ts";
import { folderOf, lastOfEach } from "./messages.ts";
import type { Folder } from "./mailbox.ts";
import { parseCount, parseSelect, selected } from "./odata.ts";

const FOLDER: readonly (keyof MailFolder | "sizeInBytes")[] = [
  "id",
  "displayName",
  "parentFolderId",
  "childFolderCount",
  "unreadItemCount",
  "totalItemCount",
  "sizeInBytes",
  "isHidden",
];
const READ = ["Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite"];
const LIST = ["$select", "$top", "$skip", "includehiddenfolders"];

function list(call: Call, path: string, parent: string): Answer {
  const { mailbox, query, graphUrl } = call;
  const select = parseSelect(query.get("$select"), FOLDER, "mailFolder");
  const hidden = query.get("includehiddenfolders") === "true";
  const top = parseCount(query.get("$top"), "$top") ?? call.prefer.pageSize ?? 10;
  const skip = parseCount(query.get("$skip"), "$skip") ?? 0;
  const found = mailbox.children(parent).filter((folder) => hidden || !folder.hidden)
    .sort((a, b) => a.name < b.name ? -1 : 1);
  const shown = call.page === "empty" ? [] : found.slice(skip, skip + top);
  const next = skip + shown.length;
  const kept = [...query].filter(([name]) => name !== "$skip")
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}&`).join("");
  return {
    body: {
      "@odata.context": `${graphUrl}$metadata#users('${mailbox.owner.id}')/mailFolders`,
      value: shown.map((folder) => selected({ ...mailbox.shownFolder(folder) }, select)),
      ...(next < found.length
        ? { "@odata.nextLink": `${graphUrl}${path}?${kept}$skip=${next}` }
        : {}),
    },
  };
}

function single(call: Call): Answer {
  const select = parseSelect(call.query.get("$select"), FOLDER, "mailFolder");
  const { mailbox, graphUrl } = call;
  return {
    body: {
      "@odata.context": `${graphUrl}$metadata#users('${mailbox.owner.id}')/mailFolders/$entity`,
      ...selected({ ...mailbox.shownFolder(folderOf(call)) }, select),
    },
  };
}

/** All folders below the root, of every level, hidden ones too. */
function source(call: Call): DeltaSource {
  const { mailbox } = call;
  const select = parseSelect(call.deltas.query(call).get("$select"), FOLDER, "mailFolder");
  const shown = (folder: Folder) => selected({ ...mailbox.shownFolder(folder) }, select);
  return {
    name: `${mailbox.owner.id}/folders`,
    path: "me/mailFolders/delta",
    head: mailbox.log.head,
    everything: () =>
      [...mailbox.folders.values()].filter(({ parent }) => parent !== null)
        .map(({ key }) => ({ key, kind: "created" })),
    changes: (after, until) =>
      lastOfEach(mailbox.log.between("folders", after, until))
        .filter(({ key }) => key !== mailbox.root),
    row({ key, kind }) {
      const type = { "@odata.type": "#microsoft.graph.mailFolder" };
      if (kind === "removed") return { ...type, id: key, "@removed": { reason: "deleted" } };
      const folder = mailbox.folders.get(key);
      return folder && { ...type, ...shown(folder) };
    },
  };
}

export const folderRoutes: Route[] = [
  {
    method: "GET",
    path: "me/mailFolders",
    scopes: READ,
    query: LIST,
    run: (call) => list(call, "me/mailFolders", call.mailbox.root),
  },
  {
    method: "GET",
    path: "me/mailFolders/delta",
    scopes: ["Mail.Read", "Mail.ReadWrite"],
    query: ["$select", "$skiptoken", "$deltatoken"],
    run: (call) => call.deltas.page(call, source(call)),
  },
  {
    method: "GET",
    path: "me/mailFolders/{folder}",
    scopes: READ,
    query: ["$select"],
    run: single,
  },
  {
    method: "GET",
    path: "me/mailFolders/{folder}/childFolders",
    scopes: READ,
    query: LIST,
    run: (call) => {
      const { key } = folderOf(call);
      return list(call, `me/mailFolders('${key}')/childFolders`, key);
    },
  },
];
