import { DatabaseError } from "../../../shared/database/errors.ts";
import assert from "node:assert/strict";
import { z } from "zod";
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
  waiting_seconds: null,
  granted: true,
  push_due: false,
  cursors: [{ resource: "C1", cursor: { ts: "1" } }],
};

const page = (position: number): Page => ({
  source: "slack",
  threads: [],
  events: [],
  cursor: { resource: "C1", cursor: { position }, read_until: null, complete: false },
});

const state = z.record(z.string(), z.unknown());

function scenario(
  leased: unknown,
  pull: NonNullable<Connector["pull"]> | null,
  store: () => unknown = () => ({ inserted: 0, updated: 0, unchanged: 0, deleted: 0 }),
) {
  const { rpc, calls } = fakeRpc({
    lease_account: leased,
    ingest_page: store,
    release_account: null,
    unseen_batch: [],
  });
  const connector = pull && { provider: "slack" as const, cursor: state, pull };
  return { handler: ingestJob(rpc, () => Promise.resolve(connector)), calls };
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
    outcome: "read",
    error_code: null,
    wait_seconds: null,
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
  assert.equal(calls.at(-1)?.args["outcome"], "cut");
});

Deno.test("ingestJob() ends with an attempt when its budget allows for no page at all", async () => {
  const { handler, calls } = scenario(lease, async function* (_account, _cursors, { signal }) {
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    yield page(1);
  });
  assert.deepEqual(await handler.handle([job], createBudget(() => 0, 0)), [
    { id: 7, result: "retry", cause: "no_progress" },
  ]);
  assert.equal(calls.at(-1)?.args["outcome"], "failed");
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

Deno.test("ingestJob() retries where the provider fails, after the pause it asks for", async () => {
  const { handler, calls } = scenario(lease, async function* () {
    yield page(1);
    await Promise.resolve();
    throw new ConnectorError("status_503", { kind: "retry", afterSeconds: 33 });
  });
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 7, result: "retry", cause: "status_503", retryAfterSeconds: 33 },
  ]);
  assert.equal(calls.at(-1)?.args["error_code"], "status_503");
  assert.equal(calls.at(-1)?.args["next_status"], null);
});

const refusing = (error: ConnectorError) => (): AsyncIterable<Page> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});

Deno.test("ingestJob() waits without an attempt or a failure when the provider asks to wait", async () => {
  for (const [seconds, expected] of [[41.2, 42], [0, 1], [NaN, 60], [1e9, 86_400]] as const) {
    const error = new ConnectorError("flood_wait", { kind: "wait", seconds });
    const { handler, calls } = scenario(lease, refusing(error));
    assert.deepEqual(await handler.handle([job], plenty()), [
      { id: 7, result: "done", next: [{ queue: "ingest", message, delaySeconds: expected }] },
    ]);
    const { outcome, error_code, wait_seconds } = calls.at(-1)?.args ?? {};
    assert.deepEqual([outcome, error_code, wait_seconds], ["waiting", null, expected]);
  }
});

Deno.test("ingestJob() does not ask a provider before the time it asked for is over", async () => {
  const { handler, calls } = scenario({ ...lease, waiting_seconds: 9 }, () => pages(1));
  assert.deepEqual(await handler.handle([job], plenty()), [
    { id: 7, result: "done", next: [{ queue: "ingest", message, delaySeconds: 9 }] },
  ]);
  assert.deepEqual(calls.map((call) => call.args["outcome"]), [undefined, "idle"]);
});

Deno.test("ingestJob() makes a state with a reason, no dead letter, of an account that must be linked again", async () => {
  const { handler, calls } = scenario(
    lease,
    refusing(new ConnectorError("token_revoked", { kind: "relink" })),
  );
  assert.deepEqual(await handler.handle([job], plenty()), [{ id: 7, result: "done" }]);
  assert.equal(calls.at(-1)?.args["next_status"], "revoked");
  assert.equal(calls.at(-1)?.args["error_code"], "token_revoked");
});

Deno.test("ConnectorError never carries what a provider wrote", () => {
  const error = new ConnectorError("Token of mira@example.test is bad", { kind: "retry" });
  assert.equal(error.code, "refused");
  assert.doesNotMatch(error.message, /mira/);
});

Deno.test("ingestJob() gives the account back when storing fails, and throws", async () => {
  const { handler, calls } = scenario(lease, () => pages(1), () => {
    throw new DatabaseError("ingest_page", "55000", "the lease is lost");
  });
  await assert.rejects(handler.handle([job], plenty()), DatabaseError);
  assert.equal(calls.at(-1)?.name, "release_account");
  assert.equal(calls.at(-1)?.args["error_code"], "55000");
});
