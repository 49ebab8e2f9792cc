/** Characters of a prompt that cues are looked for in: what it wants, a prompt says at its beginning. */
const read = 600;

/** A character beside it makes of two words one: "follow-up", "what's", "#launch", "a/b". */
const between = /[^\p{L}\p{N}'#@?/-]+/gu;

/**
 * A prompt as cues are written: lower case, without accents, words and question marks between single
 * spaces, with a space at both ends. "¿Qué pasó, Mira?" is " que paso mira ? ".
 */
export function plainWords(prompt: string): string {
  const folded = prompt.slice(0, read).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[’‘`´]/g, "'").replaceAll("ß", "ss").replaceAll("œ", "oe").replaceAll("æ", "ae")
    .replaceAll("ø", "o");
  return ` ${folded.replace(between, " ").replaceAll("?", " ? ").replace(/ +/g, " ").trim()} `;
}

/**
 * One expression of many phrases over plain words. In a phrase `~` stands for up to four words, and
 * what else is in it is a regular expression without repetition of its own, so that looking for it
 * takes work that grows no faster than the text.
 */
export function phrases(listed: readonly string[]): RegExp {
  const any = listed.map((phrase) => phrase.replaceAll("~", "(?: [^ ]{1,40}){0,4}")).join("|");
  return new RegExp(`(?<= )(?:${any})(?= )`, "u");
}
