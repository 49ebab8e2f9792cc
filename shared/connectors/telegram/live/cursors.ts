/** What is remembered of an account between two readings. */
import { z } from "zod";

/** The resources beside the chats. */
export const PEERS = "peers";
export const UPDATES = "updates";

/** A position in what happens in private chats and basic groups. */
export const UpdatesCursor = z.object({ pts: z.int(), qts: z.int(), date: z.int() });
export type UpdatesCursor = z.infer<typeof UpdatesCursor>;

/** A chat that the account has, whether or not it is read. */
export const StoredChat = z.object({
  kind: z.enum(["private", "group", "broadcast"]),
  title: z.string(),
  /** What opens it, for this account alone; basic groups have none. */
  hash: z.string().nullable(),
  username: z.string().optional(),
  own: z.boolean().optional(),
  /** A supergroup whose messages stand in topics. */
  forum: z.boolean().optional(),
  /** Nobody shows it to the person any more. */
  left: z.boolean().optional(),
  /** When its newest message was written, as far as that was looked at: seconds since 1970. */
  top: z.number(),
});
export type StoredChat = z.infer<typeof StoredChat>;

/** The chats by their keys. */
export const PeersCursor = z.object({
  chats: z.record(z.string(), StoredChat),
  listedAt: z.iso.datetime(),
  /** What the person had chosen by then. */
  selection: z.string(),
});
export type PeersCursor = z.infer<typeof PeersCursor>;

/** How far one chat was read. */
export const ChatCursor = z.object({
  /**
   * What is still to be read of its past, newest first: messages before this id (0: all), and so
   * many at most. A past that begins at 0 is read as a whole, so that what is gone is found.
   */
  gap: z.object({ before: z.int(), left: z.int() }).nullable(),
  /** A channel's own position; null: that of its next whole reading. Other chats have none. */
  pts: z.int().nullable(),
  /** Whether a channel has news behind its position. */
  behind: z.boolean(),
  /** Whether its past was longer than what is read of it. */
  cut: z.boolean(),
  /** Messages that disappear by themselves, and when: ids and seconds since 1970. */
  expiring: z.array(z.tuple([z.int(), z.int()])),
});
export type ChatCursor = z.infer<typeof ChatCursor>;

/** The most messages of one chat's past: what is older is said to be left out. */
const MOST_MESSAGES = 1000;

/** A chat that is to be read as a whole, the first time or again. */
export function unread(expiring: ChatCursor["expiring"] = []): ChatCursor {
  const gap = { before: 0, left: MOST_MESSAGES };
  return { gap, pts: null, behind: false, cut: false, expiring };
}

/** The cursor when a page of its past was read. */
export function afterPage(
  cursor: ChatCursor,
  { oldest, count, ended }: { oldest: number | null; count: number; ended: boolean },
): ChatCursor {
  if (!cursor.gap || ended || oldest === null) return { ...cursor, gap: null };
  const left = cursor.gap.left - count;
  return left > 0
    ? { ...cursor, gap: { before: oldest, left } }
    : { ...cursor, gap: null, cut: true };
}
