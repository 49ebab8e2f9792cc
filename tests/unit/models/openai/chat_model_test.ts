import assert from "node:assert/strict";
import { z } from "zod";
import { answerOutput } from "../../../../shared/agents/intents/answer/output.ts";
import { understandingOutput } from "../../../../shared/agents/understanding/output.ts";
import { summaryOutput } from "../../../../shared/agents/intents/summarize/output.ts";
import { actionsOutput } from "../../../../shared/agents/intents/task_detection/output.ts";
import { type Message, ModelOutputError } from "../../../../shared/models/language_model.ts";
import { OpenAiModel } from "../../../../shared/models/openai/chat_model.ts";
import { ProviderError } from "../../../../shared/models/provider_error.ts";
import { BudgetSpentError, TokenBudget } from "../../../../shared/models/token_budget.ts";
import { type ChatServer, type Reply, serveChat } from "../../../providers/openai/chat_server.ts";
import { eventId, evidence } from "../../../support/evidence.ts";

const canary = "canary-of-the-prompt";
const messages: Message[] = [
  { role: "system", text: "Answer from the evidence." },
  { role: "user", text: `When is the launch? ${canary}` },
  { role: "evidence", items: [evidence(1, "On <Thursday>."), evidence(2, "Coffee?")] },
];
const good = { answer: "On Thursday.", statements: [{ text: "On Thursday.", event_ids: ["e1"] }] };

function modelOf(server: ChatServer, changes: { apiKey?: string; model?: string } = {}) {
  return new OpenAiModel({
    baseUrl: server.url,
    apiKey: server.apiKey,
    model: server.model,
    timeoutSeconds: 30,
    maxRetries: 1,
    maxOutputTokens: 1000,
    ...changes,
  }, fetch);
}

/** What a call rejects with when the provider replies so. */
async function failure(reply: Reply): Promise<{ error: unknown; calls: number }> {
  await using server = serveChat(() => reply);
  const error = await modelOf(server).generate(answerOutput, messages).then(
    () => assert.fail("it answered"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof Error);
  assert.ok(!`${error.stack}`.includes(canary), "the prompt is not repeated");
  return { error, calls: server.requests.length };
}

Deno.test("OpenAiModel asks in strict mode with aliases, and gives ids, model and usage back", async () => {
  await using server = serveChat(() => ({ content: good }));
  const budget = new TokenBudget(100_000);
  const generated = await modelOf(server).generate(answerOutput, messages, { budget });
  assert.deepEqual(generated.value.statements, [{ text: "On Thursday.", event_ids: [eventId(1)] }]);
  assert.equal(generated.model, "test-chat");
  assert.equal(generated.degraded, null);
  assert.ok(generated.usage.inputTokens > 0 && generated.usage.outputTokens > 0);
  assert.equal(
    budget.left,
    100_000 - generated.usage.inputTokens - generated.usage.outputTokens,
  );
  assert.deepEqual(server.faults, []);
  const [request] = server.requests;
  assert.equal(request?.schemaName, "answer");
  const sent = JSON.stringify(request?.messages);
  assert.ok(!sent.includes(eventId(1)), "ids stay inside");
  assert.match(sent, /<event id=\\"e1\\"[^>]*>On &lt;Thursday&gt;\.<\/event>/);
});

Deno.test("OpenAiModel sends every output contract in a form that strict mode takes", async () => {
  for (const contract of [answerOutput, summaryOutput, actionsOutput, understandingOutput]) {
    await using server = serveChat(() => ({ content: {} }));
    await assert.rejects(modelOf(server).generate<unknown>(contract, messages), ModelOutputError);
    assert.deepEqual(server.faults, [], contract.name);
  }
});

Deno.test("OpenAiModel leaves an alias that was never given to whoever checks citations", async () => {
  const invented = { ...good, statements: [{ text: "x", event_ids: ["e9"] }] };
  const { error } = await failure({ content: invented });
  assert.ok(error instanceof ModelOutputError);
  assert.match(String(error.message), /statements\.0\.event_ids\.0/);
});

Deno.test("OpenAiModel tells what can be repaired from what cannot", async () => {
  for (const reply of [{ cut: '{"answer":' }, { content: { answer: 7 } }]) {
    const { error, calls } = await failure(reply);
    assert.ok(error instanceof ModelOutputError, JSON.stringify(reply));
    assert.equal(calls, 1);
  }
  const refused: [Reply, string, boolean, number][] = [
    [{ refusal: "I cannot help with that" }, "refused", false, 1],
    [{ raw: "{}" }, "unexpected_answer", false, 1],
    [{ filtered: true }, "content_filter", false, 1],
    [{ status: 400, message: canary }, "status_400", false, 1],
    [{ status: 401 }, "status_401", true, 1],
    [{ status: 429, headers: { "retry-after": "0" } }, "status_429", true, 2],
    [{ status: 500, headers: { "retry-after": "0" } }, "status_500", true, 2],
  ];
  for (const [reply, code, outage, attempts] of refused) {
    const { error, calls } = await failure(reply);
    assert.ok(error instanceof ProviderError, `${code}: ${error}`);
    assert.deepEqual([error.code, error.outage, calls], [code, outage, attempts]);
  }
});

Deno.test("OpenAiModel ends with its signal, and begins nothing on a spent budget", async () => {
  const controller = new AbortController();
  await using server = serveChat(() => {
    controller.abort(new DOMException("enough", "AbortError"));
    return { silent: true };
  });
  const { signal } = controller;
  await assert.rejects(modelOf(server).generate(answerOutput, messages, { signal }), {
    message: "enough",
  });
  const budget = new TokenBudget(1);
  budget.spend({ inputTokens: 1, outputTokens: 0 });
  await assert.rejects(
    modelOf(server).generate(answerOutput, messages, { budget }),
    BudgetSpentError,
  );
  assert.equal(server.requests.length, 1);
});

Deno.test("OpenAiModel finds a provider that is not there unreachable", async () => {
  const server = serveChat(() => ({ content: good }));
  const model = modelOf(server);
  await server[Symbol.asyncDispose]();
  await assert.rejects(model.generate(answerOutput, messages), (error: unknown) => {
    assert.ok(error instanceof ProviderError);
    assert.deepEqual([error.code, error.outage], ["unreachable", true]);
    return true;
  });
});

Deno.test("the strict server refuses what OpenAI refuses", async () => {
  await using server = serveChat(() => ({ content: good }));
  const open = { ...answerOutput, schema: z.looseObject({ a: z.string().optional() }) };
  await assert.rejects(modelOf(server).generate(open, messages), /status_400/);
  await assert.rejects(modelOf(server, { apiKey: "no" }).generate(answerOutput, messages), /401/);
  await assert.rejects(modelOf(server, { model: "no" }).generate(answerOutput, messages), /404/);
  assert.equal(server.requests.length, 0);
});
