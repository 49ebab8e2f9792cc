/** Files of an export that are not messages, by name. */

/** Lists that are read, wherever they lie: `directory.ts` says how. */
export const LIST_FILES: ReadonlySet<string> = new Set([
  "users.json",
  "org_users.json",
  "channels.json",
  "groups.json",
  "mpims.json",
  "dms.json",
  "usergroups.json",
  "team.json",
  "teams.json",
]);

/** What Slack or its users put beside the messages, and why it is not read. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["integration_logs", "it logs which apps were installed and holds no messages"],
  ["canvases", "canvases are documents and no messages"],
  ["lists", "lists are tables of records and no messages"],
  ["huddle_transcripts", "it holds what was said in huddles, which is no message"],
  ["file_conversations", "it holds comments on files, which belong to no conversation"],
  ["content_flags", "it logs which messages were flagged and holds none"],
  ["external_channels", "it lists channels of other organisations and holds no messages"],
  ["audit_logs", "it logs what administrators did and holds no messages"],
]);

/** Files that systems write beside others: they are nobody's, and passed over. */
export function isSystemFile(path: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|\._|\.git\/|Thumbs\.db$|desktop\.ini$)/i.test(path);
}

/** Why a file is not read although it lies in the export; null when its name says nothing. */
export function unreadReason(path: string, top: boolean): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "").toLowerCase();
  const known = top ? OTHERS.get(name) : undefined;
  return known ?? sideFolderReason(path);
}

/** Why a folder that is in no list of conversations is not read; null when it may be one. */
export function sideFolderReason(path: string): string | null {
  const parts = path.toLowerCase().split("/");
  const name = parts.find((part, index) => OTHERS.has(part) && index < parts.length);
  if (name !== undefined) return OTHERS.get(name) ?? null;
  const media = ["files", "attachments", "avatars", "emoji", "__uploads", "__avatars"];
  return parts.some((part) => media.includes(part)) ? "it holds files that were shared" : null;
}
