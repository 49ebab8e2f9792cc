/** Who and what the peers of an answer are called. */
import { z } from "zod";

const optionalText = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);

/** A person or a bot, as answers describe those whom they speak of. */
export const User = z.object({
  _: z.string(),
  id: z.string(),
  accessHash: optionalText,
  firstName: optionalText,
  lastName: optionalText,
  username: optionalText,
  self: flag,
  bot: flag,
  deleted: flag,
  /** Half known: its access hash opens nothing (core.telegram.org/api/min). */
  min: flag,
});
export type User = z.infer<typeof User>;

/** A basic group, a supergroup or a channel: "Chat", "ChatForbidden", "Channel", … */
export const Chat = z.object({
  _: z.string(),
  id: z.string(),
  accessHash: optionalText,
  title: optionalText,
  username: optionalText,
  broadcast: flag,
  forum: flag,
  left: flag,
  deactivated: flag,
  min: flag,
});
export type Chat = z.infer<typeof Chat>;

/** What an answer is told with. */
export const Around = z.object({
  users: z.array(User).catch([]),
  chats: z.array(Chat).catch([]),
});
export type Around = z.infer<typeof Around>;

/** Names by the keys of `chatKey`. */
export type Names = ReadonlyMap<string, string>;

export function userName({ firstName, lastName, username, deleted }: User): string | null {
  if (deleted) return "a deleted account";
  const name = [firstName, lastName].filter(Boolean).join(" ").replace(/\s+/g, " ").trim();
  return name || username || null;
}

export function keyOfChat({ _, id }: Chat): string {
  return _.startsWith("Channel") ? `channel:${id}` : `chat:${id}`;
}

export function namesOf({ users, chats }: Around): Map<string, string> {
  const names = new Map<string, string>();
  for (const user of users) {
    const name = userName(user);
    if (name) names.set(`user:${user.id}`, name);
  }
  for (const chat of chats) if (chat.title) names.set(keyOfChat(chat), chat.title);
  return names;
}

/** Keys of those users who are programs. */
export function botsOf({ users }: Around): Set<string> {
  return new Set(users.filter(({ bot }) => bot).map(({ id }) => `user:${id}`));
}
