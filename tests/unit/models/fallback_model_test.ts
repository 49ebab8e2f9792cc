import assert from "node:assert/strict";
import { answerOutput } from "../../../shared/agents/intents/answer/output.ts";
import { Circuit } from "../../../shared/models/circuit.ts";
import { ExtractiveModel } from "../../../shared/models/extractive/extractive_model.ts";
import { FallbackModel } from "../../../shared/models/fallback_model.ts";
import { type Message, ModelOutputError } from "../../../shared/models/language_model.ts";
import { ProviderError } from "../../../shared/models/provider_error.ts";
import { BudgetSpentError } from "../../../shared/models/token_budget.ts";
import { evidence } from "../../support/evidence.ts";
import { ScriptedModel } from "../../support/models.ts";

const messages: Message[] = [
  { role: "user", text: "When is the launch?" },
  { role: "evidence", items: [evidence(1, "The launch is on Thursday.")] },
];
const good = { answer: "On Thursday.", statements: [] };

function fallbackOver(outputs: unknown[]) {
  const clock = { now: 0 };
  const primary = new ScriptedModel(outputs);
  const model = new FallbackModel(primary, new ExtractiveModel(), new Circuit(() => clock.now));
  const ask = async () => {
    const { model: by, degraded } = await model.generate(answerOutput, messages);
    return [by, degraded?.reason ?? null, primary.asked.length];
  };
  return { clock, model, ask };
}

Deno.test("FallbackModel answers extractively when the provider fails, and says why", async () => {
  const { ask } = fallbackOver([new ProviderError("refused", false), good]);
  assert.deepEqual(await ask(), ["extractive", "refused", 1]);
  assert.deepEqual(await ask(), ["scripted", null, 2]);
});

Deno.test("FallbackModel asks nobody for a minute after an outage, then tries once", async () => {
  const down = new ProviderError("status_503", true);
  const { ask, clock } = fallbackOver([down, down, good]);
  assert.deepEqual(await ask(), ["extractive", "status_503", 1]);
  clock.now = 59_999;
  assert.deepEqual(await ask(), ["extractive", "status_503", 1]);
  clock.now = 60_000;
  assert.deepEqual(await ask(), ["extractive", "status_503", 2]);
  clock.now = 120_000;
  assert.deepEqual(await ask(), ["scripted", null, 3]);
  assert.deepEqual(await ask(), ["scripted", null, 4]);
});

Deno.test("FallbackModel lets one call try while others wait for what becomes of it", async () => {
  const down = new ProviderError("status_503", true);
  const { ask, clock } = fallbackOver([down, good]);
  await ask();
  clock.now = 60_000;
  const answers = await Promise.all([ask(), ask(), ask()]);
  assert.deepEqual(answers.map(([by]) => by), ["scripted", "extractive", "extractive"]);
});

Deno.test("FallbackModel leaves faulty outputs to be repaired, and a spent budget to nobody", async () => {
  const { model } = fallbackOver([new ModelOutputError("no"), new BudgetSpentError(10)]);
  await assert.rejects(model.generate(answerOutput, messages), ModelOutputError);
  const { degraded } = await model.generate(answerOutput, messages);
  assert.deepEqual(degraded, { reason: "budget_spent" });
});
