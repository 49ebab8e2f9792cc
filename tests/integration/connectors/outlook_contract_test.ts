import assert from "node:assert/strict";
import { createConnector } from "../../../shared/connectors/outlook/connector.ts";
import { NEEDED_SCOPES } from "../../../shared/connectors/outlook/live/oauth.ts";
import type { Fault } from "../../providers/outlook/faults.ts";
import { personOf } from "../../providers/outlook/people.ts";
import { OutlookServer } from "../../providers/outlook/server.ts";
import { pullContract, type PullHarness } from "../../support/connectors/pull_contract.ts";
import { startTestStack } from "../../support/stack.ts";

const REFUSALS: Readonly<Record<"wait" | "retry" | "relink", Fault>> = {
  wait: { retryAfter: 30 },
  retry: { status: 503, code: "ServiceUnavailable" },
  relink: { status: 401, code: "InvalidAuthenticationToken" },
};

Deno.test("the Outlook connector passes the contract of connectors that are read from", async (t) => {
  // Each change a second later: a mail that is changed twice has two versions.
  let seconds = 0;
  const began = Date.now();
  const now = () => began + seconds * 1000;
  await using outlook = await OutlookServer.start({ now, accessLife: () => 86_400 });
  const { clientId, clientSecret, redirectUris } = outlook.identity.registration;
  await using test = await startTestStack({
    env: {
      ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
      OUTLOOK_CLIENT_ID: clientId,
      OUTLOOK_CLIENT_SECRET: clientSecret,
      OUTLOOK_REDIRECT_URI: redirectUris[0] ?? "",
      OUTLOOK_LOGIN_URL: outlook.loginUrl,
      OUTLOOK_GRAPH_URL: outlook.graphUrl,
    },
  });
  const connector = createConnector({ ...test.services, realNow: () => new Date(now()) });
  const refused = new Map<string, Fault>();
  outlook.fault = ({ user }) => refused.get(user ?? "") ?? null;

  await pullContract(t, test, (): PullHarness => {
    const person = personOf(`Somebody ${crypto.randomUUID().slice(0, 8)}`);
    const mailbox = outlook.add(person);
    const keys = new Map<string, string>();
    return {
      connector,
      providerAccountId: person.id,
      async link({ accountId, userId }) {
        const { access_token, refresh_token = null } = outlook.issue(
          [...NEEDED_SCOPES, "offline_access"],
          person.id,
        );
        const linked = await (await test.services.linking()).tokens.link({
          userId,
          provider: "outlook",
          providerAccountId: person.id,
          metadata: { user: person.id, addresses: [person.mail ?? ""] },
          token: { access: access_token, refresh: refresh_token, expiresAt: null, scopes: null },
        });
        assert.equal(linked, accountId);
      },
      nameOf: (externalId) =>
        [...keys].find(([, key]) => externalId === `${person.id}:${key}`)?.[0] ?? externalId,
      put(id, text) {
        seconds++;
        const key = keys.get(id);
        if (key !== undefined) mailbox.edit(key, { subject: text });
        else keys.set(id, mailbox.arrive({ subject: text, receivedAt: new Date(now()) }).key);
      },
      remove(id) {
        seconds++;
        mailbox.remove(keys.get(id) ?? "");
      },
      forgetPast: () =>
        outlook.graph.deltas.expire("SyncStateNotFound", (source) => source.startsWith(person.id)),
      refuse: (how) =>
        void (how ? refused.set(person.id, REFUSALS[how]) : refused.delete(person.id)),
    };
  });
  assert.deepEqual(outlook.violations, []);
});
