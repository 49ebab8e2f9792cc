import assert from "node:assert/strict";
import { drain, listDeadLetters, requeue } from "../../../supabase/commands/jobs/dead_letters.ts";
import { startJobsStack, waiting } from "./fixtures.ts";

Deno.test("deno task jobs lists, puts back and deletes dead letters", async () => {
  await using test = await startJobsStack();
  const { stack, services: { service } } = test;
  const bury = (queue: string, n: number) =>
    stack.sql(
      `insert into internal.dead_letters (queue, message_id, payload, cause, attempts, enqueued_at)
       select $1, n, jsonb_build_object('n', n), 'status_400', 8, now() from generate_series(1, $2) as n`,
      [queue, n],
    );
  await bury("embed", 7);
  await bury("ingest", 3);

  assert.equal((await listDeadLetters(service, {})).length, 10);
  assert.equal((await listDeadLetters(service, {}, 4)).length, 4);
  const [one] = await listDeadLetters(service, { queue: "ingest" });
  assert.equal(one?.queue, "ingest");

  assert.equal(await requeue(service, { id: one?.id }), 1);
  assert.deepEqual(await waiting(test, "ingest"), [one?.payload]);
  assert.equal(await requeue(service, { id: one?.id }), 0, "only once");
  assert.equal(await drain(service, { queue: "ingest" }), 2);
  assert.equal(await requeue(service, {}), 7);
  assert.equal((await waiting(test, "embed")).length, 7);
  assert.deepEqual(await listDeadLetters(service, {}), []);
  assert.equal(await drain(service, {}), 0);
});
