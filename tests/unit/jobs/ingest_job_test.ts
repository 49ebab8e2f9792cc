import { DatabaseError } from "../../../shared/database/errors.ts";
import assert from "node:assert/strict";
import { type Connector, ConnectorError, type Page } from "../../../shared/connectors/connector.ts";
import { createBudget } from "../../../shared/jobs/worker/budget.ts";
import { ingestJob } from "../../../shared/jobs/ingest/ingest_job.ts";
import { accountId, fakeRpc, userId } from "./fakes.ts";

const message = {
  type: "ingest" as const,
  version: 1 as const,
  user_id: userId,
  linked_account_id: accountId,
};
const job = { id: 7, attempts: 1, message };

const lease = {
  id: accountId,
  user_id: userId,
  provider: "slack",
  provider_account_id: "T1",
  status: "active",
  metadata: {},
  granted: true,
  cursors: [{ resource: "C1", cursor: { ts: "1" } }],
};

const page = (position: number): Page => ({
  source: "slack",
  threads: [],
  events: [],
  cursor: { resource: "C1", cursor: { position }, read_until: null },
});

function scenario(
  leased: unknown,
  pull: Connector["pull"] | null,
  store: () => unknown = () => ({ inserted: 0, updated: 0, unchanged: 0 }),
) {
  const { rpc, calls } = fakeRpc({
    lease_account: leased,
    ingest_page: store,
    release_account: null,
  });
  const connectors = pull
    ? [["slack" as const, { provider: "slack" as const, pull }] as const]
    : [];
  return { handler: ingestJob(rpc, new Map(connectors)), calls };
}

const plenty = () => createBudget(() => 0, 1);

async function* pages(...positions: number[]): AsyncGenerator<Page> {
  for (const position of positions) yield await Promise.resolve(page(position));
}

Deno.test("ingestJob() stores each page through its lease and gives the account back", async () => {
  const seen: unknown[] = [];
  const { handler, calls } = scenario(lease, (account, cursors) => {
    seen.push(account, cursors);
    return pages(1, 2);
  });
  assert.deepEqual(await handler.handle([job], plenty()), [{ id: 7, result: "done" }]);
  assert.deepEqual(seen, [
    { id: accountId, userId, provider: "slack", providerAccountId: "T1", metadata: {} },
    [{ resource: "C1", cursor: { ts: "1" } }],
  ]);
  assert.deepEqual(calls.map((call) => call.name), [
    "lease_account",
    "ingest_page",
    "ingest_page",
    "release_account",
  ]);
  const [, stored, , released] = calls;
  const holder = calls[0]?.args["for_holder"];
  assert.equal(stored?.args["for_holder"], holder);
  assert.deepEqual(released?.args, {
    account: accountId,
    for_holder: holder,
    error_code: null,
    next_status: null,
  });
});

Deno.test("ingestJob() queues the rest when its budget is spent, with every page stored", async () => {
  const { handler, calls } = scenario(lease, () => pages(1, 2, 3, 4));
  const budget = createBudget(() => 0, 1, 1);
  assert.deepEqual(await handler.handle([job], budget), [
    { id: 7, result: "done", next: [{ queue: "ingest", message, delaySeconds: 0 }] },
  ]);
  assert.equal(calls.filter((call) => call.name === "ingest_page").length, 2);
  assert.equal(calls.at(-1)?.name, "release_account");
});

Deno.test("ingestJob() has nothing to do when the account is gone or not active", async () => {
  assert.deepEqual(await scenario(null, () => pages()).handler.handle([job], plenty()), [
    { id: 7, result: "done" },
  ]);
  const revoked = scenario({ ...lease, status: "revoked" }, () => pages(1));
  assert.deepEqual(await revoked.handler.handle([job], plenty()), [{ id: 7, result: "done" }]);
  assert.ok(!revoked.calls.some((call) => call.name === "ingest_page"));
});

Deno.test("ingestJob() comes again when another worker reads the account", async () => {
  const { handler, calls } = scenario({ ...lease, granted: false }, () => pages(1));
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 7, result: "done", next: [{ queue: "ingest", message, delaySeconds: 20 }] },
  ]);
  assert.deepEqual(calls.map((call) => call.name), ["lease_account"]);
});

Deno.test("ingestJob() makes a dead letter with a clear cause when the provider has no connector", async () => {
  const { handler, calls } = scenario(lease, null);
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 7, result: "dead", cause: "no_connector_slack" },
  ]);
  assert.equal(calls.at(-1)?.args["error_code"], "no_connector");
});

Deno.test("ingestJob() retries when the provider asks to wait", async () => {
  const { handler, calls } = scenario(lease, async function* () {
    yield page(1);
    await Promise.resolve();
    throw new ConnectorError("rate_limited", "retry", 33);
  });
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 7, result: "retry", cause: "rate_limited", retryAfterSeconds: 33 },
  ]);
  assert.equal(calls.at(-1)?.args["error_code"], "rate_limited");
  assert.equal(calls.at(-1)?.args["next_status"], null);
});

Deno.test("ingestJob() gives up when the account must be linked again", async () => {
  const refusing: AsyncIterable<Page> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new ConnectorError("token_revoked", "relink")),
    }),
  };
  const { handler, calls } = scenario(lease, () => refusing);
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 7, result: "dead", cause: "token_revoked" },
  ]);
  assert.equal(calls.at(-1)?.args["next_status"], "revoked");
});

Deno.test("ingestJob() gives the account back when storing fails, and throws", async () => {
  const { handler, calls } = scenario(lease, () => pages(1), () => {
    throw new DatabaseError("ingest_page", "55000", "the lease is lost");
  });
  await assert.rejects(handler.handle([job], plenty()), DatabaseError);
  assert.equal(calls.at(-1)?.name, "release_account");
  assert.equal(calls.at(-1)?.args["error_code"], "55000");
});
