import assert from "node:assert/strict";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { serveTestEmbeddings, vectorOf } from "../../providers/embeddings_server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";
import { embedAll, embeddingsEnvironment, storeEvents } from "../../support/timeline.ts";

/** Every table that a client may see, and a column that its owner may write (null: none). */
const tables: Record<string, { key: string; write: Record<string, unknown> | null }> = {
  users: { key: "id", write: { display_name: "taken over" } },
  linked_accounts: { key: "user_id", write: null },
  oauth_tokens: { key: "user_id", write: null },
  threads: { key: "user_id", write: null },
  events: { key: "user_id", write: null },
  entities: { key: "user_id", write: { name: "taken over" } },
  notes: { key: "user_id", write: { body: "taken over" } },
  drafts: { key: "user_id", write: { content_json: { taken: "over" } } },
  tasks: { key: "user_id", write: { title: "taken over" } },
  calendar_events: { key: "user_id", write: { title: "taken over" } },
  summaries: { key: "user_id", write: null },
  proposals: { key: "user_id", write: null },
  embeddings: { key: "user_id", write: null },
};
const now = "2026-03-18T14:30:00Z";
const window = { window_start: "2026-03-18T00:00:00Z", window_end: "2026-03-19T00:00:00Z" };
const text = "The combination of the safe is written under the drawer of the desk.";

Deno.test("two people see nothing of each other", async (t) => {
  await using server = serveTestEmbeddings();
  await using test = await startTestStack({ now, env: embeddingsEnvironment(server) });
  const { stack, services } = test;
  const owner = await test.signUp("owner");
  const other = await test.signUp("other");
  const anonymous = createClient(stack.url, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });

  await storeEvents(test, owner.id, [{ at: "2026-03-18T14:00:00Z", text }]);
  const written: Record<string, Record<string, unknown>> = {
    notes: { body: text },
    entities: { kind: "person", name: "Lena of the safe" },
    drafts: { kind: "note", content_json: { text } },
    tasks: { title: "Open the safe" },
    calendar_events: { title: "Safe", start_at: now, end_at: now },
  };
  for (const [table, row] of Object.entries(written)) {
    const { error } = await owner.client.from(table).insert(row);
    assert.equal(error, null, table);
  }
  await stack.sql(
    `with account as (
       insert into public.linked_accounts (user_id, provider, provider_account_id)
       values ($1, 'slack', 'T1') returning id
     ), token as (
       insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc)
       select $1, id, 'bearer', 'v1.k1.nonce.ciphertext' from account
     ), thread as (
       insert into public.threads (user_id, source, external_id, subject)
       values ($1, 'slack', 'C1:1', 'The safe')
     ), summary as (
       insert into public.summaries (user_id, window_start, window_end, content_json)
       values ($1, now() - interval '1 hour', now(), '{"overview": "the safe"}')
     )
     insert into public.proposals (user_id, window_start, window_end, content_json)
     values ($1, now() - interval '1 hour', now(), '{"actions": []}')`,
    [owner.id],
  );
  await embedAll(test);

  const rows = async (client: SupabaseClient, table: string, key: string) => {
    const columns = table === "oauth_tokens" ? "id, user_id" : "*";
    const { data, error } = await client.from(table).select(columns).eq(key, owner.id);
    return { count: data?.length ?? 0, refused: error !== null };
  };

  for (const [table, { key, write }] of Object.entries(tables)) {
    await t.step(`${table}: read by its owner and by nobody else`, async () => {
      assert.ok((await rows(owner.client, table, key)).count > 0, "the owner sees nothing");
      assert.deepEqual(await rows(other.client, table, key), { count: 0, refused: false });
      assert.deepEqual(await rows(anonymous, table, key), { count: 0, refused: true });
      const everything = await other.client.from(table).select(key);
      assert.ok(everything.data?.every((row) => Object.values(row)[0] === other.id));
    });

    await t.step(`${table}: neither changed, deleted nor added to by another`, async () => {
      const before = await stack.sql(`select * from public.${table} where ${key} = $1`, [owner.id]);
      const change = write ?? { id: crypto.randomUUID() };
      await other.client.from(table).update(change).eq(key, owner.id);
      await other.client.from(table).delete().eq(key, owner.id);
      const spoofed = await other.client.from(table).insert({ ...written[table], [key]: owner.id });
      assert.notEqual(spoofed.error, null, "a row was added for the owner");
      const after = await stack.sql(`select * from public.${table} where ${key} = $1`, [owner.id]);
      assert.deepEqual(after, before);
    });
  }

  await t.step("oauth_tokens: the ciphertext is not even its owner's to read", async () => {
    for (const column of ["access_token_enc", "refresh_token_enc", "token_fingerprint", "*"]) {
      const { data, error } = await owner.client.from("oauth_tokens").select(column);
      assert.notEqual(error, null, column);
      assert.ok(!JSON.stringify(data ?? "").includes("ciphertext"));
    }
  });

  await t.step("a row cannot be handed over to another person", async () => {
    for (const table of ["notes", "tasks", "calendar_events", "drafts", "entities"]) {
      await owner.client.from(table).update({ user_id: other.id }).eq("user_id", owner.id);
      const { data } = await other.client.from(table).select("id");
      assert.deepEqual(data, [], table);
    }
  });

  await t.step("a task cannot cite another person's event", async () => {
    const [event] = await stack.sql<{ id: string }>(
      "select id from public.events where user_id = $1",
      [owner.id],
    );
    const { error } = await other.client.from("tasks")
      .insert({ title: "x", source_event_id: event?.id });
    assert.notEqual(error, null);
  });

  const vector = `[${(await vectorOf(text)).join(",")}]`;
  const searches: Record<string, Record<string, unknown>> = {
    match_embeddings: { query_embedding: vector, match_model: server.model, match_count: 50 },
    search_hybrid: {
      query_text: "combination of the safe",
      query_embedding: vector,
      match_model: server.model,
      match_count: 50,
      reference_time: now,
    },
    average_embedding: { match_model: server.model },
    timeline_statistics: window,
  };
  for (const [name, args] of Object.entries(searches)) {
    await t.step(`${name}(): for_user shows nobody another person's rows`, async () => {
      const call = async (client: SupabaseClient, more: Record<string, unknown> = {}) => {
        const { data, error } = await client.rpc(name, { ...args, ...more });
        assert.equal(error, null, JSON.stringify(error));
        return data;
      };
      const nothing = name === "average_embedding" ? null : [];
      const found = await call(owner.client);
      assert.ok(name === "average_embedding" ? found !== null : found.length > 0, "finds nothing");
      assert.deepEqual(await call(owner.client, { for_user: owner.id }), found);
      assert.deepEqual(await call(other.client, { for_user: owner.id }), nothing);
      assert.deepEqual(await call(other.client), nothing);
      const refused = await anonymous.rpc(name, { ...args, for_user: owner.id });
      assert.notEqual(refused.error, null);
    });
  }

  await t.step("internal is closed to everybody who signs in", async () => {
    for (const client of [owner.client, other.client, anonymous]) {
      const internal = client.schema("internal");
      for (const table of ["sync_cursors", "rate_limits", "dead_letters", "job_runs"]) {
        assert.notEqual((await internal.from(table).select("*")).error, null, table);
      }
      const calls: Record<string, Record<string, unknown>> = {
        coverage: { for_user: owner.id, model: null },
        ingest_events: { batch: { user_id: owner.id, source: "slack", events: [], threads: [] } },
        store_detected_tasks: { for_user: owner.id, detected: [] },
        user_by_email: { wanted: owner.email },
        take_rate_limit: { bucket: "x", allowed: 1, window_seconds: 60 },
        embeddable_objects: { refs: [] },
      };
      for (const [name, args] of Object.entries(calls)) {
        const { data, error } = await internal.rpc(name, args);
        assert.notEqual(error, null, name);
        assert.equal(data, null, name);
      }
    }
    const service = await services.internal("user_by_email", { wanted: owner.email });
    assert.equal(service, owner.id, "the service may");
  });

  await t.step("the functions answer each from their own rows", async () => {
    const prompts = promptsApp(services);
    for (const prompt of ["summarize today", "what needs action?", "combination of the safe"]) {
      const answer = async (token: string) => {
        const response = await ask(prompts, "/prompts", { token, body: { prompt } });
        assert.equal(response.status, 200);
        return PromptResponse.parse(await response.json());
      };
      const theirs = await answer(other.token);
      assert.deepEqual(theirs.citations, []);
      assert.ok(!JSON.stringify(theirs).includes("drawer"));
      assert.ok(theirs.coverage.every((receipt) => receipt.status === "not_linked"));
      if (prompt === "what needs action?") continue;
      assert.ok((await answer(owner.token)).citations.length > 0, prompt);
    }
    const totals = async (token: string) => {
      const tasks = await ask(tasksApp(services), "/tasks", { token });
      const events = await ask(calendarApp(services), "/calendar/events", { token });
      return [(await tasks.json()).total, (await events.json()).total];
    };
    assert.deepEqual(await totals(owner.token), [1, 1]);
    assert.deepEqual(await totals(other.token), [0, 0]);
  });

  await t.step(
    "a person who is deleted takes everything along, and nothing of others",
    async () => {
      await storeEvents(test, other.id, [{ at: "2026-03-18T14:00:00Z", text: "Mine stays" }]);
      await stack.sql("delete from auth.users where id = $1", [owner.id]);
      for (const [table, { key }] of Object.entries(tables)) {
        const left = await stack.sql(`select 1 from public.${table} where ${key} = $1`, [owner.id]);
        assert.deepEqual(left, [], table);
      }
      const { data } = await other.client.from("events").select("text_for_embedding");
      assert.deepEqual(data, [{ text_for_embedding: "Mine stays" }]);
    },
  );
});
