import assert from "node:assert/strict";
import type { MetricsReport } from "../../../../shared/contracts/health.ts";
import { renderMetrics } from "../../../../shared/jobs/health/metrics.ts";
import { createMetrics } from "../../../../shared/jobs/health/read_metrics.ts";
import { testConfig } from "../../../support/platform.ts";
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
const report: MetricsReport = {
  taken_at: "2026-01-31T09:06:00Z",
  report: {
    health: {
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
    },
    accounts: [
      { provider: "slack", status: "active", accounts: 2, lag_seconds: 61.5 },
      { provider: "slack", status: "revoked", accounts: 4, lag_seconds: 86400 },
    ],
    embeddable_events: 30,
    embedded: [
      { model: "new", object_type: "event", objects: 12 },
      { model: "new", object_type: "note", objects: 9 },
      { model: "old", object_type: "event", objects: 30 },
    ],
    counters: [
      { metric: "job_runs_total", labels: { queue: "embed", outcome: "failed" }, total: 3 },
      {
        metric: "prompts_total",
        labels: { intent: "answer", degraded: "true", model: "extractive" },
        total: 17,
      },
    ],
  },
};

/** What a line of the text format 0.0.4 may be. */
const line =
  /^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\\\|\\"|\\n)*",?)+\})? -?[0-9.e+]+)$/;

Deno.test("renderMetrics() writes valid exposition, each metric once with HELP and TYPE", () => {
  const text = renderMetrics(report, "new");
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
  const text = renderMetrics(report, "new");
  for (
    const expected of [
      'prometheus_backend_queue_messages{queue="embed"} 12',
      'prometheus_backend_queue_messages_visible{queue="embed"} 5',
      'prometheus_backend_queue_dead_letters{queue="ingest"} 3',
      'prometheus_backend_queue_last_success_timestamp_seconds{queue="embed"} 1769850000.5',
      'prometheus_backend_schedule_last_success_timestamp_seconds{schedule="prometheus-ingest"} 1769850300',
      'prometheus_backend_accounts_failing{provider="slack"} 1',
      'prometheus_backend_accounts{provider="slack",status="revoked"} 4',
      'prometheus_backend_ingest_lag_seconds{provider="slack"} 61.5',
      "prometheus_backend_embeddings_missing 18",
      'prometheus_backend_job_runs_total{queue="embed",outcome="failed"} 3',
      'prometheus_backend_prompts_total{intent="answer",degraded="true",model="extractive"} 17',
      "# TYPE prometheus_backend_job_runs_total counter",
      "prometheus_backend_measured_timestamp_seconds 1769850360",
      "prometheus_backend_dispatch_configured 0",
      "prometheus_backend_up 1",
    ]
  ) assert.ok(text.includes(`${expected}\n`), expected);
});

Deno.test("renderMetrics() leaves out what never happened and what is not asked for", () => {
  const text = renderMetrics(report, undefined);
  assert.ok(!text.includes('last_success_timestamp_seconds{queue="ingest"}'));
  assert.ok(!text.includes('schedule="prometheus-dispatch"'));
  assert.doesNotMatch(text, /^prometheus_backend_embeddings_missing /m);
});

Deno.test("renderMetrics() counts only active accounts as lagging", () => {
  const lags = renderMetrics(report, "new").match(/^prometheus_backend_ingest_lag_seconds.*$/gm);
  assert.equal(lags?.length, 1);
});

Deno.test("renderMetrics() escapes label values", () => {
  const odd = structuredClone(report);
  odd.report.health.queues = { 'a"b\\c\nd': queue };
  assert.ok(renderMetrics(odd, "new").includes('{queue="a\\"b\\\\c\\nd"}'));
});

Deno.test("renderMetrics() refuses a counter that nobody described", () => {
  const odd = structuredClone(report);
  odd.report.counters.push({ metric: "surprises_total", labels: {}, total: 1 });
  assert.throws(() => renderMetrics(odd, "new"), /surprises_total has no description/);
});

/** A source of metrics over that answer, with a clock that the test moves. */
function metricsOver(answer: () => unknown) {
  const { rpc, calls } = fakeRpc({ metrics_report: answer });
  const clock = { now: 0 };
  const config = testConfig({ EMBEDDINGS_API_KEY: "k", EMBEDDINGS_MODEL: "new" });
  return {
    read: createMetrics({
      config,
      internal: rpc,
      monotonic: () => clock.now,
      runtimeModels: null,
    }),
    calls,
    clock,
  };
}

Deno.test("createMetrics() asks the database once in five seconds, however many ask", async () => {
  const { read, calls, clock } = metricsOver(() => report);
  const texts = await Promise.all(Array.from({ length: 50 }, read));
  assert.equal(calls.length, 1);
  assert.equal(new Set(texts).size, 1);
  assert.match(texts[0] ?? "", /^prometheus_backend_embeddings_missing 18$/m);
  clock.now = 5000;
  await read();
  assert.equal(calls.length, 2);
});

Deno.test("createMetrics() refuses a report that is not one, and asks again", async () => {
  const answers: unknown[] = [{ taken_at: 1 }, report];
  const { read } = metricsOver(() => answers.shift());
  await assert.rejects(read());
  assert.match(await read(), /prometheus_backend_up 1/);
});
