import { cutText } from "./cut.ts";
import { ownLines } from "./own_words.ts";
import { visibleText } from "../visible_text.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Longer texts are read up to here; what follows is hardly ever a message any more. */
const maxCharacters = 20_000;
/** More sentences than that no message has; lines of one character each would make 10,000. */
const maxSentences = 400;

/**
 * Sentences of a message as its author wrote them, without code blocks and what is quoted, and
 * without characters that nobody sees. A line break ends a sentence, as it does in chat. At most 400,
 * from the first 20,000 UTF-16 units.
 */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const line of ownLines(cutText(text, maxCharacters))) {
    for (const { segment } of segmenter.segment(line)) {
      const sentence = visibleText(segment);
      if (sentence !== "") sentences.push(sentence);
      if (sentences.length === maxSentences) return sentences;
    }
  }
  return sentences;
}
