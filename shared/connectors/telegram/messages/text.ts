/** A message as a reader reads it. */
import type { Names } from "./names.ts";
import { mediaText } from "./media.ts";
import { chatKey, type Entity, type Message } from "./message.ts";

/** The text with its links' addresses, and what is attached; "" where nothing is said. */
export function bodyText(message: Message, names: Names): string {
  const { entities, media, fwdFrom, groupedId } = message;
  const text = withAddresses(message.message, entities ?? []);
  const attached = mediaText(media, Boolean(groupedId));
  const said = [text, attached].filter(Boolean).join("\n").trim();
  if (!fwdFrom) return said;
  const origin = fwdFrom.fromName ?? (fwdFrom.fromId ? names.get(chatKey(fwdFrom.fromId)) : null);
  return `[forwarded from ${origin ?? "somebody"}]\n${said}`;
}

/** "our plan" as "our plan (https://…)", where an address lies under the words. */
function withAddresses(text: string, entities: readonly Entity[]): string {
  const links = entities.filter(({ _, url }) => _ === "MessageEntityTextUrl" && url)
    .toSorted((a, b) => b.offset - a.offset);
  let result = text;
  for (const { offset, length, url } of links) {
    const end = offset + length;
    // What lies outside of the text, or within a character, is no place for an address.
    if (offset < 0 || end > text.length || !text.slice(0, end).isWellFormed()) continue;
    if (text.slice(offset, end).trim() === url) continue;
    result = `${result.slice(0, end)} (${url})${result.slice(end)}`;
  }
  return result;
}
