import assert from "node:assert/strict";
import { createBudget } from "../../../../shared/jobs/worker/budget.ts";

Deno.test("createBudget() is left until its seconds are over", () => {
  let now = 1000;
  const budget = createBudget(() => now, 2);
  assert.equal(budget.left(), true);
  now = 2999;
  assert.equal(budget.left(), true);
  now = 3000;
  assert.equal(budget.left(), false);
});

Deno.test("createBudget() is left for as many slices as it has", () => {
  const budget = createBudget(() => 0, 2, 2);
  assert.deepEqual([budget.left(), budget.left(), budget.left()], [true, true, false]);
});
