import assert from "node:assert/strict";
import { startStack } from "../../../supabase/embedded/stack.ts";
import { call, signUp } from "./fixture.ts";

Deno.test("startStack() runs this project's own migrations", async (t) => {
  const logs: string[] = [];
  const stack = await startStack({
    data: "memory",
    envFile: false,
    embeddings: "none",
    functions: "none",
    schedules: false,
    log: (message) => logs.push(message),
  });

  await t.step("a sign-up has a profile that only its owner sees", async () => {
    const [ada, ben] = [
      await signUp(stack, "ada@example.org"),
      await signUp(stack, "b@example.org"),
    ];
    for (const person of [ada, ben]) {
      const { body } = await person.call("/rest/v1/users?select=id");
      assert.deepEqual(body, [{ id: person.id }]);
    }
  });

  await t.step("the schedules are there, and SQL can reach the functions", async () => {
    const jobs = await stack.sql("select jobname from cron.job where active");
    assert.ok(jobs.length > 0);
    assert.deepEqual(await stack.sql("select internal.dispatch_jobs() as woken"), [{ woken: 0 }]);
  });

  await t.step("internal is exposed to the service alone", async () => {
    const init = { method: "POST", body: JSON.stringify({ queue: "embed" }) };
    const profile = { "content-profile": "internal" };
    assert.notEqual((await call(stack, "/rest/v1/rpc/queue_depth", init, profile)).status, 200);
    const service = { ...profile, apikey: stack.secretKey };
    assert.equal((await call(stack, "/rest/v1/rpc/queue_depth", init, service)).status, 200);
  });

  await stack.stop();
});
