import assert from "node:assert/strict";
import { healthApp } from "../../../shared/apps/health.ts";
import { jobEmbedApp } from "../../../shared/apps/job_embed.ts";
import { jobIngestApp } from "../../../shared/apps/job_ingest.ts";
import { jobRetainApp } from "../../../shared/apps/job_retain.ts";
import { jobSummarizeApp } from "../../../shared/apps/job_summarize.ts";
import { serveTestEmbeddings, vectorOf } from "../../providers/embeddings_server.ts";
import type { VectorMatch } from "../../../shared/vector/vector_store.ts";
import type { TestStack } from "../../support/stack.ts";
import { send, startJobsStack, storeEvents, waiting, wake } from "./fixtures.ts";

const at = "2026-01-31T09:30:00Z";
const metricsKey = "a-key-that-opens-the-metrics-alone";

async function count({ stack }: TestStack, table: string, userId: string): Promise<number> {
  const [row] = await stack.sql<{ n: number }>(
    `select count(*)::integer as n from ${table} where user_id = $1`,
    [userId],
  );
  return row?.n ?? NaN;
}

/** The objects of a person that the store holds, a row a chunk, whatever store it is. */
async function embedded(
  { services }: TestStack,
  userId: string,
  model: string,
  text = "anything",
): Promise<VectorMatch[]> {
  const vector = [...await vectorOf(text)];
  return await services.vectors(services.service).search({ userId, model, vector, count: 200 });
}

/** Lets job-embed work until its queue is empty, second looks included. */
async function embedEverything(test: TestStack): Promise<void> {
  for (let looks = 0; (await waiting(test, "embed")).length > 0; looks++) {
    assert.ok(looks < 10, "the queue does not come to rest");
    await test.stack.sql("update pgmq.q_embed set vt = clock_timestamp()");
    await wake(test, jobEmbedApp(test.services), "job-embed");
  }
}

Deno.test("the job functions", async (t) => {
  await using provider = serveTestEmbeddings();
  await using test = await startJobsStack({
    env: {
      EMBEDDINGS_BASE_URL: provider.url,
      EMBEDDINGS_API_KEY: provider.apiKey,
      EMBEDDINGS_MODEL: provider.model,
    },
  });
  const { services, stack } = test;

  await t.step("job functions refuse whoever has not the secret key", async () => {
    for (
      const [name, app] of Object.entries({
        "job-embed": jobEmbedApp(services),
        "job-ingest": jobIngestApp(services),
        "job-retain": jobRetainApp(services),
        "job-summarize": jobSummarizeApp(services),
      })
    ) {
      for (const apikey of ["", "wrong", services.config.supabase.publishableKey]) {
        const response = await app.fetch(
          new Request(`http://localhost/${name}`, {
            method: "POST",
            headers: { apikey, "content-type": "application/json" },
            body: "{}",
          }),
        );
        assert.equal(response.status, 401, name);
        assert.equal(response.headers.get("content-type"), "application/problem+json");
      }
    }
  });

  await t.step("job-embed embeds what was written, and again when it changes", async () => {
    const { id } = await test.signUp();
    await storeEvents(test, id, { a: "First", b: "Second" }, at);
    const report = await wake(test, jobEmbedApp(services), "job-embed");
    assert.equal(report["drained"], true);
    assert.deepEqual(await waiting(test, "embed"), []);
    const stored = (text?: string) => embedded(test, id, provider.model, text);
    assert.equal((await stored()).length, 3, "two events and their thread");
    const asked = provider.requests.length;
    await storeEvents(test, id, { a: "First", b: "Second, edited" }, at);
    await wake(test, jobEmbedApp(services), "job-embed");
    assert.deepEqual(provider.requests.slice(asked).map((request) => request.input), [
      ["Second, edited"],
    ]);
    const [b] = await stack.sql<{ id: string }>(
      "select id from public.events where user_id = $1 and external_id = 'b'",
      [id],
    );
    const [nearest] = await stored("Second, edited");
    assert.equal(nearest?.objectId, b?.id);
    assert.ok(Math.abs((nearest?.similarity ?? NaN) - 1) < 1e-5, `${nearest?.similarity}`);
    await storeEvents(test, id, { b: "" }, at);
    await embedEverything(test);
    assert.equal((await stored()).length, 2, "an emptied event has no vector");
    assert.deepEqual(provider.faults, []);
  });

  await t.step("job-embed waits for as long as the provider asks", async () => {
    const { id } = await test.signUp();
    await storeEvents(test, id, { a: "Busy" }, at);
    provider.refuse = () => ({ status: 429, headers: { "retry-after": "90" } });
    const report = await wake(test, jobEmbedApp(services), "job-embed");
    provider.refuse = () => null;
    assert.equal(report["retried"], 2);
    const [row] = await stack.sql<{ seconds: number }>(
      "select min(extract(epoch from vt - clock_timestamp()))::integer as seconds from pgmq.q_embed",
    );
    assert.ok(row && row.seconds > 80 && row.seconds <= 90, `${row?.seconds} s`);
    await stack.sql("select pgmq.purge_queue('embed')");
  });

  await t.step(
    "job-embed leaves everything where it is when no provider is configured",
    async () => {
      const { id } = await test.signUp();
      await storeEvents(test, id, { a: "Later" }, at);
      const bare = { ...services, embedder: () => Promise.resolve(null) };
      assert.deepEqual(await wake(test, jobEmbedApp(bare), "job-embed"), {
        status: "not_configured",
      });
      assert.equal((await waiting(test, "embed")).length, 2);
      assert.equal(await services.internal("dispatch_jobs", {}), 0, "nobody is woken in vain");
      await stack.sql("select pgmq.purge_queue('embed')");
    },
  );

  await t.step(
    "job-summarize writes one summary and one proposal a window, and no task",
    async () => {
      const { id } = await test.signUp();
      const other = await test.signUp();
      await storeEvents(
        test,
        id,
        { a: "Please send me the report by Friday", b: "Lunch was good" },
        at,
      );
      await storeEvents(test, other.id, { x: "Please pay the invoice today" }, at);
      await stack.sql("update public.users set scheduled_summaries = true where id = $1", [id]);
      const message = {
        type: "summarize",
        version: 1,
        user_id: id,
        window_start: "2026-01-31T09:00:00Z",
        window_end: "2026-01-31T10:00:00Z",
      };
      await send(test, "summarize", message);
      await wake(test, jobSummarizeApp(services), "job-summarize");
      const read = () =>
        stack.sql<{ content_json: Record<string, unknown>; source_refs: { id: string }[] }>(
          "select content_json, source_refs, updated_at from public.summaries where user_id = $1",
          [id],
        );
      const [summary, ...more] = await read();
      assert.equal(more.length, 0);
      assert.deepEqual(
        (summary?.content_json["statistics"] as { total_events: number }).total_events,
        2,
        "of this person alone",
      );
      const [proposal] = await stack.sql<{
        content_json: { actions: { title: string; event_id: string }[] };
        source_refs: { id: string }[];
      }>("select content_json, source_refs from public.proposals where user_id = $1", [id]);
      assert.equal(proposal?.content_json.actions.length, 1);
      assert.match(proposal?.content_json.actions[0]?.title ?? "", /send me the report/);
      assert.equal(proposal?.content_json.actions[0]?.event_id, proposal?.source_refs[0]?.id);
      assert.equal(await count(test, "public.tasks", id), 0);
      assert.equal(await count(test, "public.summaries", other.id), 0);

      await send(test, "summarize", message);
      await wake(test, jobSummarizeApp(services), "job-summarize");
      assert.deepEqual(await read(), [summary], "the same window again changes nothing");
    },
  );

  await t.step(
    "job-summarize does nothing for who switched it off, is gone, or had no events",
    async () => {
      const off = await test.signUp();
      const quiet = await test.signUp();
      await storeEvents(test, off.id, { a: "Please answer me" }, at);
      await stack.sql("update public.users set scheduled_summaries = true where id = $1", [
        quiet.id,
      ]);
      const window = { window_start: "2026-01-31T09:00:00Z", window_end: "2026-01-31T10:00:00Z" };
      for (const user of [off.id, quiet.id, crypto.randomUUID()]) {
        await send(test, "summarize", { type: "summarize", version: 1, user_id: user, ...window });
      }
      const inverted = { window_start: window.window_end, window_end: window.window_start };
      await send(test, "summarize", {
        type: "summarize",
        version: 1,
        user_id: off.id,
        ...inverted,
      });
      const report = await wake(test, jobSummarizeApp(services), "job-summarize");
      assert.deepEqual(report, { completed: 3, retried: 0, dead: 1, drained: true });
      assert.equal(await count(test, "public.summaries", off.id), 0);
      assert.equal(await count(test, "public.summaries", quiet.id), 0);
      await stack.sql("delete from internal.dead_letters");
    },
  );

  await t.step(
    "job-ingest makes a dead letter with a clear cause when there is no connector",
    async () => {
      const { id } = await test.signUp();
      const [account] = await stack.sql<{ id: string }>(
        `insert into public.linked_accounts (user_id, provider, provider_account_id)
       values ($1, 'telegram', 'T1') returning id`,
        [id],
      );
      await send(test, "ingest", {
        type: "ingest",
        version: 1,
        user_id: id,
        linked_account_id: account?.id,
      });
      // The registry decides; a deployment that has the connector would ask its provider here.
      const report = await wake(test, jobIngestApp(services), "job-ingest");
      assert.equal(report["dead"], 1);
      const letters = await stack.sql("select queue, cause, attempts from internal.dead_letters");
      assert.deepEqual(letters, [{ queue: "ingest", cause: "no_connector_telegram", attempts: 1 }]);
      await stack.sql("delete from internal.dead_letters");
    },
  );

  await t.step(
    "job-retain deletes what expired with everything that hangs on it, and nothing else",
    async () => {
      const { id, client } = await test.signUp();
      await storeEvents(test, id, { old: "Expired text", gone: "Deleted text", kept: "Kept" }, at);
      await wake(test, jobEmbedApp(services), "job-embed");
      const events = await stack.sql<{ id: string; external_id: string }>(
        "select id, external_id from public.events where user_id = $1",
        [id],
      );
      const idOf = (name: string) => events.find((event) => event.external_id === name)?.id ?? "";
      const refs = (...names: string[]) =>
        JSON.stringify(names.map((name) => ({ type: "event", id: idOf(name), source: "slack" })));
      const digest = (table: string, from: string, names: string[]) =>
        stack.sql(
          `insert into public.${table} (user_id, window_start, window_end, content_json, source_refs)
         values ($1, $2, $2::timestamptz + interval '1 hour', '{}', $3::text::jsonb)`,
          [id, from, refs(...names)],
        );
      await digest("summaries", "2026-01-31T09:00:00Z", ["old", "kept"]);
      await digest("summaries", "2026-01-31T10:00:00Z", ["kept"]);
      await digest("proposals", "2026-01-31T09:00:00Z", ["gone"]);
      await digest("proposals", "2026-01-31T10:00:00Z", ["kept"]);
      await stack.sql(
        `insert into public.tasks (user_id, title, source_event_id, source_refs, detection_key)
       values ($1, 'Mine', $2::uuid, $3::text::jsonb, 'event:' || $2::uuid)`,
        [id, idOf("old"), refs("old", "kept")],
      );
      await stack.sql(
        `insert into public.drafts (user_id, kind, content_json, reply_to_event_id, source_refs)
       values ($1, 'slack_reply', '{"text": "Mine, too"}', $2, $3::text::jsonb)`,
        [id, idOf("gone"), refs("gone", "kept")],
      );
      const { error } = await client.from("notes").insert([
        { title: "Binned", body: "Away", deleted_at: new Date().toISOString() },
        { title: "Kept", body: "Here" },
      ]);
      assert.equal(error, null);
      await wake(test, jobEmbedApp(services), "job-embed");
      await stack.sql(
        "update public.events set expires_at = now() - interval '1 minute' where id = $1",
        [idOf("old")],
      );
      await stack.sql("update public.events set deleted_at = now() where id = $1", [idOf("gone")]);

      // Only this person's, on demand.
      const stranger = await test.signUp();
      await storeEvents(test, stranger.id, { old: "Somebody else's" }, at);
      await stack.sql(
        "update public.events set expires_at = now() - interval '1 minute' where user_id = $1",
        [stranger.id],
      );
      assert.equal(await services.internal("queue_retention", { for_user: id }), 1);
      assert.equal(
        await services.internal("queue_retention", { for_user: id }),
        0,
        "once is enough",
      );
      const report = await wake(test, jobRetainApp(services), "job-retain");
      assert.deepEqual(report, { completed: 1, retried: 0, dead: 0, drained: true });

      const names = async (table: string, column: string) =>
        (await stack.sql<{ name: string }>(
          `select ${column} as name from public.${table} where user_id = $1 order by 1`,
          [id],
        )).map((row) => row.name);
      assert.deepEqual(await names("events", "external_id"), ["kept"]);
      assert.deepEqual(await names("notes", "title"), ["Kept"]);
      assert.equal(await count(test, "public.threads", id), 1, "its thread has an event left");
      assert.equal(await count(test, "public.summaries", id), 1);
      assert.equal(await count(test, "public.proposals", id), 1);
      const [task] = await stack.sql(
        "select title, source_event_id, detection_key, source_refs from public.tasks where user_id = $1",
        [id],
      );
      assert.deepEqual(task, {
        title: "Mine",
        source_event_id: null,
        detection_key: null,
        source_refs: JSON.parse(refs("kept")),
      });
      const [draft] = await stack.sql(
        "select reply_to_event_id, source_refs from public.drafts where user_id = $1",
        [id],
      );
      assert.deepEqual(draft, { reply_to_event_id: null, source_refs: JSON.parse(refs("kept")) });
      const left = await embedded(test, id, provider.model);
      assert.deepEqual(left.map((match) => match.objectType).sort(), [
        "draft",
        "event",
        "note",
        "thread",
      ]);
      assert.equal(await count(test, "public.events", stranger.id), 1, "nothing of anybody else");

      const [audit] = await stack.sql(
        `select events, notes, threads, summaries, proposals, references_cleared,
         finished_at is not null as finished
       from internal.deletion_audit where user_id = $1`,
        [id],
      );
      assert.deepEqual(audit, {
        events: 2,
        notes: 1,
        threads: 0,
        // They went when the event that they read was marked as deleted.
        summaries: 0,
        proposals: 0,
        references_cleared: 2,
        finished: true,
      });

      await services.internal("queue_retention", {});
      await stack.sql("update public.events set deleted_at = now() where user_id = $1", [id]);
      await wake(test, jobRetainApp(services), "job-retain");
      assert.equal(await count(test, "public.events", id), 0);
      assert.equal(await count(test, "public.threads", id), 0, "a thread without events goes");
      assert.equal(await count(test, "public.events", stranger.id), 0);
    },
  );

  await t.step("retention_delete() spares what came back, and has it embedded again", async () => {
    const { id } = await test.signUp();
    await storeEvents(test, id, { a: "Back again" }, at);
    await stack.sql("select pgmq.purge_queue('embed')");
    const [event] = await stack.sql<{ id: string }>(
      "select id from public.events where user_id = $1",
      [id],
    );
    const objects = [{ user_id: id, object_type: "event", object_id: event?.id }];
    const audit = String(await services.internal("retention_start", { for_user: id }));
    const deleted = await services.internal("retention_delete", {
      audit,
      objects,
      embeddings_deleted: 1,
    });
    assert.equal(deleted, 0);
    assert.equal(await count(test, "public.events", id), 1);
    assert.deepEqual(await waiting(test, "embed"), [{ type: "embed", version: 1, ...objects[0] }]);
    await stack.sql("select pgmq.purge_queue('embed')");
  });

  await t.step(
    "what its owner deletes through the Data API is forgotten by any store",
    async () => {
      const { id, client } = await test.signUp();
      await storeEvents(test, id, { a: "Mine to delete", b: "Mine to keep" }, at);
      const { data } = await client.from("notes").insert([{ body: "One" }, { body: "Two" }])
        .select("id, body");
      await wake(test, jobEmbedApp(services), "job-embed");
      const stored = async () =>
        (await embedded(test, id, provider.model)).map((match) => match.objectId).sort();
      assert.equal((await stored()).length, 5);
      const one = data?.find((note) => note.body === "One")?.id;
      const deleted = await client.from("events").delete().eq("external_id", "a").select("id");
      await client.from("notes").delete().eq("id", one);
      await embedEverything(test);
      const left = await stored();
      assert.equal(left.length, 3);
      for (const gone of [one, deleted.data?.[0]?.id]) assert.ok(!left.includes(gone));
    },
  );

  await t.step(
    "job-embed leaves the queue alone where the provider refuses all of it",
    async () => {
      const { id } = await test.signUp();
      await storeEvents(test, id, { a: "Unread", b: "Unread too" }, at);
      const ready = async () =>
        (await (await healthApp(services).fetch(new Request("http://localhost/health/ready")))
          .json())
          .checks.embeddings;
      assert.equal(await ready(), "ok");
      for (const status of [401, 403, 404]) {
        const before = await waiting(test, "embed");
        const asked = provider.requests.length;
        provider.refuse = () => ({ status });
        const report = await wake(test, jobEmbedApp(services), "job-embed");
        provider.refuse = () => null;
        assert.equal(report["refused"], `status_${status}`);
        assert.equal(provider.requests.length - asked, 1, "asked once");
        assert.deepEqual(await waiting(test, "embed"), before);
        assert.equal(await ready(), "refused");
        const attempts = await stack.sql("select distinct read_ct from pgmq.q_embed");
        assert.deepEqual(attempts, [{ read_ct: 0 }], "no attempt is counted");
      }
      assert.deepEqual(await stack.sql("select 1 from internal.dead_letters"), []);
      await wake(test, jobEmbedApp(services), "job-embed");
      assert.equal((await embedded(test, id, provider.model)).length, 3);
      assert.equal(await ready(), "ok");
    },
  );

  await t.step(
    "health tells everybody that it is well, and scrapers the numbers of nobody",
    async () => {
      const { id } = await test.signUp();
      const [account] = await stack.sql<{ id: string }>(
        `insert into public.linked_accounts (user_id, provider, provider_account_id)
       values ($1, 'outlook', 'O1') returning id`,
        [id],
      );
      await stack.sql(
        `insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc)
       values ($1, $2, 'bearer', 'v1.x')`,
        [id, account?.id ?? ""],
      );
      const holder = crypto.randomUUID();
      await services.internal("lease_account", {
        account: account?.id ?? null,
        for_holder: holder,
        seconds: 9,
      });
      await services.internal("release_account", {
        account: account?.id ?? null,
        for_holder: holder,
        outcome: "read",
      });

      const app = healthApp(services);
      const get = (path: string, headers: Record<string, string> = {}) =>
        app.fetch(new Request(`http://localhost/health${path}`, { headers }));
      assert.deepEqual(await (await get("")).json(), { status: "ok" });
      const ready = await get("/ready");
      assert.equal(ready.status, 200);
      const body = await ready.text();
      const state = JSON.parse(body);
      assert.equal(state.status, "ready");
      assert.deepEqual(Object.keys(state).sort(), ["checks", "status"], "no queue, no account");
      assert.ok(!body.includes(account?.id ?? "?"), "no account is named in public");

      assert.equal((await get("/metrics")).status, 401);
      const metrics = await get("/metrics", { apikey: services.config.supabase.secretKey });
      assert.equal(metrics.status, 200);
      assert.equal(
        metrics.headers.get("content-type"),
        "text/plain; version=0.0.4; charset=utf-8",
      );
      const text = await metrics.text();
      assert.match(text, /^prometheus_backend_queue_messages\{queue="embed"\} \d+$/m);
      assert.match(text, /^prometheus_backend_accounts\{provider="outlook",status="active"\} 1$/m);
      assert.match(text, /^prometheus_backend_ingest_lag_seconds\{provider="outlook"\} \d/m);
      assert.match(
        text,
        /^prometheus_backend_job_runs_total\{queue="embed",outcome="succeeded"\} \d+$/m,
      );
      assert.match(
        text,
        /^prometheus_backend_job_messages_total\{queue="embed",result="completed"\} \d+$/m,
      );
      for (const someone of [account?.id, id]) assert.ok(!text.includes(someone ?? "?"), "no id");

      const keyed = healthApp({ ...services, config: { ...services.config, metricsKey } });
      const scrape = (headers: Record<string, string>) =>
        keyed.fetch(new Request("http://localhost/health/metrics", { headers }));
      assert.equal((await scrape({ authorization: `Bearer ${metricsKey}` })).status, 200);
      const apikey = services.config.supabase.secretKey;
      for (const wrong of [`Bearer ${metricsKey}x`, "Bearer", metricsKey, `Basic ${metricsKey}`]) {
        assert.equal((await scrape({ authorization: wrong, apikey })).status, 401, wrong);
      }
      assert.equal((await scrape({ apikey: metricsKey })).status, 401, "it opens nothing else");
      await stack.sql("delete from public.linked_accounts where user_id = $1", [id]);
    },
  );

  await t.step("health asks the database once, however many ask", async () => {
    let asked = 0;
    const counting = {
      ...services,
      internal: () => {
        asked++;
        return Promise.resolve({ dispatch_configured: true, embeddings_refused: false });
      },
    };
    const app = healthApp(counting);
    const answers = await Promise.all(Array.from(
      { length: 200 },
      () => app.fetch(new Request("http://localhost/health/ready")),
    ));
    assert.ok(answers.every((answer) => answer.status === 200));
    assert.equal(asked, 1);
  });

  await t.step("health is not ready when the database does not answer", async () => {
    const broken = { ...services, internal: () => Promise.reject(new Error("down")) };
    const response = await healthApp(broken).fetch(new Request("http://localhost/health/ready"));
    assert.equal(response.status, 503);
    assert.equal((await response.json()).checks.database, "failed");
  });
});
