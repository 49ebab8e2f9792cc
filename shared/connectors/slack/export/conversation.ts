/** Which conversation the files of an export belong to. */
import type { SlackChannel } from "../messages/directory.ts";
import type { ExportDirectory } from "./directory.ts";
import type { Gathered } from "./gather.ts";
import { sideFolderReason } from "./known_files.ts";
import type { ConversationFiles } from "./layout.ts";
import { MAX_ID_LENGTH } from "./lists.ts";
import { intendedNames } from "./misread_names.ts";

/** The conversation and what is to be said about it, or why its files are not read. */
export type Resolved =
  | { channel: SlackChannel; notice?: string }
  | { unread: string };

const SLACK_ID = /^[CDG][A-Z0-9]{2,}$/;

/**
 * The conversation by the lists (of the folder, or of one around it), else by what the folder's name says: an id that begins with D is a
 * direct message's, and "mpdm-mira--jonas-1" a group message.
 */
export function resolveConversation(
  { name, around, loose, path }: ConversationFiles,
  { channels, handles, names }: ExportDirectory,
  gathered: Gathered,
): Resolved {
  const listed = [name, ...intendedNames(name)].map((each) => channels.get(each))
    .find((channel) => channel !== undefined);
  if (listed !== undefined) return { channel: listed };
  if (loose && !SLACK_ID.test(name)) {
    return { unread: "is not read: it is no list, and no list has a conversation of its name" };
  }
  const side = sideFolderReason(name);
  if (side !== null) return { unread: `is not read: ${side}` };
  const outer = around.map((folder) => channels.get(folder)).find((found) => found !== undefined);
  if (outer !== undefined) return { channel: outer };
  if (name.length > MAX_ID_LENGTH) {
    return { unread: `is not read: its name has more than ${MAX_ID_LENGTH} characters` };
  }
  const people = [...gathered.authors.get(path) ?? []].map((id) => names.users.get(id) ?? id);
  if (SLACK_ID.test(name) && name.startsWith("D")) {
    const label = people.sort().join(", ") || name;
    const channel = { id: name, name: label, kind: "direct" } as const;
    return { channel, notice: "is in no list of conversations: read as a direct message" };
  }
  const [, members] = /^mpdm-(.+)-\d+$/.exec(name) ?? [];
  if (members !== undefined) {
    const label = members.split("--").map((handle) => handles.get(handle) ?? handle).join(", ");
    const channel = { id: name, name: label, kind: "group_direct" } as const;
    return { channel, notice: "is in no list of conversations: read as a group message" };
  }
  const notice = "is in no list of conversations: its name stands in for the id";
  return { channel: { id: name, name, kind: "channel" }, notice };
}
