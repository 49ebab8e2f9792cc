import type { Evidence } from "../../../models/language_model.ts";
import { termsOf } from "../../../models/extractive/terms.ts";

/** When is no theme. */
const timeWords = new Set(
  "time half past minute minutes hour hours day days week weeks month months year tomorrow yesterday tonight morning evening afternoon noon monday tuesday wednesday thursday friday saturday sunday"
    .split(" "),
);

/**
 * What the events talk about: words and word pairs by the number of events that use them, a pair
 * in favour of its parts where it is nearly as frequent. At most `count`, most frequent first.
 */
export function themesOf(items: Evidence[], count: number): string[] {
  const names = new Set(items.flatMap((item) => termsOf(item.author ?? "")));
  const frequency = new Map<string, number>();
  for (const item of items) {
    const terms = termsOf(item.text).filter((term) => !names.has(term) && !timeWords.has(term));
    const seen = new Set<string>(terms);
    for (let i = 1; i < terms.length; i++) seen.add(`${terms[i - 1]} ${terms[i]}`);
    for (const phrase of seen) frequency.set(phrase, (frequency.get(phrase) ?? 0) + 1);
  }
  const least = Math.max(2, Math.ceil(items.length / 200));
  const ranked = [...frequency]
    .filter(([phrase, uses]) => uses >= least && phrase.length <= 60)
    // A pair says more than a word of the same frequency.
    .map(([phrase, uses]) => ({ phrase, score: uses * (phrase.includes(" ") ? 1.8 : 1) }))
    .sort((a, b) => b.score - a.score || a.phrase.localeCompare(b.phrase));
  const chosen: string[] = [];
  for (const { phrase } of ranked) {
    const parts = phrase.split(" ");
    if (chosen.some((other) => other.split(" ").some((word) => parts.includes(word)))) continue;
    chosen.push(phrase);
    if (chosen.length === count) break;
  }
  return chosen;
}
