import { DatabaseError } from "../../../../shared/database/errors.ts";
import assert from "node:assert/strict";
import { z } from "zod";
import type { JobHandler } from "../../../../shared/jobs/worker/handler.ts";
import type { Settlement } from "../../../../shared/jobs/worker/queue.ts";
import { currentRequestId } from "../../../../shared/platform/request_id.ts";
import { runJob } from "../../../../shared/jobs/worker/worker.ts";
import { fakePlatform, fakeRpc, runId } from "../fakes.ts";

const message = z.strictObject({ type: z.literal("test"), version: z.literal(1), n: z.number() });
type Message = z.infer<typeof message>;
interface Row {
  message_id: number;
  attempts: number;
  payload: unknown;
}

const row = (id: number, attempts = 1, payload: unknown = { type: "test", version: 1, n: id }) => ({
  message_id: id,
  attempts,
  payload,
});

/** A queue that gives out the slices in turn, and a worker over it. */
function scenario(slices: Row[][], handle: JobHandler<Message>["handle"]) {
  const settled: unknown[][] = [];
  const counts: unknown[] = [];
  const { rpc, calls } = fakeRpc({
    job_run_start: runId,
    queue_turn: (args: Record<string, unknown>) => {
      if (Array.isArray(args["settled"]) && args["settled"].length > 0) {
        settled.push(args["settled"]);
      }
      return args["claim_count"] === 0 ? [] : slices.shift() ?? [];
    },
    queue_heartbeat: (args: Record<string, unknown>) => {
      counts.push(args["held"]);
      return 0;
    },
    job_run_finish: [{ completed: 3, retried: 2, dead: 1 }],
  });
  const { platform, log } = fakePlatform(rpc, () => performance.now());
  const handler: JobHandler<Message> = {
    queue: "embed",
    schema: message,
    sliceSize: 10,
    slicesPerRun: 5,
    maxAttempts: 4,
    handle,
  };
  return { platform, handler, settled, calls, log, beats: counts };
}

const done = (ids: number[]) => ids.map((id) => ({ id, result: "done" as const }));

Deno.test("runJob() settles each slice together with the claim of the next, until nothing is left", async () => {
  const { platform, handler, settled, calls } = scenario(
    [[row(1), row(2)], [row(3)]],
    (jobs) => Promise.resolve(done(jobs.map((job) => job.id))),
  );
  const report = await runJob(platform, handler);
  assert.deepEqual(report, { completed: 3, retried: 2, dead: 1, drained: true });
  assert.deepEqual(settled, [
    [{ id: 1, attempts: 1, result: "done" }, { id: 2, attempts: 1, result: "done" }],
    [{ id: 3, attempts: 1, result: "done" }],
  ]);
  assert.deepEqual(calls.map((call) => call.name), [
    "job_run_start",
    "queue_turn",
    "queue_turn",
    "queue_turn",
    "job_run_finish",
  ]);
  assert.deepEqual(calls.at(-1)?.args, { run_id: runId, outcome: "succeeded", code: null });
});

Deno.test("runJob() leaves the rest in the queue when its slices are used up", async () => {
  const { platform, handler, settled, calls } = scenario(
    Array.from({ length: 9 }, (_, n) => [row(n)]),
    (jobs) => Promise.resolve(done(jobs.map((job) => job.id))),
  );
  const report = await runJob(platform, handler);
  assert.equal(report.drained, false);
  assert.equal(settled.length, 5, "what was worked is settled");
  assert.equal(calls.findLast((call) => call.name === "queue_turn")?.args["claim_count"], 0);
});

Deno.test("runJob() does nothing when its budget is zero", async () => {
  const { platform, handler, calls } = scenario([[row(1)]], () => Promise.resolve([]));
  const report = await runJob(platform, handler, { budgetSeconds: 0 });
  assert.equal(report.drained, false);
  assert.ok(!calls.some((call) => call.name === "queue_turn"));
});

Deno.test("runJob() buries what does not fit the schema, and what was read too often", async () => {
  const handled: number[] = [];
  const { platform, handler, settled } = scenario(
    [[
      row(1, 1, { type: "test", version: 2, n: 1 }),
      row(2, 1, { type: "other", version: 1, n: 1 }),
      row(3, 1, "text"),
      row(4, 1, null),
      row(5, 5),
      row(6, 4),
    ]],
    (jobs) => {
      handled.push(...jobs.map((job) => job.id));
      return Promise.resolve(done(handled));
    },
  );
  await runJob(platform, handler);
  assert.deepEqual(handled, [6]);
  const unknown = { attempts: 1, result: "dead", cause: "unknown_type_or_version" };
  assert.deepEqual(settled[0], [
    { id: 1, ...unknown },
    { id: 2, ...unknown },
    { id: 3, ...unknown },
    { id: 4, ...unknown },
    { id: 5, attempts: 5, result: "dead", cause: "no_attempt_ended" },
    { id: 6, attempts: 4, result: "done" },
  ]);
});

Deno.test("runJob() passes on what follows, what is retried and what is dead", async () => {
  const next = [{ queue: "retain" as const, message: { a: 1 }, delaySeconds: 3 }];
  const { platform, handler, settled } = scenario(
    [[row(1), row(2, 2), row(3, 4), row(4), row(5)]],
    () =>
      Promise.resolve([
        { id: 1, result: "done", next },
        { id: 2, result: "retry", cause: "status_429", retryAfterSeconds: 40 },
        { id: 3, result: "retry", cause: "status_500" },
        { id: 4, result: "dead", cause: "status_400" },
      ]),
  );
  await runJob(platform, handler);
  const [first, second, third, fourth, fifth] = settled[0] as (Settlement & {
    delay_seconds?: number;
    next?: unknown;
  })[];
  assert.deepEqual(first?.next, [{ queue: "retain", message: { a: 1 }, delay_seconds: 3 }]);
  assert.deepEqual(second, { id: 2, attempts: 2, result: "retry", delay_seconds: 40 });
  assert.deepEqual(third, { id: 3, attempts: 4, result: "dead", cause: "status_500" });
  assert.deepEqual(fourth, { id: 4, attempts: 1, result: "dead", cause: "status_400" });
  assert.equal(fifth?.result, "failed", "a job that the handler forgot is not lost");
});

Deno.test("runJob() marks every job of a slice as failed when the handler throws", async () => {
  const { platform, handler, settled, log } = scenario(
    [[row(1), row(2, 4)]],
    () => Promise.reject(new DatabaseError("embeddable_objects", "57014", "secret text")),
  );
  await runJob(platform, handler);
  const [first, second] = settled[0] as Settlement[];
  assert.equal(first?.result, "failed");
  assert.deepEqual(second, { id: 2, attempts: 4, result: "dead", cause: "57014" });
  assert.ok(log.some((line) => line.includes("57014")));
  assert.ok(!log.join().includes("secret text"));
});

Deno.test("runJob() reports a run as failed, and throws, when the queue cannot be reached", async () => {
  const { rpc, calls } = fakeRpc({
    job_run_start: runId,
    queue_turn: () => {
      throw new DatabaseError("queue_turn", "57P01", "terminating connection");
    },
    job_run_finish: () => {
      throw new Error("unreachable, too");
    },
  });
  const { platform } = fakePlatform(rpc);
  const { handler } = scenario([], () => Promise.resolve([]));
  await assert.rejects(runJob(platform, handler), DatabaseError);
  assert.deepEqual(calls.at(-1)?.args, { run_id: runId, outcome: "failed", code: "57P01" });
});

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

Deno.test("runJob() keeps its claims hidden while a handler takes long, and says when it lost some", async () => {
  const { platform, handler, beats, log } = scenario([[row(1), row(2)]], async (jobs) => {
    while (beats.length === 0) await turn();
    return done(jobs.map((job) => job.id));
  });
  await runJob(platform, handler, { visibilitySeconds: 0.1 });
  assert.deepEqual(beats[0], [{ id: 1, attempts: 1 }, { id: 2, attempts: 1 }]);
  assert.ok(log.some((line) => line.includes("claims lost")));
});

Deno.test("runJob() survives a heartbeat that fails", async () => {
  const scene = scenario([[row(1)]], async (jobs) => {
    while (!scene.log.some((line) => line.includes("heartbeat failed"))) await turn();
    return done(jobs.map((job) => job.id));
  });
  const internal: typeof scene.platform.internal = (name, args) =>
    name === "queue_heartbeat"
      ? Promise.reject(new Error("lost"))
      : scene.platform.internal(name, args);
  const report = await runJob({ ...scene.platform, internal }, scene.handler, {
    visibilitySeconds: 0.1,
  });
  assert.equal(report.drained, true);
});

Deno.test("runJob() names in its lines the request that a message came from, and works for it", async () => {
  const requestId = "00000000-0000-4000-8000-00000000000a";
  const seen: unknown[] = [];
  const following = { queue: "embed" as const, message: { n: 4 } };
  const { platform, handler, log, settled } = scenario(
    [
      [row(1, 1, { type: "test", version: 1, n: 1, request_id: requestId })],
      [row(2), row(3, 1, { type: "test", version: 1, n: 3, request_id: requestId })],
    ],
    (jobs) => {
      seen.push([jobs.map((job) => job.message), currentRequestId()]);
      return Promise.resolve(
        jobs.map(({ id }) => ({ id, result: "done" as const, next: [following] })),
      );
    },
  );
  await runJob(platform, handler);
  const told = (n: number) => ({ type: "test", version: 1, n });
  // A slice of several requests is worked for none of them alone.
  assert.deepEqual(seen, [[[told(1)], requestId], [[told(2), told(3)], undefined]]);
  assert.deepEqual(
    settled.flat().map((each) => (each as { next: { message: object }[] }).next[0]?.message),
    [{ n: 4, request_id: requestId }, { n: 4 }, { n: 4, request_id: requestId }],
  );
  const lines = log.map((line) => JSON.parse(line)).filter((line) => line.message === "job");
  assert.deepEqual(
    lines.map((line) => [line.message_id, line.request_id, line.result, line.run_id]),
    [[1, requestId, "done", runId], [3, requestId, "done", runId]],
  );
});
