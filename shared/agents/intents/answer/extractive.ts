import { stemmer } from "stemmer";
import type { Evidence } from "../../../models/language_model.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { fairShare } from "../../../models/extractive/budget.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { sentencesOf } from "../../../models/extractive/sentences.ts";
import { termsOf } from "../../../models/extractive/terms.ts";
import type { AnswerOutput } from "./schema.ts";

const statementCount = 3;
/** Below this neither the words nor the meaning of a sentence have to do with the question. */
const minScore = 0.34;

export const nothingFound = "Nothing in your timeline answers this.";

/** No word that is stemmed has more letters. */
const maxWord = 60;
/** Different words of a question that count; a longer one is a text, and its beginning says enough. */
const maxAsked = 64;

interface Indexed {
  item: Evidence;
  sentence: string;
  terms: ReadonlySet<string>;
}

/**
 * The sentences that share most with the question, as their authors wrote them. Each text is taken
 * apart once and up to its share of the reading budget: the cost grows with what is read alone.
 */
export function answerQuestion(question: string, items: Evidence[]): AnswerOutput {
  const asked = new Set([...stemsOf(cutText(question, 4000))].slice(0, maxAsked));
  const share = fairShare(items.map((item) => item.text.length));
  const uses = new Map<string, number>();
  const indexed = items.map((item) => {
    const title = stemsOf(cutText(item.title ?? "", 500));
    const sentences = sentencesOf(cutText(item.text, share)).map((sentence): Indexed => ({
      item,
      sentence,
      terms: stemsOf(sentence),
    }));
    const whole = new Set(title);
    for (const { terms } of sentences) {
      for (const term of terms) if (asked.has(term)) whole.add(term);
    }
    for (const term of asked) if (whole.has(term)) uses.set(term, (uses.get(term) ?? 0) + 1);
    return { title, sentences };
  });
  const rarity = new Map(
    [...asked].map((term) =>
      [term, Math.log(1 + (items.length + 1) / ((uses.get(term) ?? 0) + 1))] as const
    ),
  );
  const total = [...rarity.values()].reduce((sum, weight) => sum + weight, 0) || 1;

  const scored = indexed.flatMap(({ title, sentences }) =>
    sentences.map(({ item, sentence, terms }) => {
      let shared = 0;
      for (const [term, weight] of rarity) {
        if (terms.has(term) || title.has(term)) shared += weight;
      }
      const statement = !sentence.endsWith("?") && terms.size >= 2;
      const score = (shared / total + 0.5 * Math.max(0, item.relevance ?? 0)) *
        (statement ? 1 : 0.5) * (item.automated ? 0.9 : 1);
      return { item, sentence, score };
    })
  ).filter(({ score }) => score >= minScore).sort((a, b) => b.score - a.score);

  const chosen: typeof scored = [];
  const told = new Set<string>();
  for (const candidate of scored) {
    if (chosen.length === statementCount) break;
    if (told.has(candidate.item.id)) continue;
    told.add(candidate.item.id);
    chosen.push(candidate);
  }
  if (chosen.length === 0) return { answer: nothingFound, statements: [] };
  const statements = chosen.map(({ item, sentence }) => {
    const title = visibleText(cutText(item.title ?? "", 500));
    return {
      text: cutText(title ? `${title}: ${sentence}` : sentence, 1200),
      event_ids: [item.id],
    };
  });
  return { answer: statements.map((statement) => statement.text).join("\n"), statements };
}

/** Forms of one word meet. The stems are English; other languages meet by the whole word. */
function stemsOf(text: string): Set<string> {
  return new Set(termsOf(text).map((term) => stemmer(cutText(term, maxWord))));
}
