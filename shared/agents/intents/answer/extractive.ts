import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { overlap } from "../../../models/extractive/terms.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { type Passage, passagesOf } from "../../retrieval/ranking.ts";
import type { AnswerOutput } from "./schema.ts";

const statementCount = 3;
/** A passage below this score, the share of the question's words foremost, answers nothing. */
const minScore = 0.6;
/** What stands behind the best answer has at least this share of its score. */
const besideBest = 0.55;
/** UTF-16 units that a statement is filled up to with the sentences around the best one. */
const statementLength = 280;
/** Sentences with more words in common say the same. */
const same = 0.85;

/** Who says that they do not know answers nothing. */
const ignorance =
  /\b(?:idk|dunno|no idea|not sure|no clue|(?:don.?t|do not|didn.?t) (?:know|remember)|can.?t (?:find|remember)|haven.?t looked|never heard|keine ahnung|wei(?:ß|ss) (?:ich )?nicht|je ne sais pas|no s[eé])\b/iu;

export const nothingFound = "Nothing in your timeline answers this.";

/**
 * The sentences that share most with the question and have what it asks for, as their authors wrote
 * them; what answers a question that somebody asked before is cited with that question. Where none
 * does, that is what is said.
 */
export function answerQuestion(question: string, items: Evidence[]): AnswerOutput {
  const answers = passagesOf(question, items)
    .filter((passage) => passage.answers && passage.score >= minScore && says(passage))
    .sort((a, b) => b.score - a.score);
  const best = answers[0]?.score ?? 0;
  const chosen = distinct(answers.filter(({ score }) => score >= best * besideBest));
  if (chosen.length === 0) return { answer: nothingFound, statements: [] };
  const statements = chosen.map(statementOf);
  return { answer: statements.map((statement) => statement.text).join("\n"), statements };
}

/** Whether a sentence says anything by itself: "thanks", "again" and a smile do not. */
function says({ words, sentence, repliesTo }: Passage<Evidence>): boolean {
  if (ignorance.test(sentence.slice(0, 200))) return false;
  return words.size >= (repliesTo ? 1 : 2) || /\d|https?:|`/.test(sentence);
}

/** At most as many as an answer has, each event and each thing once. */
function distinct(passages: readonly Passage<Evidence>[]): Passage<Evidence>[] {
  const kept: Passage<Evidence>[] = [];
  for (const passage of passages) {
    if (kept.some(({ item }) => item.id === passage.item.id)) continue;
    if (kept.some(({ words }) => overlap(words, passage.words) > same)) continue;
    kept.push(passage);
    if (kept.length === statementCount) break;
  }
  return kept;
}

/**
 * The sentence with as much of what stands around it in its message, and of what its author says next,
 * as is still short; it cites all that it quotes and the question that it replies to.
 */
function statementOf(passage: Passage<Evidence>): { text: string; event_ids: string[] } {
  const { item, next, repliesTo } = passage;
  let text = textAround(passage);
  const cited = [item.id];
  const more = next ? sentencesOf(cutText(next.text, statementLength)).join(" ") : "";
  if (next && more !== "" && text.length + more.length < statementLength) {
    text = `${text} ${more}`;
    cited.push(next.id);
  }
  if (repliesTo && !cited.includes(repliesTo.id)) cited.push(repliesTo.id);
  const title = visibleText(cutText(item.title ?? "", 500));
  return { text: cutText(title ? `${title}: ${text}` : text, 1200), event_ids: cited };
}

function textAround({ sentence, sentences, index }: Passage<Evidence>): string {
  let [text, first, last] = [sentence, index, index];
  for (;;) {
    const next = sentences[last + 1];
    const previous = sentences[first - 1];
    if (next !== undefined && text.length + next.length < statementLength) {
      [text, last] = [`${text} ${next}`, last + 1];
    } else if (previous !== undefined && text.length + previous.length < statementLength) {
      [text, first] = [`${previous} ${text}`, first - 1];
    } else return text;
  }
}
