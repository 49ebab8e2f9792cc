import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { answerOutput } from "../../../../shared/agents/intents/answer/output.ts";
import { understandingOutput } from "../../../../shared/agents/understanding/output.ts";
import { summaryOutput } from "../../../../shared/agents/intents/summarize/output.ts";
import { actionsOutput } from "../../../../shared/agents/intents/task_detection/output.ts";
import { ExtractiveModel } from "../../../../shared/models/extractive/extractive_model.ts";
import {
  type Evidence,
  evidenceOf,
  type Message,
  ModelOutputError,
  type OutputContract,
  textOf,
} from "../../../../shared/models/language_model.ts";
import { anyEvidence, anyText, evidence } from "../../../support/evidence.ts";

const model = new ExtractiveModel();

function ask(prompt: string, items: Evidence[]): Message[] {
  return [
    { role: "system", text: "Answer." },
    { role: "user", text: prompt },
    { role: "evidence", items },
  ];
}

/** All ids and texts that an output holds. */
function leaves(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leaves);
}

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

Deno.test("ExtractiveModel always fits the contract, cites what it was given, and repeats itself", async () => {
  const contracts: OutputContract<unknown>[] = [
    understandingOutput,
    summaryOutput,
    actionsOutput,
    answerOutput,
  ];
  await fc.assert(
    fc.asyncProperty(anyEvidence, anyText, async (items, prompt) => {
      const given = new Set(items.map((item) => item.id));
      for (const contract of contracts) {
        const generated = await model.generate(contract, ask(prompt, items));
        const output = generated.value;
        assert.ok(contract.schema.safeParse(output).success);
        for (const text of leaves(output)) {
          assert.ok(text.isWellFormed(), `${contract.name} cuts a character in two`);
          if (id.test(text)) assert.ok(given.has(text), `${contract.name} cites ${text}`);
        }
        assert.deepEqual(
          await model.generate(contract, ask(prompt, structuredClone(items))),
          generated,
        );
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("ExtractiveModel answers about nothing at all", async () => {
  assert.deepEqual((await model.generate(actionsOutput, [])).value.actions, []);
  assert.deepEqual((await model.generate(answerOutput, [])).value.statements, []);
  assert.equal((await model.generate(understandingOutput, [])).value.intent, "unsupported");
});

Deno.test("ExtractiveModel refuses a contract that it cannot fulfil", async () => {
  const impossible = { ...answerOutput, schema: z.strictObject({ poem: z.string() }) };
  await assert.rejects(
    model.generate(impossible, ask("x", [evidence(1, "the launch is on Thursday")])),
    (error: unknown) => {
      assert.ok(error instanceof ModelOutputError);
      assert.equal(error.message, "The extractive answer does not fit its contract");
      return true;
    },
  );
});

Deno.test("textOf() and evidenceOf() keep what people say apart from what is told", () => {
  const first = evidence(1, "a");
  const second = evidence(2, "b");
  const messages: Message[] = [
    ...ask("one", [first]),
    { role: "user", text: "two" },
    { role: "evidence", items: [second] },
  ];
  assert.equal(textOf(messages, "user"), "one\ntwo");
  assert.equal(textOf(messages, "system"), "Answer.");
  assert.deepEqual(evidenceOf(messages), [first, second]);
});
