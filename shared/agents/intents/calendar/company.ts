import { type NameToken, nameTokens, nameWords } from "../../understanding/name_tokens.ts";
import type { Meeting } from "./meeting.ts";

const beside = new Set(["with", "mit", "avec", "con", "com", "met", "med"]);

/** The meetings with the people whom the prompt names so: "with Mira"; all where it names nobody. */
export function companyOf(meetings: readonly Meeting[], prompt: string): Meeting[] {
  const tokens = nameTokens(prompt);
  const asked = tokens.flatMap((token, at) =>
    beside.has(tokens[at - 1]?.folded ?? "") && /^[@\p{Lu}]/u.test(token.text)
      ? [nameFrom(tokens, at)]
      : []
  );
  const known = asked.filter((name) => meetings.some((meeting) => isWith(meeting, name)));
  return known.length === 0
    ? [...meetings]
    : meetings.filter((meeting) => known.every((name) => isWith(meeting, name)));
}

/** "Mira Sand" of "with Mira Sand tomorrow": the words that begin with a capital letter. */
function nameFrom(tokens: readonly NameToken[], at: number): string[] {
  const words: string[] = [];
  for (const token of tokens.slice(at, at + 4)) {
    if (words.length > 0 && (token.breaks || !/^\p{Lu}/u.test(token.text))) break;
    words.push(token.folded.replace(/^@/, ""));
  }
  return words;
}

function isWith({ people }: Meeting, name: readonly string[]): boolean {
  return people.some((person) => {
    const words = nameWords(person);
    const [first] = name;
    return first !== undefined && words.includes(first) &&
      (name.length === 1 || name.every((word) => words.includes(word)) ||
        // "with Mira Monday": what follows the name is no part of it.
        words.length === 1 || !words.includes(name[1] ?? ""));
  });
}
