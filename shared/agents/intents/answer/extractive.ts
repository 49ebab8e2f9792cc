import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { overlap } from "../../../models/extractive/terms.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { isQuestion, type Passage, passagesOf } from "../../retrieval/ranking.ts";
import type { AnswerOutput } from "./schema.ts";
import { hasSought, soughtBy } from "./sought.ts";

const statementCount = 3;
/** Below this share of the question's words nothing answers it. */
const minCoverage = 0.55;
/** What stands behind the best answer has at least this share of its score. */
const besideBest = 0.7;
/** UTF-16 units that a statement is filled up to with the sentences around the best one. */
const statementLength = 280;
/** Sentences with more words in common say the same. */
const same = 0.85;

export const nothingFound = "Nothing in your timeline answers this.";

interface Scored {
  passage: Passage<Evidence>;
  score: number;
}

/**
 * The sentences that share most with the question and have what it asks for, as their authors wrote
 * them; what answers a question that somebody asked before is cited with that question. Where none
 * does, that is what is said.
 */
export function answerQuestion(question: string, items: Evidence[]): AnswerOutput {
  const sought = soughtBy(question);
  const scored = passagesOf(question, items).map((passage): Scored => ({
    passage,
    score: scoreOf(passage, hasSought(sought, passage.sentence, question)),
  })).sort((a, b) => b.score - a.score);
  const answers = scored.filter(({ passage, score }) =>
    score >= minCoverage && !isQuestion(passage.sentence) && says(passage) &&
    hasSought(sought, passage.sentence, question)
  );
  const best = answers[0]?.score ?? 0;
  const chosen = distinct(answers.filter(({ score }) => score >= best * besideBest))
    .slice(0, statementCount);
  if (chosen.length === 0) return { answer: nothingFound, statements: [] };
  const statements = chosen.map(({ passage }) => ({
    text: statementText(passage),
    event_ids: [passage.item.id, ...passage.repliesTo ? [passage.repliesTo.id] : []],
  }));
  return { answer: statements.map((statement) => statement.text).join("\n"), statements };
}

function scoreOf(passage: Passage<Evidence>, hasIt: boolean): number {
  const { item, sentence, coverage } = passage;
  return coverage * (isQuestion(sentence) ? 0.6 : 1) * (item.automated ? 0.9 : 1) *
      (hasIt ? 1 : 0.8) +
    0.1 * Math.max(0, item.relevance ?? 0);
}

/** Whether a sentence says anything by itself: "thanks", "again" and a smile do not. */
function says({ words, sentence, repliesTo }: Passage<Evidence>): boolean {
  return words.size >= (repliesTo ? 1 : 2) || /\d|https?:|`/.test(sentence);
}

/** Each event and each thing once. */
function distinct(scored: readonly Scored[]): Scored[] {
  const kept: Scored[] = [];
  const told = new Set<string>();
  for (const candidate of scored) {
    const { item, words } = candidate.passage;
    if (told.has(item.id)) continue;
    if (kept.some(({ passage }) => overlap(passage.words, words) > same)) continue;
    told.add(item.id);
    kept.push(candidate);
    if (kept.length === statementCount) break;
  }
  return kept;
}

/** The sentence with as much of what stands around it in its message as is still short. */
function statementText({ item, sentence, sentences, index }: Passage<Evidence>): string {
  let [text, first, last] = [sentence, index, index];
  for (;;) {
    const next = sentences[last + 1];
    const previous = sentences[first - 1];
    if (next !== undefined && text.length + next.length < statementLength) {
      [text, last] = [`${text} ${next}`, last + 1];
    } else if (previous !== undefined && text.length + previous.length < statementLength) {
      [text, first] = [`${previous} ${text}`, first - 1];
    } else break;
  }
  const title = visibleText(cutText(item.title ?? "", 500));
  return cutText(title ? `${title}: ${text}` : text, 1200);
}
