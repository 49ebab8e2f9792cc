/** What is said of a chat beside its messages. */

/** A private chat (with a person, a program or oneself), a group, or a channel that broadcasts. */
export type ChatKind = "private" | "group" | "broadcast";

/** A chat as its messages are read. */
export interface ReadChat {
  /** As `chatKey` names it. */
  key: string;
  kind: ChatKind;
  title: string;
  /** How a reader refers to it. */
  place: string;
  /** The owner's notes to themselves. */
  own: boolean;
  /** With one, anybody may open it. */
  username?: string | undefined;
}

/**
 * Telegram's own voices, which bring codes that open accounts: its notifications under both of their
 * numbers, and Verification Codes. Nothing of theirs is ever stored, wherever it stands.
 */
const CODE_BRINGERS = new Set(["user:777000", "user:333000", "user:489000"]);

/** @param key as `chatKey` names it */
export function bringsCodes(key: string): boolean {
  return CODE_BRINGERS.has(key);
}

/** "Launch", "private chat (Ana)", "Saved Messages". */
export function placeOf(kind: ChatKind, title: string, own: boolean): string {
  if (own) return "Saved Messages";
  return kind === "private" ? `private chat (${title})` : title;
}
