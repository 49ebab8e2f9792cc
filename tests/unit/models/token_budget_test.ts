import assert from "node:assert/strict";
import { BudgetSpentError, TokenBudget } from "../../../shared/models/token_budget.ts";

Deno.test("TokenBudget counts what calls used, and lets none begin when nothing is left", () => {
  const budget = new TokenBudget(100);
  budget.check();
  budget.spend({ inputTokens: 60, outputTokens: 30 });
  assert.equal(budget.left, 10);
  budget.check();
  budget.spend({ inputTokens: 50, outputTokens: 5 });
  assert.equal(budget.left, 0);
  assert.throws(() => budget.check(), BudgetSpentError);
});

Deno.test("TokenBudget refuses to be nothing", () => {
  for (const limit of [0, -1, NaN]) assert.throws(() => new TokenBudget(limit), RangeError);
});
