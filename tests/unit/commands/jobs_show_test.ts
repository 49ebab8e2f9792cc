import assert from "node:assert/strict";
import { showJobs } from "../../../supabase/commands/jobs/show.ts";
import { formatAgo, formatSeconds, formatTable } from "../../../supabase/commands/jobs/table.ts";

const now = new Date("2026-01-31T09:00:00Z");

Deno.test("formatSeconds() chooses a unit that a person would", () => {
  assert.deepEqual(
    [5, 119, 120, 7199, 7200, 172_799, 172_800].map(formatSeconds),
    ["5 s", "119 s", "2 min", "120 min", "2 h", "48 h", "2 d"],
  );
});

Deno.test("formatAgo() says never when there was no time, and no negative age", () => {
  assert.equal(formatAgo(null, now), "never");
  assert.equal(formatAgo("2026-01-31T08:59:00Z", now), "60 s ago");
  assert.equal(formatAgo("2026-01-31T09:00:05Z", now), "0 s ago");
});

Deno.test("formatTable() pads each column to its widest cell", () => {
  assert.equal(formatTable([["a", "bb"], ["cccc", "d"]]), "a     bb\ncccc  d");
});

Deno.test("showJobs() shows queues, schedules, accounts, dead letters and what is missing", () => {
  const text = showJobs({
    report: {
      queues: {
        embed: {
          waiting: 7,
          visible: 3,
          oldest_seconds: 600,
          retrying: 1,
          most_attempts: 2,
          running: 1,
          dead_letters: 1,
          last_success_at: "2026-01-31T08:58:00Z",
        },
      },
      schedules: {
        "prometheus-ingest": { schedule: "*/5 * * * *", active: false, last_success_at: null },
      },
      accounts: {},
      dispatch_configured: false,
    },
    accounts: [{
      account_id: "00000000-0000-4000-8000-000000000003",
      provider: "slack",
      status: "active",
      last_success_at: null,
      last_failure_at: "2026-01-31T08:00:00Z",
      error_code: "rate_limited",
    }],
    deadLetters: [{
      id: "00000000-0000-4000-8000-000000000009",
      queue: "embed",
      payload: { type: "embed", user_id: "hidden", object_id: "shown" },
      cause: "status_400",
      attempts: 8,
      occurrences: 2,
      created_at: "2026-01-31T08:59:30Z",
    }],
  }, now);
  for (
    const part of [
      /embed +7 +3 +1 +2 +10 min +1 +1 +2 min ago/,
      /prometheus-ingest +\*\/5 \* \* \* \* \(switched off\) +never/,
      /slack +active +never +rate_limited, 60 min ago/,
      /status_400 +8 +2 +30 s ago +object_id=shown/,
      /store project_url and secret_key in Vault/,
    ]
  ) assert.match(text, part);
  assert.ok(!text.includes("hidden"));
});

Deno.test("showJobs() says so when there is nothing to show", () => {
  const report = { queues: {}, schedules: {}, accounts: {}, dispatch_configured: true };
  const text = showJobs({ report, accounts: [], deadLetters: [] }, now);
  assert.match(text, /No account is read live/);
  assert.match(text, /No dead letters/);
  assert.doesNotMatch(text, /Vault/);
});
