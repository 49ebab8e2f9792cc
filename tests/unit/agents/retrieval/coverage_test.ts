import assert from "node:assert/strict";
import { readCoverage } from "../../../../shared/agents/retrieval/coverage.ts";
import type { Source } from "../../../../shared/contracts/events.ts";
import type { CountQuery } from "../../../../shared/vector/vector_store.ts";
import { eventId } from "../../../support/evidence.ts";

const until = new Date("2026-03-18T15:00:00Z");
/** Events that a store holds, and so how many an account may have without being behind. */
const EMBEDDED = 100;
const account = {
  source: "slack",
  account_id: eventId(1),
  account_status: "active",
  origin: "live",
  read_from: "2026-03-01T08:00:00+00:00",
  read_until: "2026-03-18T14:58:00+00:00",
  error_code: null,
  status_reason: null,
  waiting_until: null,
  resources: 4,
  not_begun: 0,
  not_completed: 0,
  problems: [],
  embeddable: EMBEDDED,
};

/** The receipts of these accounts. */
function receipts(accounts: object[], sources?: Source[], at = until) {
  return readCoverage(
    {
      internal: () => Promise.resolve(accounts.map((row) => ({ embeddable: EMBEDDED, ...row }))),
      vectors: {
        count: () =>
          Promise.resolve(
            new Map(
              [["slack", EMBEDDED], ["calendar", EMBEDDED]] as const,
            ),
          ),
      },
      now: () => until,
    },
    eventId(9),
    "model",
    sources,
    at,
  );
}

/** Status and words of the one receipt of slack. */
async function slack(...accounts: object[]) {
  const [receipt, ...others] = await receipts(
    accounts.map((changes) => ({ ...account, ...changes })),
    ["slack"],
  );
  assert.deepEqual(others, []);
  assert.ok(receipt);
  return receipt;
}

Deno.test("readCoverage() asks about this person and this embedding model", async () => {
  const calls: unknown[] = [];
  const services = {
    internal: (...call: unknown[]) => {
      calls.push(call);
      return Promise.resolve([]);
    },
    vectors: {
      count: (query: CountQuery) => {
        calls.push(query);
        return Promise.resolve(new Map());
      },
    },
    now: () => until,
  };
  await readCoverage(services, eventId(9), null, undefined, until);
  assert.deepEqual(calls, [["coverage", { for_user: eventId(9) }]], "nothing embeds");
  await readCoverage(services, eventId(9), "model", undefined, until);
  assert.deepEqual(calls.slice(2), [
    { userId: eventId(9), model: "model", objectType: "event", at: until },
  ]);
});

Deno.test("readCoverage() has a receipt for each source that was asked for or can be linked", async () => {
  const statuses = async (accounts: object[], sources?: Source[]) =>
    (await receipts(accounts, sources)).map(({ source, status }) => [source, status]);
  assert.deepEqual(await statuses([]), [
    ["slack", "not_linked"],
    ["telegram", "not_linked"],
    ["outlook", "not_linked"],
  ]);
  const calendar = { ...account, source: "calendar" };
  assert.deepEqual(await statuses([account, calendar]), [
    ["slack", "current"],
    ["telegram", "not_linked"],
    ["outlook", "not_linked"],
    ["calendar", "current"],
  ]);
  assert.deepEqual(await statuses([account, calendar], ["outlook", "slack"]), [
    ["outlook", "not_linked"],
    ["slack", "current"],
  ]);
});

Deno.test("readCoverage() says of an account that is not linked no more than that", async () => {
  assert.deepEqual(await receipts([], ["outlook"]), [{
    source: "outlook",
    status: "not_linked",
    read_from: null,
    read_until: null,
    detail: "No account is linked",
    not_embedded: 0,
  }]);
});

Deno.test("readCoverage() calls an account current that was read to the end", async () => {
  const receipt = await slack({});
  assert.deepEqual([receipt.status, receipt.detail], ["current", "Read to the end"]);
  assert.equal(Date.parse(receipt.read_until ?? ""), Date.parse(account.read_until));
  // One run of every five minutes may be missed.
  assert.equal((await slack({ read_until: "2026-03-18T14:49:30+00:00" })).status, "current");
});

Deno.test("readCoverage() calls an account behind that has something left to read", async () => {
  const behind = async (changes: object) => {
    const { status, detail } = await slack(changes);
    assert.equal(status, "behind");
    return detail;
  };
  assert.equal(await behind({ read_until: null }), "Nothing has been read yet");
  assert.equal(
    await behind({ read_until: "2026-03-18T14:40:00+00:00" }),
    "Newer messages have not been read yet",
  );
  assert.equal(
    await behind({ embeddable: EMBEDDED + 7 }),
    "7 events are not searchable by meaning yet",
  );
});

Deno.test("readCoverage() says how much was not begun or not read to its end", async () => {
  const { status, detail } = await slack({ not_begun: 2, not_completed: 1 });
  assert.equal(status, "behind");
  assert.match(detail, /^3 of 4 conversations and folders .* 2 of them not begun$/);
});

Deno.test("readCoverage() says until when the provider asks to wait", async () => {
  const { status, detail } = await slack({
    read_until: "2026-03-18T14:40:00+00:00",
    waiting_until: "2026-03-18T15:30:00+00:00",
  });
  assert.equal(status, "behind");
  assert.match(detail, /asks to wait until 2026-03-18T15:30:00/);
});

Deno.test("readCoverage() says what could not be read and why", async () => {
  const problems = [
    { code: "no_permission", resources: 1, items: 0 },
    { code: "too_large", resources: 0, items: 3 },
  ];
  assert.equal(
    (await slack({ problems })).detail,
    "Read to the end; not or not wholly read: 1 conversations or folders (no_permission); " +
      "not or not wholly read: 3 messages (too_large)",
  );
});

Deno.test("readCoverage() calls an account broken that cannot be read", async () => {
  const broken = async (changes: object) => {
    const { status, detail } = await slack(changes);
    assert.equal(status, "broken");
    return detail;
  };
  assert.equal(
    await broken({ account_status: "revoked", status_reason: "token_revoked" }),
    "Access was revoked (token_revoked); link the account again",
  );
  assert.equal(await broken({ account_status: "error" }), "Reading fails");
  assert.equal(
    await broken({ account_status: "error", error_code: "rate_limited" }),
    "Reading fails (rate_limited)",
  );
  assert.equal(await broken({ error_code: "status_500" }), "Reading fails (status_500)");
});

Deno.test("readCoverage() says that nothing newer arrives from an export", async () => {
  const imported = { origin: "export", read_until: "2018-02-03T23:59:00+00:00" };
  const old = await slack(imported);
  assert.equal(old.status, "behind");
  assert.equal(old.detail, "Read from an export; nothing newer arrives by itself");
  const asked = await receipts(
    [{ ...account, ...imported }],
    ["slack"],
    new Date("2018-02-03T23:00:00Z"),
  );
  assert.equal(asked[0]?.status, "current");
  const pending = await slack({
    ...imported,
    embeddable: EMBEDDED + 3,
    read_until: until.toISOString(),
  });
  assert.equal(pending.status, "behind");
  assert.equal(
    pending.detail,
    "Read from an export; nothing newer arrives by itself; 3 events are not searchable by meaning yet",
  );
  assert.equal((await slack({ ...imported, read_until: null })).status, "behind");
});

Deno.test("readCoverage() gives several accounts of a source the worst state and the earliest time", async () => {
  const earlier = "2026-03-18T14:55:00+00:00";
  const both = await slack({}, { account_id: eventId(2), read_until: earlier });
  assert.equal(both.status, "current");
  assert.equal(Date.parse(both.read_until ?? ""), Date.parse(earlier));
  const one = await slack(
    { read_until: null },
    { account_id: eventId(2), account_status: "revoked" },
    { account_id: eventId(3) },
  );
  assert.equal(one.status, "broken");
  assert.equal(one.read_until, null);
});

Deno.test("readCoverage() refuses what the database should not have answered", async () => {
  await assert.rejects(receipts([{ ...account, account_status: "happy" }]));
});
