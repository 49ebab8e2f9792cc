import assert from "node:assert/strict";
import type { HealthReport } from "../../../../shared/contracts/health.ts";
import { readMetrics, renderMetrics } from "../../../../shared/jobs/health/metrics.ts";
import { fakeRpc } from "../fakes.ts";

const queue = {
  waiting: 12,
  visible: 5,
  oldest_seconds: 61,
  retrying: 2,
  most_attempts: 4,
  running: 1,
  dead_letters: 3,
  last_success_at: "2026-01-31T09:00:00.5+00:00",
};
const report: HealthReport = {
  queues: { embed: queue, ingest: { ...queue, last_success_at: null } },
  schedules: {
    "prometheus-dispatch": { schedule: "10 seconds", active: true, last_success_at: null },
    "prometheus-ingest": {
      schedule: "*/5 * * * *",
      active: true,
      last_success_at: "2026-01-31T09:05:00Z",
    },
  },
  accounts: { slack: { active: 2, failing: 1, oldest_success_at: null } },
  dispatch_configured: false,
};
const account = {
  account_id: "00000000-0000-4000-8000-000000000003",
  provider: "slack",
  status: "active",
  last_success_at: "2026-01-31T09:00:00Z",
  last_failure_at: null,
  error_code: null,
};

/** What a line of the text format 0.0.4 may be. */
const line =
  /^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\\\|\\"|\\n)*",?)+\})? -?[0-9.e+]+)$/;

Deno.test("renderMetrics() writes valid exposition, each metric once with HELP and TYPE", () => {
  const text = renderMetrics(report, [account]);
  assert.ok(text.endsWith("\n"));
  const lines = text.trimEnd().split("\n");
  for (const each of lines) assert.match(each, line);
  const types = lines.filter((each) => each.startsWith("# TYPE"));
  assert.equal(new Set(types).size, types.length);
  let current = "";
  for (const each of lines) {
    if (each.startsWith("# HELP")) current = each.split(" ")[2] ?? "";
    else if (!each.startsWith("#")) assert.ok(each.startsWith(current), each);
  }
});

Deno.test("renderMetrics() says what the report says", () => {
  const text = renderMetrics(report, [account]);
  for (
    const expected of [
      'prometheus_backend_queue_messages{queue="embed"} 12',
      'prometheus_backend_queue_messages_visible{queue="embed"} 5',
      'prometheus_backend_queue_dead_letters{queue="ingest"} 3',
      'prometheus_backend_queue_last_success_timestamp_seconds{queue="embed"} 1769850000.5',
      'prometheus_backend_schedule_last_success_timestamp_seconds{schedule="prometheus-ingest"} 1769850300',
      'prometheus_backend_accounts_failing{provider="slack"} 1',
      'prometheus_backend_account_last_success_timestamp_seconds{account="00000000-0000-4000-8000-000000000003",provider="slack"} 1769850000',
      "prometheus_backend_dispatch_configured 0",
      "prometheus_backend_up 1",
    ]
  ) assert.ok(text.includes(`${expected}\n`), expected);
});

Deno.test("renderMetrics() leaves out what never happened", () => {
  const text = renderMetrics(report, [{ ...account, last_success_at: null }]);
  assert.ok(!text.includes('last_success_timestamp_seconds{queue="ingest"}'));
  assert.ok(!text.includes('schedule="prometheus-dispatch"'));
  assert.ok(!text.includes("account="));
});

Deno.test("renderMetrics() escapes label values", () => {
  const odd = { ...report, accounts: {}, schedules: {}, queues: { 'a"b\\c\nd': queue } };
  assert.ok(renderMetrics(odd, []).includes('{queue="a\\"b\\\\c\\nd"}'));
});

Deno.test("readMetrics() refuses a report that is not one", async () => {
  const { rpc } = fakeRpc({ health_report: { queues: 1 }, account_report: [] });
  await assert.rejects(readMetrics(rpc));
});
