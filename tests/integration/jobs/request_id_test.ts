import assert from "node:assert/strict";
import { accountApp } from "../../../shared/apps/account.ts";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { jobIngestApp } from "../../../shared/apps/job_ingest.ts";
import { startJobsStack, wake } from "./fixtures.ts";

Deno.test("a request is followed by its id", async (t) => {
  await using test = await startJobsStack({ connectors: () => Promise.resolve(null) });
  const { stack, services, log } = test;
  const ada = await test.signUp();
  const [account] = await stack.sql<{ id: string }>(
    `with a as (
       insert into public.linked_accounts (user_id, provider, provider_account_id)
       values ($1, 'slack', $2) returning id
     ), token as (
       insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc)
       select $1, a.id, 'bearer', 'v1.x' from a
     ) select id from a`,
    [ada.id, crypto.randomUUID()],
  );
  const lines = (requestId: string | null) =>
    log.map((line) => JSON.parse(line)).filter((line) => line.request_id === requestId);
  const queued = (queue: string) =>
    stack.sql<{ message: Record<string, unknown> }>(
      `select message from pgmq.q_${queue} where message ->> 'user_id' = $1`,
      [ada.id],
    );

  await t.step("from a sync through the queue to what becomes of the job", async () => {
    const asked = await connectorsApp(services).fetch(
      new Request(`http://localhost/connectors/${account?.id}/sync`, {
        method: "POST",
        headers: { authorization: `Bearer ${ada.token}`, "content-type": "application/json" },
        body: "{}",
      }),
    );
    assert.equal(asked.status, 202);
    const requestId = asked.headers.get("x-request-id");
    assert.deepEqual((await queued("ingest")).map(({ message }) => message["request_id"]), [
      requestId,
    ]);

    await wake(test, jobIngestApp(services), "job-ingest");
    const followed = lines(requestId).map(({ message, result, cause }) => [message, result, cause]);
    assert.deepEqual(followed, [
      ["request", undefined, undefined],
      ["job", "dead", "no_connector_slack"],
    ]);
    // The same payload dies once, whoever asked for it.
    const [letter] = await stack.sql<{ payload: object }>(
      "select payload from internal.dead_letters where payload ->> 'user_id' = $1",
      [ada.id],
    );
    assert.deepEqual(Object.keys(letter?.payload ?? {}).sort(), [
      "linked_account_id",
      "type",
      "user_id",
      "version",
    ]);
  });

  await t.step("from an erasure to its message", async () => {
    const asked = await accountApp(services).fetch(
      new Request("http://localhost/account/data?source=slack", {
        method: "DELETE",
        headers: { authorization: `Bearer ${ada.token}` },
      }),
    );
    assert.equal(asked.status, 202);
    assert.deepEqual((await queued("retain")).map(({ message }) => message["request_id"]), [
      asked.headers.get("x-request-id"),
    ]);
  });

  await t.step("and nothing that a stranger makes up is taken for one", async () => {
    const traced = async (headers: string) => {
      const [row] = await stack.sql<{ message: object }>(
        `select internal.traced('{"type": "x"}') as message
         from (select set_config('request.headers', $1, false)) as s`,
        [headers],
      );
      await stack.sql("select set_config('request.headers', '', false)");
      return row?.message;
    };
    for (const headers of ["", "no json", "[]", '"x"', "{}", '{"x-request-id": "a secret"}']) {
      assert.deepEqual(await traced(headers), { type: "x" }, headers);
    }
  });
});
