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
  /** With one, anybody may open it. */
  username?: string | undefined;
}

/** "Launch", "private chat (Ana)", "Saved Messages". */
export function placeOf(kind: ChatKind, title: string, own: boolean): string {
  if (own) return "Saved Messages";
  return kind === "private" ? `private chat (${title})` : title;
}
