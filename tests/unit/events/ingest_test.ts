import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { EventBatch } from "../../../shared/contracts/events.ts";
import { batches } from "../../../shared/events/batches.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import { batch, event, thread, USER } from "./fixtures.ts";

Deno.test("batches() keeps the order, the limit and each event beside its thread", () => {
  const template = event({ external_id: "template" });
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { maxLength: 1800, size: "max" }),
      (threadOf) => {
        const events = threadOf.map((id, index) => ({
          ...template,
          external_id: `e${index}`,
          thread_external_id: id === null ? null : `t${id}`,
        }));
        const threads = Array.from({ length: 21 }, (_, id) => thread(`t${id}`));
        const made = [...batches(batch({ events, threads }))];
        assert.deepEqual(made.flatMap((one) => one.events), events);
        for (const one of made) assert.ok(EventBatch.safeParse(one).success);
        const sent = new Set(made.flatMap((one) => one.threads.map((t) => t.external_id)));
        assert.equal(sent.size, threads.length);
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("batches() makes 500, 500 and 1 of 1,001 events", () => {
  const template = event({ external_id: "template" });
  const events = Array.from({ length: 1001 }, (_, i) => ({ ...template, external_id: `e${i}` }));
  assert.deepEqual([...batches(batch({ events }))].map((one) => one.events.length), [500, 500, 1]);
});

Deno.test("batches() keeps the last version when an id occurs twice", () => {
  const events = ["old", "new"].map((body) => event({ external_id: "C1:1", body }));
  const threads = [thread("t"), { ...thread("t"), subject: "newer" }];
  const [only, ...rest] = batches(batch({ events, threads }));
  assert.deepEqual(only?.events.map(({ body }) => body), ["new"]);
  assert.deepEqual(only?.threads.map(({ subject }) => subject), ["newer"]);
  assert.deepEqual(rest, []);
});

Deno.test("batches() sends the cursor with the last batch, even when there is nothing else", () => {
  const cursor = {
    resource: "C1",
    cursor: { latest: "1517612431.000077" },
    read_until: null,
    complete: false,
    origin: "live" as const,
  };
  const account = { source_account_id: USER, cursor };
  const template = event({ external_id: "template" });
  for (const [count, expected] of [[0, 1], [500, 1], [501, 2], [1000, 2]] as const) {
    const events = Array.from({ length: count }, (_, i) => ({ ...template, external_id: `e${i}` }));
    const made = [...batches(batch({ events, ...account }))];
    assert.equal(made.length, expected);
    assert.deepEqual(made.map((one) => one.cursor), [
      ...made.slice(1).map(() => undefined),
      cursor,
    ]);
    for (const one of made) assert.deepEqual(EventBatch.parse(one), one);
  }
});

Deno.test("batches() makes nothing of nothing", () => {
  assert.deepEqual([...batches(batch({}))], []);
});

Deno.test("ingestEvents() calls ingest_events once a batch and adds up the answers", async () => {
  const template = event({ external_id: "template" });
  const events = Array.from({ length: 700 }, (_, i) => ({ ...template, external_id: `e${i}` }));
  const calls: { fn: string; args: Record<string, unknown> }[] = [];
  const total = await ingestEvents((fn, args) => {
    calls.push({ fn, args });
    const { events } = z.object({ batch: EventBatch }).parse(args).batch;
    return Promise.resolve({ inserted: events.length - 1, updated: 1, unchanged: 0, deleted: 0 });
  }, batch({ events }));
  assert.deepEqual(total, {
    inserted: 698,
    updated: 2,
    unchanged: 0,
    deleted: 0,
    refused: 0,
  });
  assert.deepEqual(calls.map(({ fn, args }) => [fn, Object.keys(args)]), [
    ["ingest_events", ["batch"]],
    ["ingest_events", ["batch"]],
  ]);
});

Deno.test("ingestEvents() leaves out an event that breaks the contract, names the field and stores the rest", async () => {
  const good = event({ external_id: "C1:1" });
  const events = [
    good,
    { ...event({ external_id: "C1:2" }), body: "secret \u0000 text" },
    event({ external_id: "x".repeat(513) }),
    { ...event({ external_id: "C1:3" }), url: "javascript:alert(1)" },
  ];
  const sent: EventBatch[] = [];
  const total = await ingestEvents((_, args) => {
    sent.push(z.object({ batch: EventBatch }).parse(args).batch);
    return Promise.resolve({ inserted: 1, updated: 0, unchanged: 0, deleted: 0 });
  }, batch({ events, source_account_id: USER, resource: "C1" }));
  assert.equal(total.refused, 3);
  assert.deepEqual(sent.map((one) => one.events), [[good]]);
  assert.deepEqual(sent[0]?.problems, [
    { resource: "C1", code: "invalid_body", count: 1 },
    { resource: "C1", code: "invalid_external_id", count: 1 },
    { resource: "C1", code: "invalid_url", count: 1 },
  ]);
});

Deno.test("ingestEvents() refuses an answer that is no result", async () => {
  const events = [event({ external_id: "C1:1" })];
  for (const answer of [null, [], { inserted: 1 }, "ok"]) {
    await assert.rejects(
      ingestEvents(() => Promise.resolve(answer), batch({ events })),
      /ingest_events answered something unexpected/,
    );
  }
});

Deno.test("ingestEvents() stops and passes on what the database reports", async () => {
  const template = event({ external_id: "template" });
  const events = Array.from({ length: 600 }, (_, i) => ({ ...template, external_id: `e${i}` }));
  let calls = 0;
  const failing = () => {
    calls += 1;
    return Promise.reject(new Error("connection lost"));
  };
  await assert.rejects(ingestEvents(failing, batch({ events })), /connection lost/);
  assert.equal(calls, 1);
});
