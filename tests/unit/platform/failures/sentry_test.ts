import assert from "node:assert/strict";
import { databaseError } from "../../../../shared/database/errors.ts";
import { noRequestCounts } from "../../../../shared/http/request_counts.ts";
import { createFunctionApp } from "../../../../shared/http/app.ts";
import type { FailureReport } from "../../../../shared/platform/failures/reporter.ts";
import { createSentrySender } from "../../../../shared/platform/failures/sentry.ts";
import { createPlatform } from "../../../../shared/platform/platform.ts";
import { runJob } from "../../../../shared/jobs/worker/worker.ts";
import { withRequestId } from "../../../../shared/platform/request_id.ts";
import { z } from "zod";
import { serveTestSentry } from "../../../providers/sentry/server.ts";
import { parseEnvelope } from "../../../providers/sentry/envelope.ts";
import { testConfig } from "../../../support/platform.ts";
import { fakeRpc, runId } from "../../jobs/fakes.ts";

const canary = "canary-of-a-message";

/** A platform that reports there, and its log. */
function platformWith(dsn: string, changes: Record<string, string> = {}) {
  const log: string[] = [];
  const config = testConfig({ SENTRY_DSN: dsn, SENTRY_RELEASE: "abc123", ...changes });
  return { platform: createPlatform(config, { write: (line) => void log.push(line) }), log };
}

const report: FailureReport = {
  name: "TypeError",
  code: undefined,
  stack: new Error("x").stack?.split("\n").slice(1).join("\n"),
  place: { function: "tasks" },
  at: new Date("2026-01-31T09:00:00Z"),
  unreported: 3,
};

Deno.test("a failed request is reported with what finds it, and without a word of anybody's", async () => {
  await using sentry = serveTestSentry();
  const { platform } = platformWith(sentry.dsn);
  const app = createFunctionApp("demo", { ...platform, requests: noRequestCounts });
  app.post("/fail", async (c) => {
    const text = await c.req.text();
    throw new TypeError(`cannot read ${text}`);
  });
  app.get("/row", () => {
    throw databaseError("add task", { code: "XX000", message: canary }, "row");
  });
  app.get("/refused", () => {
    throw databaseError("add task", { code: "23505", message: canary }, "row");
  });
  const answer = await app.request(`/demo/fail?q=${canary}`, {
    method: "POST",
    headers: { authorization: `Bearer ${canary}`, apikey: canary },
    body: `${canary}\n    at ${canary} (${import.meta.resolve("./sentry_test.ts")}:1:1)`,
  });
  assert.equal(answer.status, 500);
  await sentry.received(1);
  assert.equal((await app.request("/demo/refused")).status, 409);
  assert.equal((await app.request("/demo/row")).status, 500);
  await sentry.received(2);

  assert.deepEqual(sentry.faults, []);
  assert.equal(sentry.events.length, 2);
  const [failed, row] = sentry.events;
  assert.equal(failed?.environment, "test");
  assert.equal(failed?.release, "abc123");
  assert.equal(failed?.transaction, "demo");
  assert.deepEqual(failed?.tags, {
    function: "demo",
    request_id: answer.headers.get("x-request-id"),
  });
  assert.equal(failed?.exception.values[0]?.type, "TypeError");
  // Of the test's own frames none is told, as it is not in the code that is deployed.
  const frames = failed?.exception.values[0]?.stacktrace?.frames ?? [];
  assert.ok(frames.every(({ filename }) => /^(shared|supabase)\//.test(filename)));
  assert.equal(row?.exception.values[0]?.type, "DatabaseError");
  assert.equal(row?.exception.values[0]?.value, "XX000");
  assert.equal(row?.tags["operation"], "add_task");
  assert.ok(
    row?.exception.values[0]?.stacktrace?.frames.some(({ filename, function: name }) =>
      filename === "shared/database/errors.ts" && name === "databaseError"
    ),
  );
  assert.ok(!sentry.bodies.join().includes(canary));
});

Deno.test("a dead letter, a failed slice and a failed run are reported by their queue", async () => {
  await using sentry = serveTestSentry();
  const { platform } = platformWith(sentry.dsn);
  const woken = "7d1f2c64-0000-4000-8000-000000000002";
  const request_id = "7d1f2c64-0000-4000-8000-000000000001";
  const slices = [[
    { message_id: 1, attempts: 1, payload: { type: canary, request_id } },
    { message_id: 2, attempts: 1, payload: { type: "test" } },
  ]];
  const { rpc } = fakeRpc({
    job_run_start: runId,
    queue_turn: () => {
      const slice = slices.shift();
      if (!slice) throw databaseError("queue_turn", { code: "57014", message: canary }, "call");
      return slice;
    },
    job_run_finish: [{ completed: 0, retried: 0, dead: 1 }],
  });
  const run = () =>
    runJob({ ...platform, internal: rpc }, {
      queue: "embed",
      schema: z.object({ type: z.literal("test") }),
      sliceSize: 10,
      slicesPerRun: 5,
      maxAttempts: 4,
      handle: () => Promise.reject(new RangeError(canary)),
    });
  await assert.rejects(withRequestId(woken, run));
  await sentry.received(3);
  assert.deepEqual(sentry.faults, []);
  const told = sentry.events.map(({ exception: { values: [value] }, transaction, tags }) => [
    value?.type,
    value?.value,
    transaction,
    tags["run_id"],
    tags["message_id"],
    tags["request_id"],
  ]);
  assert.deepEqual(told.sort(), [
    ["DatabaseError", "57014", "job-embed", runId, undefined, woken],
    ["DeadLetter", "unknown_type_or_version", "job-embed", runId, "1", request_id],
    ["RangeError", "RangeError", "job-embed", runId, undefined, woken],
  ]);
  assert.ok(!sentry.bodies.join().includes(canary));
});

Deno.test("without SENTRY_DSN nothing is reported", async () => {
  const requests: string[] = [];
  const platform = createPlatform(testConfig(), {
    fetch: (input) => {
      requests.push(String(input));
      return Promise.resolve(new Response());
    },
    write: () => {},
  });
  const app = createFunctionApp("demo", { ...platform, requests: noRequestCounts });
  app.get("/", () => {
    throw new Error("x");
  });
  assert.equal((await app.request("/demo")).status, 500);
  assert.deepEqual(requests, []);
});

Deno.test("a receiver that refuses, limits or is not there is logged by its code and not asked again", async () => {
  await using sentry = serveTestSentry();
  const settings = { dsn: sentry.dsn, environment: "test", release: undefined };
  const send = createSentrySender(settings, fetch);
  sentry.refuse = () => new Response(canary, { status: 403 });
  await assert.rejects(send(report), { code: "status_403" });
  sentry.refuse = () =>
    new Response(null, { status: 429, headers: { "x-sentry-rate-limits": "60:error:key" } });
  await assert.rejects(send(report), { code: "status_429" });
  sentry.refuse = () => null;
  await send(report);
  assert.equal(sentry.events.length, 2, "what the receiver limits is dropped here");
  assert.equal(sentry.events[0]?.extra?.unreported, 3);
  assert.deepEqual(sentry.faults, []);

  const { platform, log } = platformWith("http://key@127.0.0.1:1/1");
  platform.failures.report(new Error(canary), { function: "tasks" });
  while (log.length === 0) await new Promise((turn) => setTimeout(turn, 1));
  const line = JSON.parse(log[0] ?? "");
  assert.equal(line.message, "failure not reported");
  assert.ok(!log.join().includes(canary) && !log.join().includes("key@"));
});

Deno.test("a receiver that does not answer is left after its time", async () => {
  await using sentry = serveTestSentry();
  const end = Promise.withResolvers<Response>();
  sentry.refuse = () => end.promise;
  const settings = { dsn: sentry.dsn, environment: "test", release: undefined };
  await assert.rejects(createSentrySender(settings, fetch, 20)(report), { name: "TimeoutError" });
  end.resolve(new Response());
});

Deno.test("the runtime is asked to wait for a report where it can", async () => {
  await using sentry = serveTestSentry();
  const kept: Promise<unknown>[] = [];
  const runtime = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
  Object.defineProperty(globalThis, "EdgeRuntime", { value: runtime, configurable: true });
  try {
    const { platform } = platformWith(sentry.dsn);
    platform.failures.report(new Error(canary), { function: "tasks" });
    assert.equal(kept.length, 1);
    await Promise.all(kept);
    assert.equal(sentry.events.length, 1);
  } finally {
    Reflect.deleteProperty(globalThis, "EdgeRuntime");
  }
});

Deno.test("parseEnvelope() refuses what is framed wrongly", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const headers =
    '{"event_id":"a","sent_at":"2026-01-31T09:00:00Z","sdk":{"name":"a","version":"1"}}';
  for (
    const text of [
      "",
      headers,
      `${headers}\n{"type":"event","length":9}\n{}`,
      `${headers}\n{"type":"event","length":2}\n{}{}`,
      `${headers}\n{"type":"session"}\n{}`,
      `${headers}\n{"type":"event"}\n{"message":"x"}`,
    ]
  ) assert.throws(() => parseEnvelope(bytes(text)), text);
});
