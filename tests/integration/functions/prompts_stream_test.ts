import assert from "node:assert/strict";
import { createParser } from "eventsource-parser";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import {
  PromptResponse,
  StoredPrompt,
  UnderstoodPrompt,
} from "../../../shared/contracts/prompts.ts";
import { ask } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";

/** The events of a stream: their names with their data. */
async function eventsOf(response: Response): Promise<[string | undefined, unknown][]> {
  assert.equal(response.headers.get("content-type")?.split(";")[0], "text/event-stream");
  const events: [string | undefined, unknown][] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => void events.push([event, JSON.parse(data)]),
  });
  parser.feed(await response.text());
  return events;
}

Deno.test("POST /prompts with Accept: text/event-stream", async (t) => {
  await using test = await startTestStack({ now });
  const { services } = test;
  const app = promptsApp(services);
  const owner = await test.signUp("owner");
  await storeEvents(test, owner.id, [
    { at: "2026-03-18T13:30:00Z", text: "The launch moves to Thursday." },
    { at: "2026-03-18T14:00:00Z", text: "Please send the signed contract to Lena today." },
  ]);
  const post = (prompt: string, headers: Record<string, string> = {}, to = app) =>
    ask(to, "/prompts", {
      token: owner.token,
      body: { prompt },
      headers: { accept: "text/event-stream", ...headers },
    });

  await t.step("tells its progress and then the same document, for each intent", async () => {
    for (
      const [prompt, intent, events] of [
        ["summarize last 2 hours", "summarize", 2],
        ["what needs action?", "task_detection", 2],
        ["when is the launch?", "answer", undefined],
      ] as const
    ) {
      const told = await eventsOf(await post(prompt));
      assert.deepEqual(
        told.map(([name]) => name),
        ["understood", "retrieved", "drafting", "answer"],
        prompt,
      );
      const [understood, retrieved, , answer] = told.map(([, data]) => data);
      const { understood: value } = understood as { understood: unknown };
      assert.equal(UnderstoodPrompt.parse(value).intent.value, intent);
      const { events: read } = retrieved as { events: number };
      assert.ok(read > 0);
      if (events !== undefined) assert.equal(read, events, prompt);
      const document = PromptResponse.parse(answer);
      assert.deepEqual(document.understood, value);
      const stored = await ask(app, `/prompts/${document.prompt_id}`, { token: owner.token });
      assert.deepEqual(StoredPrompt.parse(await stored.json()).answer, answer);
    }
  });

  await t.step("tells of no writing where nothing is written", async () => {
    for (
      const [prompt, stages] of [
        ["what is next in my calendar?", ["understood", "retrieved", "answer"]],
        ["hello", ["understood", "answer"]],
      ] as const
    ) {
      assert.deepEqual((await eventsOf(await post(prompt))).map(([name]) => name), stages);
    }
  });

  await t.step("answers with JSON whoever does not ask for events", async () => {
    for (const accept of ["application/json", "*/*", "text/event-stream;q=0.1, application/json"]) {
      PromptResponse.parse(await (await post("summarize last 2 hours", { accept })).json());
    }
  });

  await t.step("refuses a bad request before it streams", async () => {
    assert.deepEqual(await fieldsOf(await post(" ")), ["prompt"]);
    const stranger = await ask(app, "/prompts", {
      body: { prompt: "hello" },
      headers: { accept: "text/event-stream" },
    });
    await problemOf(stranger, 401);
  });

  await t.step("ends with the problem where it fails, and says no more than that", async () => {
    const broken = promptsApp({
      ...services,
      languageModel: () => Promise.reject(new Error("canary")),
    });
    const headers = { "idempotency-key": "fails-first" };
    const response = await post("summarize last 2 hours", headers, broken);
    const id = response.headers.get("x-request-id");
    const told = await eventsOf(response);
    const [name, problem] = told.at(-1) ?? [];
    assert.equal(name, "error");
    const { code, request_id } = problem as { code: string; request_id: string };
    assert.deepEqual([code, request_id], ["internal_error", id]);
    assert.ok(!JSON.stringify(told).includes("canary"));
    // The key is free again at once.
    assert.equal(
      (await eventsOf(await post("summarize last 2 hours", headers))).at(-1)?.[0],
      "answer",
    );
  });

  await t.step("repeated with its key it gives the first answer, streamed or not", async () => {
    const headers = { "idempotency-key": "once" };
    const [, first] = (await eventsOf(await post("summarize last 2 hours", headers))).at(-1) ?? [];
    const again = await eventsOf(await post("summarize last 2 hours", headers));
    assert.deepEqual(again, [["answer", first]]);
    const plain = await post("summarize last 2 hours", { ...headers, accept: "application/json" });
    assert.deepEqual(await plain.json(), first);
  });

  await t.step("keeps the answer though nobody listened to the end", async () => {
    const headers = { "idempotency-key": "left" };
    const response = await post("what needs action?", headers);
    await response.body?.cancel();
    // It waits for the first to end, and gets what that kept.
    const again = await eventsOf(await post("what needs action?", headers));
    assert.deepEqual(again.map(([name]) => name), ["answer"]);
  });
});
