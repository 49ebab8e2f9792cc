/** At most the first `length` UTF-16 units of a text, and never half a character at the end. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
