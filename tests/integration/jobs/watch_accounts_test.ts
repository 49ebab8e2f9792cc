import assert from "node:assert/strict";
import { createConnectors } from "../../../shared/connectors/providers.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { type Round, watchAccounts } from "../../../shared/jobs/ingest/watch_accounts.ts";
import { readableAccounts } from "../../../shared/resources/accounts.ts";
import { trust } from "../../providers/telegram/loopback.ts";
import { DataCentre } from "../../providers/telegram/server.ts";
import { timelineOf } from "../../support/connectors/timeline.ts";
import { startTestStack } from "../../support/stack.ts";
import { telegramEnv, telegramLogin } from "../../support/telegram.ts";

const [MIRA, LI, ANA] = [7001, 7003, 7002];

Deno.test("A worker reads what the functions leave to it, in rounds", async () => {
  await using centre = await DataCentre.start();
  using _trusted = trust(centre);
  const { accounts, world } = centre;
  accounts.add({ id: MIRA, phone: "15550001111", firstName: "Mira" });
  accounts.add({ id: LI, phone: "15550003333", firstName: "Li" });
  world.addPerson({ id: ANA, firstName: "Ana" });
  world.say({ kind: "private", people: [MIRA, ANA] }, ANA, "for Mira");
  world.say({ kind: "private", people: [LI, ANA] }, ANA, "for Li");
  const env = { ...telegramEnv({ 2: centre }), TELEGRAM_READ_BY: "worker" };
  await using test = await startTestStack({ env });
  const { stack, services } = test;
  await stack.sql("select pgmq.purge_queue('ingest')");
  const [ada, bob] = [await test.signUp("ada"), await test.signUp("bob")];
  const linked = [
    { id: await telegramLogin(test, ada).link(centre, "+15550001111"), user_id: ada.id },
    { id: await telegramLogin(test, bob).link(centre, "+15550003333"), user_id: bob.id },
  ];
  // What only an export named has no token, and nobody to read it as.
  await stack.sql(
    `insert into public.linked_accounts (user_id, provider, provider_account_id)
     values ($1, 'telegram', 'exported')`,
    [ada.id],
  );
  const texts = async () =>
    (await Promise.all([ada, bob].map(({ id }) => timelineOf(test, id)))).map(Object.values);

  const { completed, dead } = await runIngestion(services, { budgetSeconds: 60 });
  assert.deepEqual([completed, dead], [2, 0]);
  assert.deepEqual(await texts(), [[], []]);

  const ours = new Set(linked.map(({ id }) => id));
  const accountsNow = async () =>
    (await readableAccounts(services.service, "telegram")).filter(({ user_id }) =>
      user_id === ada.id || user_id === bob.id
    );
  assert.deepEqual(new Set((await accountsNow()).map(({ id }) => id)), ours);
  const { config } = services;
  const connectors = createConnectors({
    ...services,
    config: { ...config, telegram: { ...config.telegram, readBy: "functions" } },
  });
  const rounds: Round[] = [];
  const end = new AbortController();
  await watchAccounts({ ...services, connectors, accounts: accountsNow }, {
    pause: 1,
    signal: end.signal,
    after(round) {
      rounds.push(round);
      if (rounds.length === 1) {
        world.say({ kind: "private", people: [LI, ANA] }, ANA, "more for Li");
        // One account's trouble is no other's.
        let calls = 0;
        centre.fault = (method) =>
          method === "updates.GetDifference" && ++calls === 1 ? { drop: true } : null;
      }
      if (rounds.length === 3) end.abort();
    },
  });
  assert.deepEqual(rounds.map(({ accounts, failed }) => [accounts, failed]), [
    [2, 0],
    [2, 1],
    [2, 0],
  ]);
  assert.deepEqual(await texts(), [["for Mira"], ["for Li", "more for Li"]]);
  assert.equal(centre.openConnections, 0);
});
