import assert from "node:assert/strict";
import { accountApp } from "../../../shared/apps/account.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { PromptPage, StoredPrompt } from "../../../shared/contracts/prompts.ts";
import { ask, type Asked } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";

Deno.test("GET /prompts", async (t) => {
  await using test = await startTestStack({ now, env: { RATE_LIMIT_PER_MINUTE: "1000" } });
  const { stack, services } = test;
  const app = promptsApp(services);
  const owner = await test.signUp("owner");
  const other = await test.signUp("other");
  const [first = "", , outside = ""] = await storeEvents(test, owner.id, [
    { at: "2026-03-18T13:30:00Z", text: "The launch moves to Thursday." },
    { at: "2026-03-18T14:00:00Z", text: "Lena has booked the train to Lisbon." },
    { at: "2026-03-10T14:00:00Z", text: "The old plan." },
  ]);
  const send = (path = "", asked: Asked = {}) =>
    ask(app, `/prompts${path}`, { token: owner.token, ...asked });
  const post = async (prompt: string, headers: Record<string, string> = {}) => {
    const response = await send("", { body: { prompt }, headers });
    assert.equal(response.status, 200);
    return await response.json();
  };
  const list = async (query = "", token = owner.token) =>
    PromptPage.parse(await (await send(query, { token })).json());

  await t.step("gives what was asked and answered, to whoever asked it", async () => {
    const answer = await post("summarize last 2 hours");
    const stored = StoredPrompt.parse(await (await send(`/${answer.prompt_id}`)).json());
    assert.equal(stored.prompt, "summarize last 2 hours");
    assert.deepEqual(stored.answer, answer);
    await problemOf(await send(`/${answer.prompt_id}`, { token: other.token }), 404);
    await problemOf(await send(`/${crypto.randomUUID()}`), 404);
    assert.deepEqual(await fieldsOf(await send("/not-an-id")), ["id"]);
  });

  await t.step("lists the newest first, in pages", async () => {
    const last = await post("what needs action?");
    const { prompts, total } = await list();
    assert.deepEqual(prompts.map(({ intent }) => intent), ["task_detection", "summarize"]);
    assert.deepEqual([prompts[0]?.id, total], [last.prompt_id, 2]);
    const page = await list("?limit=1");
    const next = await list(`?limit=1&cursor=${page.next_cursor}`);
    assert.deepEqual([...page.prompts, ...next.prompts], prompts);
    assert.equal((await list("", other.token)).total, 0);
  });

  await t.step("the archive of the person has them", async () => {
    const archive = await ask(accountApp(services), "/account/export", { token: owner.token });
    const lines = (await archive.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.at(-1).rows.prompts, 2);
    assert.equal(lines.filter(({ table, row }) => table === "prompts" && row.answer).length, 2);
  });

  await t.step("an archive of several pages has each prompt once", async () => {
    const cy = await test.signUp("cy");
    await stack.sql(
      `insert into internal.prompts (id, user_id, prompt, answer)
       select gen_random_uuid(), $1, n::text, '{"intent": "answer"}' from generate_series(1, 45) as n`,
      [cy.id],
    );
    const archive = await ask(accountApp(services), "/account/export", { token: cy.token });
    const lines = (await archive.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
    const prompts = lines.filter(({ table }) => table === "prompts").map(({ row }) => row.prompt);
    assert.deepEqual([prompts.length, new Set(prompts).size], [45, 45]);
  });

  await t.step("a request that is sent twice is answered once", async () => {
    const headers = { "idempotency-key": "prompt-1" };
    const [answer, again] = await Promise.all([
      post("summarize last 2 hours", headers),
      post("summarize last 2 hours", headers),
    ]);
    assert.deepEqual(again, answer);
    await stack.sql(
      "update internal.idempotency_keys set status = null, body = null, held_until = now()",
    );
    assert.deepEqual(await post("summarize last 2 hours", headers), answer);
    assert.equal((await list()).total, 3);
  });

  await t.step(
    "an answer goes with what it was read from, cited or not, and its key too",
    async () => {
      await stack.sql("delete from public.events where id = $1", [outside]);
      assert.equal((await list()).total, 3, "what was not read takes nothing along");
      await stack.sql("update public.events set deleted_at = now() where id = $1", [first]);
      assert.equal((await list()).total, 0);
      const keys = "select key from internal.idempotency_keys where user_id = $1";
      assert.deepEqual(await stack.sql(keys, [owner.id]), []);
    },
  );

  await t.step("an answer expires", async () => {
    const { prompt_id } = await post("what needs action?");
    await stack.sql("update internal.prompts set expires_at = now()");
    await problemOf(await send(`/${prompt_id}`), 404);
    assert.equal((await list()).total, 0);
    await services.internal("prune_history", {});
    assert.deepEqual(await stack.sql("select 1 from internal.prompts"), []);
  });
});
