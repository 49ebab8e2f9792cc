import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { photo } from "../../providers/telegram/content.ts";
import { trust } from "../../providers/telegram/loopback.ts";
import { DataCentre } from "../../providers/telegram/server.ts";
import { timelineOf } from "../../support/connectors/timeline.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";
import { telegramEnv, telegramLogin } from "../../support/telegram.ts";

const [MIRA, ANA, TELEGRAM] = [7001, 7002, 777_000];
const PHONE = "+15550001111";

Deno.test("Telegram, linked over HTTP and followed", async (t) => {
  await using centre = await DataCentre.start();
  using _trusted = trust(centre);
  const { world } = centre;
  centre.accounts.add({ id: MIRA, phone: PHONE.slice(1), firstName: "Mira" });
  world.addPerson({ id: ANA, firstName: "Ana" });
  world.addPerson({ id: TELEGRAM, firstName: "Telegram" });
  const ana = { kind: "private", people: [MIRA, ANA] } as const;
  const codes = { kind: "private", people: [MIRA, TELEGRAM] } as const;
  world.say(ana, ANA, "We ship the rocket on Thursday.");
  world.say(codes, TELEGRAM, "Login code: 12345. Do not give this code to anyone.");
  world.say(ana, ANA, { text: "burn after reading", media: photo(10) });
  const launch = world.addChannel(50, "Launch", [MIRA, ANA]);
  world.say(launch, ANA, "The countdown begins at noon.");
  const news = world.addChannel(51, "World News", [MIRA], { broadcast: true });
  world.say(news, MIRA, "Breaking: nothing happened.");
  await using test = await startTestStack({ env: telegramEnv({ 2: centre }) });
  const { stack, services } = test;
  const [connectors, prompts] = [connectorsApp(services), promptsApp(services)];
  const user = await test.signUp("ada");
  const login = telegramLogin(test, user);
  const tick = async () => {
    await stack.sql("select internal.queue_due_ingests()");
    return await runIngestion(services, { budgetSeconds: 60 });
  };
  const texts = async () => Object.values(await timelineOf(test, user.id)).toSorted();
  // A native server may hold what other tests left waiting.
  await stack.sql("select pgmq.purge_queue('ingest')");
  let account = "";

  await t.step("after linking, one tick brings the recent past into answers", async () => {
    account = await login.link(centre, PHONE);
    assert.deepEqual(await tick(), { completed: 1, retried: 0, dead: 0, drained: true });
    const said = ["The countdown begins at noon.", "We ship the rocket on Thursday."];
    assert.deepEqual(await texts(), said);
    const asked = { token: user.token, body: { prompt: "summarize last 2 hours" } };
    const summary = await (await ask(prompts, "/prompts", asked)).json();
    assert.match(JSON.stringify(summary.response), /We ship the rocket on Thursday/);
    const receipt = summary.coverage.find((entry: { source: string }) =>
      entry.source === "telegram"
    );
    assert.equal(receipt.status, "current", receipt.detail);
    assert.deepEqual(centre.violations, []);
    assert.ok(!centre.calls.some((call) => /read/i.test(call)), "nothing is marked as read");
  });

  await t.step("what is edited, deleted and new is followed, in chats and channels", async () => {
    const late = world.say(ana, ANA, "See you at ten.");
    const never = world.say(launch, ANA, "Never mind.");
    await tick();
    world.edit(late, { text: "See you at eleven." });
    world.delete([never]);
    world.say(launch, MIRA, "Go!");
    await tick();
    assert.deepEqual(await texts(), [
      "Go!",
      "See you at eleven.",
      "The countdown begins at noon.",
      "We ship the rocket on Thursday.",
    ]);
  });

  await t.step("what is chosen is read, and what is left out no more", async () => {
    const choose = { include: ["channel:51"], exclude: ["channel:50"] };
    const changed = await ask(connectors, `/connectors/${account}`, {
      token: user.token,
      method: "PATCH",
      body: { selection: choose },
    });
    assert.equal(changed.status, 200);
    world.say(launch, ANA, "Nobody reads this.");
    await tick();
    const read = await texts();
    const [peers] = await stack.sql<{ keys: string[] }>(
      `select array(select jsonb_object_keys(cursor -> 'chats') order by 1) as keys
       from internal.sync_cursors where linked_account_id = $1 and resource = 'peers'`,
      [account],
    );
    assert.deepEqual(peers?.keys, ["channel:50", "channel:51", "user:7002"]);
    assert.ok(read.includes("Breaking: nothing happened."));
    assert.ok(!read.includes("Nobody reads this."));
  });

  await t.step("a flood is waited for, and a session that has ended is said", async () => {
    centre.fault = (method) =>
      method === "updates.GetDifference" ? { code: 420, error: "FLOOD_WAIT_600" } : null;
    assert.deepEqual(await tick(), { completed: 1, retried: 0, dead: 0, drained: true });
    const [lease] = await stack.sql<{ waits: boolean }>(
      `select waiting_until between now() + interval '9 minutes' and now() + interval '11 minutes'
         as waits from internal.account_leases where linked_account_id = $1`,
      [account],
    );
    assert.equal(lease?.waits, true);
    await stack.sql(
      "update internal.account_leases set waiting_until = null where linked_account_id = $1",
      [account],
    );
    await stack.sql("select pgmq.purge_queue('ingest')");
    centre.fault = (method) =>
      method === "updates.GetDifference" ? { code: 401, error: "SESSION_REVOKED" } : null;
    await tick();
    const list = await (await ask(connectors, "/connectors", { token: user.token })).json();
    assert.deepEqual([list.accounts[0].status, list.accounts[0].reason], [
      "revoked",
      "session_revoked",
    ]);
    centre.fault = () => null;
  });

  await t.step("linked again it goes on, and unlinked its session is logged out", async () => {
    world.say(ana, ANA, "Meanwhile.");
    await login.link(centre, PHONE);
    await tick();
    assert.ok((await texts()).includes("Meanwhile."));
    const before = centre.calls.filter((call) => call === "auth.LogOut").length;
    const unlinked = await ask(connectors, `/connectors/${account}`, {
      token: user.token,
      method: "DELETE",
    });
    assert.deepEqual((await unlinked.json()).revoked, true);
    assert.equal(centre.calls.filter((call) => call === "auth.LogOut").length, before + 1);
  });

  await t.step("no word of a message, no code and no number is logged or queued", async () => {
    const log = test.log.join("\n");
    const queues = await stack.sql(
      "select message::text from pgmq.a_ingest union all select message::text from pgmq.q_ingest",
    );
    for (const secret of ["rocket", "12345", PHONE.slice(1), "Meanwhile"]) {
      assert.ok(!log.includes(secret), secret);
      assert.ok(!JSON.stringify(queues).includes(secret), secret);
    }
  });
});
