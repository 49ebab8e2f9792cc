import assert from "node:assert/strict";
import { healthApp } from "../../../shared/apps/health.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { type Reply, serveChat } from "../../providers/openai/chat_server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";
const canary = "bike rental";
const summary: Reply = {
  content: {
    overview: "The launch moves to Thursday.",
    highlights: [{ text: "The launch moves to Thursday.", event_ids: ["e1"] }],
    key_event_ids: ["e1"],
    themes: ["launch"],
  },
};

Deno.test("what is counted of requests and prompts", async (t) => {
  let reply: Reply = summary;
  // Counters are of everybody: names that no other test has.
  const mark = crypto.randomUUID().slice(0, 8);
  await using chat = serveChat(() => reply, { model: `chat-${mark}` });
  await using test = await startTestStack({
    now,
    env: {
      OPENAI_API_KEY: chat.apiKey,
      OPENAI_BASE_URL: chat.url,
      OPENAI_CHAT_MODEL: chat.model,
      OPENAI_MAX_RETRIES: "0",
      OPENAI_INPUT_PRICE: "2000",
      OPENAI_OUTPUT_PRICE: "8000",
    },
  });
  const { stack, services } = test;
  const owner = await test.signUp("owner");
  await storeEvents(test, owner.id, [
    { at: "2026-03-18T13:00:00Z", text: `The launch of the ${canary} moves to Thursday.` },
  ]);
  const summarize = () =>
    ask(promptsApp(services), "/prompts", {
      token: owner.token,
      body: { prompt: "summarize last 2 hours" },
    });
  const usage = async () =>
    (await stack.sql(
      `select calls, input_tokens::integer as input, output_tokens::integer as output, cost::double precision as cost
       from internal.model_usage where user_id = $1 and day = (now() at time zone 'UTC')::date and model = $2`,
      [owner.id, chat.model],
    ))[0] ?? { calls: 0, input: 0, output: 0, cost: 0 };
  const counters = async (metric: string, labels: Record<string, string>) =>
    await stack.sql(
      `select labels, sum(total)::double precision as total from internal.counters
       where metric = $1 and labels @> $2::jsonb group by 1 order by 1`,
      [metric, JSON.stringify(labels)],
    );
  const total = async (metric: string, labels: Record<string, string>) =>
    (await counters(metric, labels)).reduce((sum, row) => sum + Number(row["total"]), 0);

  await t.step("a prompt knows its tokens and their price, and so does the day", async () => {
    const response = await summarize();
    const { prompt_id } = await response.json();
    const [kept] = await stack.sql(
      `select input_tokens::integer as input, output_tokens::integer as output, cost::double precision as cost
       from internal.prompts where id = $1`,
      [prompt_id],
    );
    const day = await usage();
    assert.ok(Number(kept?.["input"]) > 0 && Number(kept?.["output"]) > 0);
    const cost = (Number(kept?.["input"]) * 2000 + Number(kept?.["output"]) * 8000) / 1e6;
    assert.ok(Math.abs(Number(kept?.["cost"]) - cost) < 1e-6);
    assert.deepEqual(day, { calls: 1, ...kept });
    assert.deepEqual(await counters("model_tokens_total", { model: chat.model }), [
      { labels: { model: chat.model, direction: "input" }, total: kept?.["input"] },
      { labels: { model: chat.model, direction: "output" }, total: kept?.["output"] },
    ]);
  });

  await t.step("what is paid for and not good enough counts as well", async () => {
    const before = await usage();
    const degraded = await total("prompts_total", { degraded: "true" });
    reply = { content: { ...(summary as { content: object }).content, key_event_ids: ["e99"] } };
    await (await summarize()).body?.cancel();
    const after = await usage();
    assert.ok(Number(after["calls"]) > Number(before["calls"]) + 1, "the repairs");
    assert.equal(await total("prompts_total", { degraded: "true" }), degraded + 1);
    reply = summary;
  });

  await t.step("a prompt that fails is counted by its code alone", async () => {
    const before = await total("prompts_failed_total", { code: "internal_error" });
    const broken = {
      ...services,
      languageModel: () => Promise.reject(new TypeError(canary)),
    };
    const response = await ask(promptsApp(broken), "/prompts", {
      token: owner.token,
      body: { prompt: "summarize last 2 hours" },
    });
    assert.equal(response.status, 500);
    await response.body?.cancel();
    assert.equal(await total("prompts_failed_total", { code: "internal_error" }), before + 1);
  });

  await t.step(
    "requests are added by function and class; what is neither is left out",
    async () => {
      const name = `f-${mark}`;
      const counts = [
        { function: name, status: "2xx", requests: 3, seconds: 0.5 },
        { function: name, status: "5xx", requests: 1, seconds: 0.25 },
        { function: `${canary} !`, status: "2xx", requests: 1, seconds: 1 },
        { function: name, status: "900", requests: 1, seconds: 1 },
        { function: name, status: "4xx", requests: -1, seconds: 0 },
      ];
      await services.internal("count_requests", { counts });
      await services.internal("count_requests", { counts });
      assert.deepEqual(await counters("http_requests_total", { function: name }), [
        { labels: { function: name, status: "2xx" }, total: 6 },
        { labels: { function: name, status: "5xx" }, total: 2 },
      ]);
      assert.deepEqual(await counters("http_request_seconds_total", { function: name }), [
        { labels: { function: name }, total: 1.5 },
      ]);
      await assert.rejects(services.internal("count_requests", { counts: {} }), { code: "22023" });
    },
  );

  await t.step("the metrics tell all of it, without anybody's id or words", async () => {
    await services.internal("metrics_report", { most_seconds: 0 });
    const response = await ask(healthApp(services), "/health/metrics", {
      headers: { apikey: services.config.supabase.secretKey },
    });
    const text = await response.text();
    for (
      const name of [
        "http_requests_total{",
        "http_request_seconds_total{",
        "model_tokens_total{",
        "model_cost_total{",
        "prompts_failed_total{",
      ]
    ) assert.ok(text.includes(`\nprometheus_backend_${name}`), name);
    assert.ok(!text.includes(owner.id) && !text.includes(canary));
  });

  await t.step(
    "a call that is not one is refused, and one for nobody costs all the same",
    async () => {
      const call = { model: `m-${mark}`, input_tokens: 10, output_tokens: 1, cost: null };
      for (const wrong of [{ input_tokens: -1 }, { cost: -1 }, { model: "m".repeat(101) }]) {
        await assert.rejects(
          services.internal("record_model_usage", { for_user: owner.id, ...call, ...wrong }),
          { code: "22023" },
        );
      }
      await services.internal("record_model_usage", { for_user: crypto.randomUUID(), ...call });
      const days = "select 1 from internal.model_usage where model = $1";
      assert.deepEqual(await stack.sql(days, [call.model]), []);
      assert.equal(await total("model_tokens_total", { model: call.model }), 11);
    },
  );
});
