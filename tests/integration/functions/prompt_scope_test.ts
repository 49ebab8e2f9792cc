import assert from "node:assert/strict";
import { createAgentContext } from "../../../shared/agents/create_context.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { serveTestEmbeddings } from "../../providers/embeddings_server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";
import { embedAll, embeddingsEnvironment, type Said, storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";

/** Three conversations and a mailbox; what is said of the budget is said everywhere. */
const said: Said[] = [
  ...Array.from({ length: 8 }, (_, index): Said => ({
    at: `2026-03-18T13:${10 + index}:00Z`,
    text: `The dev team decided that budget line ${index} of the server move is approved.`,
    author: index % 2 ? "Jonas Berg" : "Anna Becker",
    place: "#dev",
  })),
  {
    at: "2026-03-18T13:30:00Z",
    text: "The launch budget is 4,000 euros and was confirmed this morning.",
    author: "Mira Sand",
    place: "#launch",
  },
  {
    at: "2026-03-18T13:31:00Z",
    text: "Could you please send me the launch budget sheet by tomorrow?",
    author: "Mira Sand",
    place: "#launch",
    addressed: "mention",
  },
  {
    at: "2026-03-18T13:40:00Z",
    text: "Can you please send the signed budget letter to the bank today?",
    author: "Anna Schmidt",
    place: 'Budget "2026", part (a)\\b',
    addressed: "direct",
  },
  {
    at: "2026-03-18T13:50:00Z",
    text: "The budget letter of the landlord arrived and names 900 euros.",
    author: "Lena Wolf",
    source: "outlook",
  },
];

Deno.test("POST /prompts obeys the sources, places and people that a prompt names", async (t) => {
  await using server = serveTestEmbeddings();
  await using test = await startTestStack({ now, env: embeddingsEnvironment(server) });
  const owner = await test.signUp("owner");
  const ids = await storeEvents(
    test,
    owner.id,
    said.map((event) => ({ ...event, title: `${event.author} in ${event.place ?? "mail"}` })),
  );
  await embedAll(test);
  const app = promptsApp(test.services);
  const events = new Map(said.map((event, index) => [ids[index] ?? "", event]));

  async function answer(prompt: string, context?: unknown) {
    const response = await ask(app, "/prompts", {
      token: owner.token,
      body: { prompt, ...(context ? { context } : {}) },
    });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const body = PromptResponse.parse(JSON.parse(text));
    return { body, cited: body.citations.map(({ id }) => events.get(id)) };
  }

  await t.step("a summary of a channel is made of that channel alone", async () => {
    const { body, cited } = await answer("summarize #launch today");
    assert.equal(body.intent, "summarize");
    assert.ok(cited.length > 0);
    assert.ok(cited.every((event) => event?.place === "#launch"));
    assert.deepEqual(body.intent === "summarize" && body.response.content.statistics, {
      total_events: 2,
      by_source: { slack: 2 },
      events_read: 2,
    });
    assert.deepEqual(body.understood.places, { value: ["#launch"], from: "words" });
    assert.equal(body.understood.window.from, "words");
    assert.equal(body.understood.language.value, "en");
    assert.equal(body.timezone, "UTC");
    assert.equal(body.truncated, false);
  });

  await t.step("summaries of two scopes of one window are two", async () => {
    const of = async (prompt: string) => {
      const { body } = await answer(prompt);
      return body.intent === "summarize" ? body.response.summary_id : null;
    };
    const [launch, dev, all] = [
      await of("summarize #launch today"),
      await of("summarize #dev today"),
      await of("summarize today"),
    ];
    assert.equal(new Set([launch, dev, all]).size, 3);
    assert.equal(await of("summarize #launch today"), launch);
  });

  await t.step("a question is answered from the place, person or source it names", async () => {
    const { cited: ofPlace } = await answer("how much is the budget in #launch?");
    assert.ok(ofPlace.length > 0 && ofPlace.every((event) => event?.place === "#launch"));
    const { cited: ofPerson } = await answer("what did Jonas say about the budget?");
    assert.ok(ofPerson.length > 0 && ofPerson.every((event) => event?.author === "Jonas Berg"));
    const { cited: ofSource } = await answer("what do my mails say about the budget letter?");
    assert.ok(ofSource.length > 0 && ofSource.every((event) => event?.source === "outlook"));
  });

  await t.step("tasks are those of the person or place it names", async () => {
    const { body, cited } = await answer("what has Mira asked me to do?");
    assert.equal(body.intent, "task_detection");
    assert.deepEqual(cited.map((event) => event?.author), ["Mira Sand"]);
    const { cited: due } = await answer("what is due in #launch?");
    assert.ok(due.every((event) => event?.place === "#launch"));
  });

  await t.step("a name that several have stands for all of them, and is said to", async () => {
    const { body, cited } = await answer("what did Anna say about the budget?");
    assert.ok(cited.length > 0 && cited.every((event) => event?.author?.startsWith("Anna ")));
    assert.deepEqual(body.understood.unresolved, [
      { kind: "person", text: "Anna", candidates: ["Anna Becker", "Anna Schmidt"] },
    ]);
  });

  await t.step("what is not there is said, and nothing else put in its place", async () => {
    const { body, cited } = await answer("summarize #marketing today");
    assert.deepEqual(cited, []);
    assert.deepEqual(body.understood.unresolved, [
      { kind: "place", text: "#marketing", candidates: [] },
    ]);
    const telegram = await answer("what happened on Telegram today?");
    assert.deepEqual(telegram.cited, []);
    assert.deepEqual(
      telegram.body.coverage.map(({ source, status }) => [source, status]),
      [["telegram", "not_linked"]],
    );
    const foreign = await answer("summarize my WhatsApp");
    assert.deepEqual(foreign.cited, []);
    assert.deepEqual(foreign.body.understood.sources, { value: [], from: "words" });
    assert.equal(foreign.body.understood.unresolved[0]?.kind, "source");
  });

  await t.step("the context of a request wins over the prompt's words", async () => {
    const { body, cited } = await answer("summarize my mails today", { sources: ["slack"] });
    assert.ok(cited.length > 0 && cited.every((event) => (event?.source ?? "slack") === "slack"));
    assert.deepEqual(body.understood.sources, { value: ["slack"], from: "context" });
  });

  await t.step("a place with every sign in its name is one like others", async () => {
    const { timeline } = await createAgentContext(test.services, owner);
    const place = 'Budget "2026", part (a)\\b';
    const window = { start: new Date("2026-03-18T00:00:00Z"), end: new Date(now) };
    const items = await timeline.eventsIn(window, { places: [place] });
    assert.deepEqual(items.map((item) => item.place), [place]);
    assert.deepEqual(await timeline.statistics(window, { places: [place] }), { slack: 1 });
    const { places, people } = await timeline.names();
    assert.ok(places.includes(place));
    assert.deepEqual(people.length, 5);
  });

  await t.step("another person knows none of these names", async () => {
    const other = await test.signUp("other");
    const { timeline } = await createAgentContext(test.services, other);
    assert.deepEqual(await timeline.names(), { places: [], people: [], persons: [] });
  });
});
