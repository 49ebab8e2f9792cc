import assert from "node:assert/strict";
import { createConnector } from "../../../shared/connectors/telegram/connector.ts";
import type { Said } from "../../providers/telegram/content.ts";
import { SESSION_REVOKED } from "../../providers/telegram/faults.ts";
import { trust } from "../../providers/telegram/loopback.ts";
import { DataCentre, type Fault } from "../../providers/telegram/server.ts";
import { pullContract, type PullHarness } from "../../support/connectors/pull_contract.ts";
import { startTestStack } from "../../support/stack.ts";
import { telegramEnv } from "../../support/telegram.ts";
import { libraryClient, sessionOf } from "../../support/telegram_client.ts";

const ANA = 7;
const REFUSALS: Record<"wait" | "retry" | "relink", Fault> = {
  wait: { code: 420, error: "FLOOD_WAIT_30" },
  retry: { drop: true },
  relink: SESSION_REVOKED,
};

Deno.test("the Telegram connector passes the contract of connectors that are read from", async (t) => {
  await using centre = await DataCentre.start();
  using _trusted = trust(centre);
  const { world, accounts } = centre;
  world.addPerson({ id: ANA, firstName: "Ana" });
  await using test = await startTestStack({ env: telegramEnv({ 2: centre }) });
  const connector = createConnector(test.services);
  const { tokens } = await test.services.linking();
  const client = libraryClient(centre);
  let made = 0;

  await pullContract(t, test, async (): Promise<PullHarness> => {
    const person = 10_000 + ++made;
    const phone = `1555000${person}`;
    accounts.add({ id: person, phone, firstName: "Mira" });
    const access = await sessionOf(centre, client, phone);
    const chat = { kind: "private", people: [person, ANA] } as const;
    const said = new Map<string, Said>();
    const names = new Map<string, string>();
    centre.fault = () => null;
    return {
      connector,
      providerAccountId: String(person),
      async link({ userId }) {
        await tokens.link({
          userId,
          provider: "telegram",
          providerAccountId: String(person),
          metadata: { name: "Mira" },
          token: { access, refresh: null, expiresAt: null, scopes: null },
        });
      },
      nameOf: (externalId) => names.get(externalId) ?? externalId,
      put(id, text) {
        const known = said.get(id);
        if (known) return world.edit(known, { text });
        said.set(id, world.say(chat, ANA, text));
        names.set(`${person}:${world.seenBy(person, chat)[0]?.id}`, id);
      },
      remove(id) {
        const known = said.get(id);
        if (known) world.delete([known]);
      },
      forgetPast: () => world.mailbox(person).box.forget(),
      refuse(how) {
        centre.fault = (method) =>
          how && /^updates\.Get(State|Difference)$/.test(method) ? REFUSALS[how] : null;
      },
    };
  });
  assert.equal(centre.openConnections, 0);
  assert.deepEqual(centre.violations, []);
});
