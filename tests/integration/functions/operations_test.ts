import assert from "node:assert/strict";
import { parse } from "yaml";
import { z } from "zod";
import { healthApp } from "../../../shared/apps/health.ts";
import { ask } from "../../support/functions.ts";
import { parseExposition } from "../../support/operations/exposition.ts";
import { parsePromQl } from "../../support/operations/promql.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const docs = new URL("../../../docs/", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, docs));

const Rules = z.strictObject({
  groups: z.array(z.strictObject({
    name: z.string().min(1),
    rules: z.array(z.strictObject({
      alert: z.string().regex(/^[A-Z]\w+$/),
      expr: z.string().min(1),
      for: z.string().regex(/^\d+[smhd]$/).optional(),
      labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
      annotations: z.strictObject({ summary: z.string().min(1), runbook_url: z.string() }),
    })).min(1),
  })).min(1),
});
const Dashboard = z.looseObject({
  uid: z.string().min(1),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(z.looseObject({
    id: z.int(),
    type: z.enum(["row", "stat", "timeseries"]),
    title: z.string().min(1),
    gridPos: z.strictObject({ h: z.int(), w: z.int(), x: z.int(), y: z.int() }),
    targets: z.array(z.looseObject({ refId: z.string(), expr: z.string() })).optional(),
  })),
});

/** Metrics and labels as the endpoint gives them, when there is some of everything. */
async function printedMetrics() {
  await using test = await startTestStack({
    env: { EMBEDDINGS_API_KEY: "k", EMBEDDINGS_MODEL: "m" },
  });
  const { internal } = test.services;
  const owner = await test.signUp("owner");
  await storeEvents(test, owner.id, [{ at: new Date().toISOString(), text: "Hello" }]);
  await test.stack.sql(
    `insert into internal.embedding_counts (user_id, embedding_model, object_type, source, objects, chunks)
     values ($1, 'm', 'event', 'slack', 1, 1)`,
    [owner.id],
  );
  await test.stack.sql(
    `with account as (
       insert into public.linked_accounts (user_id, provider, provider_account_id, status)
       values ($1::uuid, 'slack', $1::uuid::text, 'active') returning id, user_id)
     insert into public.oauth_tokens (linked_account_id, user_id, token_type, access_token_enc)
     select a.id, a.user_id, 'bearer', 'v1.k.n.c' from account a`,
    [owner.id],
  );
  await test.stack.sql(
    `insert into cron.job_run_details (jobid, command, status, start_time, end_time)
     select j.jobid, j.command, 'succeeded', now(), now() from cron.job j`,
  );
  const run = z.guid().parse(await internal("job_run_start", { queue: "embed" }));
  await test.stack.sql("select pgmq.send('embed', '{}'::jsonb)");
  const [claim] = z.array(z.object({ message_id: z.int(), attempts: z.int() })).parse(
    await internal("queue_turn", {
      queue: "embed",
      settled: [],
      claim_count: 1,
      visibility_seconds: 60,
      run_id: run,
    }),
  );
  await internal("queue_turn", {
    queue: "embed",
    settled: [{ id: claim?.message_id, attempts: claim?.attempts, result: "done" }],
    claim_count: 0,
    visibility_seconds: 60,
    run_id: run,
  });
  await internal("job_run_finish", { run_id: run, outcome: "succeeded", code: null });
  await internal("store_prompt", {
    for_user: owner.id,
    prompt_id: crypto.randomUUID(),
    prompt: "x",
    answer: { intent: "answer", degraded: true, model: "m" },
    source_refs: [],
  });
  const count = (metric: string, labels: Record<string, string>) =>
    internal("count_up", { metric, labels });
  await count("prompts_failed_total", { code: "unavailable" });
  await internal("record_model_usage", {
    for_user: owner.id,
    model: "m",
    input_tokens: 1,
    output_tokens: 1,
    cost: 1,
  });
  await internal("count_requests", {
    counts: [{ function: "tasks", status: "2xx", requests: 1, seconds: 1 }],
  });
  const limit = { bucket: "tasks:x", allowed: 1, window_seconds: 60 };
  await internal("take_rate_limit", limit);
  await internal("take_rate_limit", limit);
  // What was measured a moment ago would be told again.
  await internal("metrics_report", { most_seconds: 0 });
  const response = await ask(healthApp(test.services), "/health/metrics", {
    headers: { apikey: test.services.config.supabase.secretKey },
  });
  assert.equal(response.status, 200);
  return parseExposition(await response.text());
}

Deno.test("dashboard and alerts", async (t) => {
  const printed = await printedMetrics();
  const rules = Rules.parse(parse(await read("operations/alerts.yaml"))).groups
    .flatMap((group) => group.rules);
  const dashboard = Dashboard.parse(JSON.parse(await read("operations/grafana.json")));
  const targets = dashboard.panels.flatMap(({ title, targets }) =>
    (targets ?? []).map(({ expr }) => ({
      where: title,
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }))
  );
  const expressions = [...rules.map(({ alert, expr }) => ({ where: alert, expr })), ...targets];

  await t.step(
    "every metric that is printed has a sample, when there is some of everything",
    () => {
      const empty = [...printed].filter(([, { samples }]) => samples === 0).map(([name]) => name);
      assert.deepEqual(empty, []);
    },
  );

  await t.step("they read what is printed, by labels that it has", () => {
    for (const { where, expr } of expressions) {
      const { reads, groupings } = parsePromQl(expr);
      for (const { metric, labels } of reads) {
        const family = printed.get(metric);
        assert.ok(family, `${where}: ${metric} is not printed`);
        for (const label of labels) assert.ok(family.labels.has(label), `${where}: ${label}`);
        const bare = expr.replaceAll(/\s+/g, " ");
        if (metric.endsWith("_total")) {
          assert.match(bare, new RegExp(`(rate|increase)\\(${metric}`), `${where}: a counter`);
        }
      }
      for (const label of groupings) {
        assert.ok(reads.some(({ metric }) => printed.get(metric)?.labels.has(label)), where);
      }
    }
  });

  await t.step("every metric is shown", () => {
    const shown = new Set(
      targets.flatMap(({ expr }) => parsePromQl(expr).reads.map(({ metric }) => metric)),
    );
    assert.deepEqual([...printed.keys()].filter((name) => !shown.has(name)), []);
  });

  await t.step("panels do not lie over each other", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos: { x, y, w, h } } of dashboard.panels) {
      assert.ok(x + w <= 24, title);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          const cell = `${column},${line}`;
          assert.ok(!taken.has(cell), `${title} lies over ${taken.get(cell)}`);
          taken.set(cell, title);
        }
      }
    }
  });

  await t.step(
    "every alert has a name of its own and leads to a chapter of the runbook",
    async () => {
      assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
      const anchors = new Set(
        [...(await read("RUNBOOK.md")).matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
          title.toLowerCase().replaceAll(/[^\w -]/g, "").replaceAll(" ", "-")
        ),
      );
      for (const { alert, annotations: { runbook_url, summary } } of rules) {
        const [file, anchor = ""] = runbook_url.split("#");
        assert.equal(file, "docs/RUNBOOK.md", alert);
        assert.ok(anchors.has(anchor), `${alert}: ${anchor}`);
        assert.ok((summary.match(/\{\{/g) ?? []).length === (summary.match(/\}\}/g) ?? []).length);
      }
    },
  );
});

Deno.test("parsePromQl() refuses what is none", () => {
  for (const text of ["", "sum(", "rate(a[5m]", "a ==", "sum by (x (a)"]) {
    assert.throws(() => parsePromQl(text), text);
  }
});
