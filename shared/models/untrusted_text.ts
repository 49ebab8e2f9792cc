/**
 * Text that other people wrote, as it may be read by models and shown in answers. What nobody sees
 * carries instructions past a reader's eye, so it goes: control characters, zero-width and
 * bidirectional marks, tags (U+E0000), and variation selectors beyond the common sixteen.
 */

const INVISIBLE =
  // deno-fmt-ignore
  /[\p{Cc}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
/** Joins the parts of an emoji; anywhere else it only hides. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/** The same text without what nobody sees. Line feeds and tabs stay, other line ends become one. */
export function visibleText(text: string): string {
  return text.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(INVISIBLE, (character) => character === "\n" || character === "\t" ? character : "")
    .replace(STRAY_JOINER, "");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Visible text that cannot end the element or attribute that it stands in. */
export function escapedText(text: string): string {
  return visibleText(text).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
