import { stemmer } from "stemmer";
import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { termsOf } from "../../../models/extractive/terms.ts";
import type { AnswerOutput } from "./schema.ts";

const statementCount = 3;
/** Below this neither the words nor the meaning of a sentence have to do with the question. */
const minScore = 0.34;

export const nothingFound = "Nothing in your timeline answers this.";

/** The sentences that share most with the question, as their authors wrote them. */
export function answerQuestion(question: string, items: Evidence[]): AnswerOutput {
  const asked = [...new Set(termsOf(question))];
  const rarity = new Map(asked.map((term) => {
    const uses = items.filter((item) => contains(item, term)).length;
    return [term, Math.log(1 + (items.length + 1) / (uses + 1))];
  }));
  const total = [...rarity.values()].reduce((sum, weight) => sum + weight, 0) || 1;

  const scored = items.flatMap((item) => {
    const fromTitle = new Set(termsOf(item.title ?? ""));
    return sentencesOf(item.text).map((sentence) => {
      const terms = termsOf(sentence);
      const shared = asked.reduce(
        (sum, term) =>
          sum +
          (terms.some((own) => alike(own, term)) || fromTitle.has(term)
            ? rarity.get(term) ?? 0
            : 0),
        0,
      ) / total;
      const statement = !sentence.endsWith("?") && terms.length >= 2;
      return {
        item,
        sentence,
        score: (shared + 0.5 * Math.max(0, item.relevance ?? 0)) * (statement ? 1 : 0.5),
      };
    });
  }).sort((a, b) => b.score - a.score);

  const chosen: typeof scored = [];
  for (const candidate of scored) {
    if (candidate.score < minScore || chosen.length === statementCount) break;
    if (chosen.some((other) => other.item.id === candidate.item.id)) continue;
    chosen.push(candidate);
  }
  if (chosen.length === 0) return { answer: nothingFound, statements: [] };
  const statements = chosen.map(({ item, sentence }) => ({
    text: cutText(item.title ? `${item.title}: ${sentence}` : sentence, 1200),
    event_ids: [item.id],
  }));
  return { answer: statements.map((statement) => statement.text).join("\n"), statements };
}

function contains(item: Evidence, term: string): boolean {
  return termsOf(`${item.title ?? ""} ${item.text}`).some((own) => alike(own, term));
}

/** Whether two words are forms of one. The stems are English; other languages meet by the whole word. */
function alike(a: string, b: string): boolean {
  return a === b || stemmer(a) === stemmer(b);
}
