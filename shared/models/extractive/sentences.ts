import { cutText } from "./cut.ts";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** A line that only quotes somebody, or a run of code: nothing in it is said by the author. */
const quotedLine = /^\s*(?:>|&gt;)/;
const codeBlock = /```[\s\S]*?(?:```|$)/g;

/** Longer texts are read up to here; what follows is hardly ever a message any more. */
const maxCharacters = 20_000;

/**
 * Sentences of a message as its author wrote them, without code blocks and quoted lines.
 * A line break ends a sentence, as it does in chat.
 */
export function sentencesOf(text: string): string[] {
  const spoken = cutText(text, maxCharacters).replace(codeBlock, "\n");
  return spoken.split(/\r?\n/)
    .filter((line) => !quotedLine.test(line))
    .flatMap((line) =>
      [...segmenter.segment(line)].map((part) => part.segment.replace(/\s+/g, " ").trim())
    )
    .filter((sentence) => sentence.length > 0);
}
