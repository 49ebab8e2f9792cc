/** What one extractive answer reads of all its texts, so that its cost has a bound. */
export interface ReadingBudget {
  /** UTF-16 units of one text, and of all of them together. */
  perText: number;
  total: number;
}

/** About a second of reading on one core, and more than 5,000 messages of usual length have. */
export const readingBudget: ReadingBudget = { perText: 20_000, total: 1_200_000 };

/**
 * How much of each text is read: all of it where they fit together, else the same for each, so that
 * a few long texts take nothing away from many short ones. Never more than `perText`.
 */
export function fairShare(
  lengths: readonly number[],
  budget: ReadingBudget = readingBudget,
): number {
  let [left, texts] = [budget.total, lengths.length];
  for (const length of [...lengths].sort((a, b) => a - b)) {
    const share = Math.floor(left / Math.max(1, texts));
    if (Math.min(length, budget.perText) > share) return share;
    left -= Math.min(length, budget.perText);
    texts--;
  }
  return budget.perText;
}
