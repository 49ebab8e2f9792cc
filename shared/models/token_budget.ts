/** The tokens that the calls for one prompt or one job may use together are spent. */
export class BudgetSpentError extends Error {
  override name = "BudgetSpentError";

  constructor(readonly limit: number) {
    super(`The budget of ${limit} tokens is spent`);
  }
}

/**
 * How many tokens, in and out, several calls may use together. What a call takes is known when it is
 * done, so the last one may go beyond the limit; none begins after that.
 */
export class TokenBudget {
  #used = 0;

  /** @param limit tokens, at least 1 */
  constructor(readonly limit: number) {
    if (!(limit >= 1)) throw new RangeError("A token budget must be at least 1");
  }

  /** Tokens left; never negative. */
  get left(): number {
    return Math.max(0, this.limit - this.#used);
  }

  /** @throws {BudgetSpentError} when nothing is left */
  check(): void {
    if (this.left === 0) throw new BudgetSpentError(this.limit);
  }

  spend({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }): void {
    this.#used += inputTokens + outputTokens;
  }
}
