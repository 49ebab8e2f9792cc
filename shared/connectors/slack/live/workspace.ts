import type { Selection } from "../../../contracts/connectors.ts";
import type { SlackChannel } from "../messages/directory.ts";
import type { People } from "./people.ts";
import { type Conversation, ConversationsAnswer } from "./responses.ts";
import { type SlackApi, SlackMethodError } from "./web_api.ts";

const TYPES = ["im", "mpim", "private_channel", "public_channel"] as const;
/** Pages of conversations: nobody is in more than this many thousands. */
const MAX_PAGES = 50;

/** What the person sees, and which kinds a missing scope hides. */
export interface Conversations {
  channels: SlackChannel[];
  /** Kinds that the grant does not let us list. */
  hidden: string[];
}

/** Direct messages first: they are few, and put to the person. */
const RANK: Readonly<Record<SlackChannel["kind"], number>> = {
  direct: 0,
  group_direct: 1,
  channel: 2,
};

/** Every conversation that the person is in and has not left out, the most personal first. */
export async function listConversations(
  api: SlackApi,
  people: People,
  ownUserId: string,
  selection: Selection,
): Promise<Conversations> {
  const found: Conversation[] = [];
  const hidden: string[] = [];
  try {
    found.push(...await list(api, TYPES.join(",")));
  } catch (error) {
    if (!(error instanceof SlackMethodError && error.code === "missing_scope")) throw error;
    // One scope a kind: those that were granted are read.
    for (const type of TYPES) {
      try {
        found.push(...await list(api, type));
      } catch (refused) {
        if (!(refused instanceof SlackMethodError)) throw refused;
        hidden.push(type);
      }
    }
  }
  const excluded = new Set(selection.exclude);
  const channels = found.filter(({ id }) => !excluded.has(id))
    .map((conversation) => toChannel(conversation, people, ownUserId))
    .sort((a, b) => RANK[a.kind] - RANK[b.kind]);
  return { channels, hidden };
}

async function list(api: SlackApi, types: string): Promise<Conversation[]> {
  const found: Conversation[] = [];
  let cursor = "";
  for (let page = 0; page < MAX_PAGES; page++) {
    const args = { types, exclude_archived: true, limit: 200, ...(cursor ? { cursor } : {}) };
    const answer = await api.call("users.conversations", args, ConversationsAnswer);
    found.push(...answer.channels);
    cursor = answer.response_metadata.next_cursor;
    if (!cursor) break;
  }
  return found;
}

function toChannel(
  { id, name, user, is_im, is_mpim }: Conversation,
  { names }: People,
  ownUserId: string,
): SlackChannel {
  if (is_im) {
    const other = user && user !== ownUserId ? names.get(user) ?? user : "notes to self";
    return { id, name: other, kind: "direct" };
  }
  if (is_mpim) return { id, name: membersOf(name ?? id, names), kind: "group_direct" };
  return { id, name: name ?? id, kind: "channel" };
}

/** "mpdm-mira--jonas--ana-1" names its members by their handles. */
function membersOf(name: string, names: ReadonlyMap<string, string>): string {
  const handles = /^mpdm-(.+)-\d+$/.exec(name)?.[1]?.split("--");
  if (!handles) return name;
  const known = new Set(names.values());
  return handles.map((handle) => known.has(handle) ? handle : handle.replaceAll(".", " "))
    .join(", ");
}
