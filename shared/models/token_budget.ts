import { addUsage, noUsage, type Usage } from "./usage.ts";

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
  #used = noUsage;

  /**
   * @param limit tokens, at least 1
   * @param whole the budget that this is a part of: what is spent here is spent there, too
   */
  constructor(readonly limit: number, private readonly whole?: TokenBudget) {
    if (!(limit >= 1)) throw new RangeError("A token budget must be at least 1");
  }

  /** What was spent so far, that of calls which failed as well. */
  get used(): Usage {
    return this.#used;
  }

  /** Tokens left; never negative. */
  get left(): number {
    const left = Math.max(0, this.limit - this.#used.inputTokens - this.#used.outputTokens);
    return this.whole ? Math.min(left, this.whole.left) : left;
  }

  /** What one call spends of it, counted by itself. */
  part(): TokenBudget {
    return new TokenBudget(this.limit, this);
  }

  /** @throws {BudgetSpentError} when nothing is left */
  check(): void {
    if (this.left === 0) throw new BudgetSpentError(this.limit);
  }

  spend(usage: Usage): void {
    this.#used = addUsage(this.#used, usage);
    this.whole?.spend(usage);
  }
}
