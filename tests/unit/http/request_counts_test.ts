import assert from "node:assert/strict";
import { createRequestCounts } from "../../../shared/http/request_counts.ts";
import { createLogger } from "../../../shared/platform/logger.ts";
import { fakeRpc } from "../jobs/fakes.ts";

/** Counts over a database that answers so, and a pause that the test ends. */
function scenario(answer: () => unknown) {
  const { rpc, calls } = fakeRpc({ count_requests: answer });
  const kept: Promise<void>[] = [];
  const pauses: (() => void)[] = [];
  const counts = createRequestCounts({
    internal: rpc,
    sleep: () => new Promise((resolve) => pauses.push(resolve)),
    keepAlive: (work) => void kept.push(work),
    log: createLogger("ERROR", () => new Date(0)),
  });
  return { counts, calls, kept, endPause: () => pauses.splice(0).forEach((end) => end()) };
}

Deno.test("count() writes once for many requests, and once more for those that come later", async () => {
  const { counts, calls, kept, endPause } = scenario(() => null);
  counts.count("tasks", 200, 10);
  counts.count("tasks", 204, 20);
  counts.count("tasks", 404, 5);
  counts.count("health", 503, 1000);
  assert.equal(kept.length, 1);
  endPause();
  await Promise.all(kept);
  assert.deepEqual(calls.map(({ args }) => args["counts"]), [[
    { function: "tasks", status: "2xx", requests: 2, seconds: 0.03 },
    { function: "tasks", status: "4xx", requests: 1, seconds: 0.005 },
    { function: "health", status: "5xx", requests: 1, seconds: 1 },
  ]]);
  counts.count("tasks", 200, 10);
  assert.equal(kept.length, 2);
  endPause();
  await Promise.all(kept);
  assert.equal(calls.length, 2);
});

Deno.test("count() loses nothing where the database does not answer for a while", async () => {
  let down = true;
  const { counts, calls, kept, endPause } = scenario(() => {
    if (down) throw new Error("down");
    return null;
  });
  counts.count("tasks", 200, 1000);
  endPause();
  await Promise.all(kept);
  down = false;
  counts.count("tasks", 201, 1000);
  endPause();
  await Promise.all(kept);
  assert.deepEqual(calls.at(-1)?.args["counts"], [
    { function: "tasks", status: "2xx", requests: 2, seconds: 2 },
  ]);
});
