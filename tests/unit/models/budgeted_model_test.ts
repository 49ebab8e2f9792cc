import assert from "node:assert/strict";
import { z } from "zod";
import { BudgetedModel } from "../../../shared/models/budgeted_model.ts";
import type {
  Generated,
  GenerateLimits,
  LanguageModel,
} from "../../../shared/models/language_model.ts";
import { ModelOutputError } from "../../../shared/models/language_model.ts";
import { type Usage } from "../../../shared/models/usage.ts";
import { BudgetSpentError, TokenBudget } from "../../../shared/models/token_budget.ts";

const output = { name: "text", schema: z.unknown(), extract: () => null };

/** A model that spends as it is told, one call after the other, and fails where it says "fail". */
function spending(...calls: (Usage | "fail")[]): LanguageModel {
  const usage = { inputTokens: 10, outputTokens: 5 };
  return {
    name: "spending",
    evidenceCharacters: 1000,
    async generate<T>(_: unknown, __: unknown, { budget }: GenerateLimits = {}) {
      budget?.check();
      const call = calls.shift() ?? usage;
      await Promise.resolve();
      budget?.spend(call === "fail" ? usage : call);
      if (call === "fail") throw new ModelOutputError("cut off");
      return { value: null as T, model: "spending", usage, degraded: null } satisfies Generated<T>;
    },
  };
}

Deno.test("BudgetedModel tells what each call was paid for, side by side and failed ones too", async () => {
  const told: Usage[] = [];
  const budget = new TokenBudget(1000);
  const model = new BudgetedModel(
    spending({ inputTokens: 1, outputTokens: 2 }, "fail", { inputTokens: 30, outputTokens: 40 }),
    budget,
    (usage) => {
      told.push(usage);
      return Promise.resolve();
    },
  );
  const ends = await Promise.allSettled([1, 2, 3].map(() => model.generate(output, [])));
  assert.deepEqual(ends.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(told, [
    { inputTokens: 1, outputTokens: 2 },
    { inputTokens: 10, outputTokens: 5 },
    { inputTokens: 30, outputTokens: 40 },
  ]);
  assert.deepEqual(budget.used, { inputTokens: 41, outputTokens: 47 });
});

Deno.test("BudgetedModel makes no call when the budget of all is spent, and tells of none", async () => {
  const told: Usage[] = [];
  const model = new BudgetedModel(spending(), new TokenBudget(15), (usage) => {
    told.push(usage);
    return Promise.resolve();
  });
  await model.generate(output, []);
  await assert.rejects(model.generate(output, []), BudgetSpentError);
  assert.equal(told.length, 1);
});
