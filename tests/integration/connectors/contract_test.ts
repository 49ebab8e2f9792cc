import assert from "node:assert/strict";
import { createConnector } from "../../../shared/connectors/slack/connector.ts";
import { memoryFiles } from "../../../shared/connectors/slack/export/files.ts";
import { serveJournals } from "../../providers/journal_server.ts";
import { importContract } from "../../support/connectors/import_contract.ts";
import { pullContract, type PullHarness } from "../../support/connectors/pull_contract.ts";
import { journalConnector } from "../../support/native/journal_connector.ts";
import { startTestStack } from "../../support/stack.ts";

const pageSize = 3;
const refusals = {
  wait: () => new Response(null, { status: 429, headers: { "retry-after": "30" } }),
  retry: () => new Response(null, { status: 503 }),
  relink: () => new Response(null, { status: 401 }),
};

Deno.test("the journal connector passes the contract of connectors that are read from", async (t) => {
  await using test = await startTestStack();
  await using server = serveJournals(pageSize);
  const refused = new Map<string, keyof typeof refusals>();
  server.refuse = (account) => {
    const how = refused.get(account);
    return how ? refusals[how]() : null;
  };
  await pullContract(t, test, (): PullHarness => {
    const account = crypto.randomUUID();
    const entries = () => server.journals.get(account) ?? [];
    let version = 0;
    const add = (entry: { id: string; text: string; deleted?: boolean; unreadable?: boolean }) =>
      void server.journals.set(account, [...entries(), { ...entry, version: ++version }]);
    server.journals.set(account, []);
    return {
      connector: journalConnector(server.url, fetch),
      providerAccountId: account,
      put: (id, text) => add({ id, text }),
      remove: (id) => add({ id, text: "", deleted: true }),
      putUnreadable: (id) => add({ id, text: "", unreadable: true }),
      forgetPast: () => server.compact(account),
      refuse: (how) => void (how ? refused.set(account, how) : refused.delete(account)),
    };
  });
});

Deno.test("the journal connector believes a webhook call only with its secret, and wakes", async () => {
  await using server = serveJournals(pageSize);
  const { push } = journalConnector(server.url, fetch);
  const delivery = server.delivery("A1");
  assert.deepEqual(await push?.(delivery), { kind: "wake", providerAccountIds: ["A1"] });
  assert.equal(await push?.({ ...delivery, headers: new Headers() }), null);
});

/** An export whose days are given as messages. */
function slackExport(days: Record<string, unknown>) {
  const files = {
    "users.json": [{ id: "U1", name: "mira", profile: { display_name: "Mira" } }],
    "channels.json": [{ id: "C1", name: "launch" }],
    ...Object.fromEntries(Object.entries(days).map(([day, list]) => [`launch/${day}.json`, list])),
  };
  return memoryFiles(
    "export",
    new Map(
      Object.entries(files).map(([path, value]) => [
        path,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
}

Deno.test("the Slack connector passes the contract of connectors that read archives", async (t) => {
  await using test = await startTestStack();
  const said = (ts: string, text: string, more = {}) => ({
    type: "message",
    user: "U1",
    ts,
    text,
    ...more,
  });
  const first = said("1517612431.000100", "We ship on Monday", { thread_ts: "1517612431.000100" });
  const second = said("1517612432.000200", "The password is on the wall");
  const third = said("1517698831.000300", "Agreed");
  await importContract(t, test, {
    connector: createConnector(test.services),
    older: slackExport({ "2018-02-02": [first, second], "2018-02-03": [third] }),
    newer: slackExport({
      "2018-02-02": [{
        ...first,
        text: "We ship on Tuesday",
        edited: { user: "U1", ts: "1517612500.000000" },
      }],
      "2018-02-03": [third, said("1517698832.000400", "Tuesday it is")],
    }),
    damaged: slackExport({ "2018-02-02": "{ not json", "2018-02-03": [third, { ts: 5 }] }),
    ids: {
      edited: "C1:1517612431.000100",
      gone: "C1:1517612432.000200",
      added: "C1:1517698832.000400",
    },
  });
});
