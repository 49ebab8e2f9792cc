import assert from "node:assert/strict";
import { z } from "zod";
import { accountApp } from "../../../shared/apps/account.ts";
import { jobRetainApp } from "../../../shared/apps/job_retain.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import type { Connector } from "../../../shared/connectors/connector.ts";
import { keepGrant } from "../../../shared/connectors/oauth/grants.ts";
import type { OAuthProvider } from "../../../shared/connectors/oauth/provider.ts";
import { createKeyring } from "../../../shared/connectors/tokens/envelope.ts";
import { TokenStore } from "../../../shared/connectors/tokens/token_store.ts";
import { serveTestEmbeddings } from "../../providers/embeddings_server.ts";
import { ask } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack, type TestStack, type TestUser } from "../../support/stack.ts";
import { embedAll, embeddingsEnvironment, storeEvents } from "../../support/timeline.ts";

const KEYS = `k1:${"0f".repeat(32)}`;
const secret = "The safe opens with 4711.";

/** A provider that only ends grants, and keeps which. */
class RevokingProvider implements OAuthProvider {
  readonly pkce = false;
  readonly redirectUri = "https://project.example.test/callback";
  readonly revoked: string[] = [];
  authorizationUrl(): string {
    throw new Error("not part of this test");
  }
  exchange() {
    return Promise.reject(new Error("not part of this test"));
  }
  refresh() {
    return Promise.reject(new Error("not part of this test"));
  }
  revoke({ access }: { access: string }) {
    this.revoked.push(access);
    return access === "unrevocable" ? Promise.reject(new Error("down")) : Promise.resolve(true);
  }
}

async function startAccounts() {
  const server = serveTestEmbeddings();
  const oauth = new RevokingProvider();
  const test = await startTestStack({
    env: { ...embeddingsEnvironment(server), ENCRYPTION_KEYS: KEYS },
    connectors: (provider) =>
      Promise.resolve<Connector>({ provider, oauth, cursor: z.record(z.string(), z.unknown()) }),
  });
  return {
    test,
    oauth,
    [Symbol.asyncDispose]: async () => {
      await test[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Something of a person in every table that people's data get into. */
async function settle(test: TestStack, user: TestUser, access: string): Promise<void> {
  const { stack, services } = test;
  const tokens = new TokenStore(
    services.internal,
    await createKeyring([KEYS]),
  );
  const account = await tokens.link({
    userId: user.id,
    provider: "slack",
    providerAccountId: `T1:${user.id}`,
    metadata: { name: "Acme" },
    token: { access, refresh: null, expiresAt: null, scopes: "a" },
  });
  await services.internal("request_sync", { for_user: user.id, account });
  // And one that came back from the provider, and waits for its person.
  await keepGrant(await services.linking(), { userId: user.id, provider: "slack" }, {
    token: { access: `${access}-waiting`, refresh: null, expiresAt: null, scopes: "a" },
    providerAccountId: "T2",
    metadata: {},
    missingScopes: [],
  });
  const [slack = ""] = await storeEvents(test, user.id, [
    { at: "2026-03-18T14:00:00Z", text: secret },
    { at: "2026-03-18T14:01:00Z", text: "The invoice is attached.", source: "outlook" },
  ]);
  const written: Record<string, Record<string, unknown>> = {
    notes: { body: secret },
    entities: { kind: "person", name: "Lena" },
    drafts: { kind: "slack_reply", content_json: { text: "I come." }, reply_to_event_id: slack },
    calendar_events: {
      title: "Visit",
      start_at: "2026-03-18T14:00:00Z",
      end_at: "2026-03-18T15:00:00Z",
    },
  };
  for (const [table, row] of Object.entries(written)) {
    assert.equal((await user.client.from(table).insert(row)).error, null, table);
  }
  await ask(tasksApp(services), "/tasks", {
    token: user.token,
    body: { title: "By hand" },
    headers: { "idempotency-key": "k" },
  });
  await services.internal("store_detected_tasks", {
    for_user: user.id,
    detected: [{
      priority: "high",
      title: "Detected",
      details: null,
      due_at: null,
      source_event_id: slack,
      source_refs: [{ type: "event", id: slack, source: "slack" }],
      detection_key: `event:${slack}`,
    }],
  });
  await stack.sql(
    `with t as (
       insert into public.threads (user_id, source, external_id) values ($1, 'slack', 'C1') returning id
     ), s as (
       insert into public.summaries (user_id, window_start, window_end, content_json)
       values ($1, '2026-01-01', '2026-01-02', '{}')
     ), p as (
       insert into public.proposals (user_id, window_start, window_end, content_json)
       values ($1, '2026-01-01', '2026-01-02', '{}')
     ), m as (
       insert into internal.tombstones (user_id, source, external_id) values ($1, 'slack', 'C1:0')
     ), o as (
       insert into internal.oauth_states (state_hash, user_id, provider, redirect_uri, expires_at)
       values (encode(sha256(convert_to($1::text, 'UTF8')), 'hex'), $1, 'slack', 'https://x.test', now() + interval '1 hour')
     ), q as (
       insert into internal.prompts (id, user_id, prompt, answer)
       values (gen_random_uuid(), $1, 'where is it?', '{"intent": "answer"}')
     ), c as (
       insert into internal.sync_cursors (user_id, linked_account_id, resource) values ($1, $2, 'channel:C1')
     )
     insert into internal.dead_letters (queue, message_id, payload, cause, attempts, enqueued_at)
     values ('embed', 1, jsonb_build_object('user_id', $1::text), 'poison', 5, now())`,
    [user.id, account],
  );
  await embedAll(test);
  // A message in every queue, and one in every archive.
  for (const queue of ["ingest", "embed", "summarize", "retain"]) {
    await stack.sql(
      `with sent as (select pgmq.send($1, jsonb_build_object('type', 'old', 'user_id', $2::text)) as id)
       select pgmq.archive($1, id) from sent`,
      [queue, user.id],
    );
    await stack.sql(
      `select pgmq.send($1, jsonb_build_object('type', 'old', 'user_id', $2::text), 3600)`,
      [queue, user.id],
    );
  }
}

/** Every table of every schema that has a row with this person's id anywhere in it. */
async function traces({ stack }: TestStack, userId: string): Promise<string[]> {
  const tables = await stack.sql<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
     order by 1, 2`,
  );
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const rows = await stack.sql(
      `select 1 from "${schema}"."${name}" as x where x::text like '%' || $1 || '%' limit 1`,
      [userId],
    );
    if (rows.length > 0) found.push(`${schema}.${name}`);
  }
  return found;
}

const counted = async ({ stack }: TestStack, table: string, userId: string) =>
  (await stack.sql(`select 1 from public.${table} where user_id = $1`, [userId])).length;

Deno.test("/account: export and erasure", async (t) => {
  await using accounts = await startAccounts();
  const { test, oauth } = accounts;
  const { stack, services } = test;
  const app = accountApp(services);
  const [ada, bob] = [await test.signUp("ada"), await test.signUp("bob")];
  await settle(test, ada, "adas-access");
  await settle(test, bob, "bobs-access");
  const erase = async (user: TestUser, path: string) => {
    const response = await ask(app, `/account${path}`, { token: user.token, method: "DELETE" });
    assert.equal(response.status, 202, await response.clone().text());
    return String((await response.json()).erasure_id);
  };
  /** One run of the job, as the dispatcher wakes it. */
  const cycle = async () => {
    await stack.sql("delete from pgmq.q_retain where message ->> 'type' = 'old'");
    const response = await ask(jobRetainApp(services), "/job-retain", {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    assert.equal(response.status, 200);
  };

  await t.step("the archive has every row of one's own, and says that it is whole", async () => {
    const response = await ask(app, "/account/export", { token: ada.token });
    assert.equal(response.headers.get("content-type"), "application/jsonl");
    const text = await response.text();
    const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
    const end = lines.pop();
    assert.equal(end.end, true);
    for (const [table, count] of Object.entries(end.rows)) {
      const rows = lines.filter((line) => line.table === table);
      assert.equal(rows.length, count, table);
      const key = table === "users" ? "id" : "user_id";
      const schema = table === "prompts" ? "internal" : "public";
      const kept = await stack.sql(`select 1 from ${schema}.${table} where ${key} = $1`, [ada.id]);
      assert.equal(rows.length, kept.length, table);
      assert.ok(kept.length > 0, `${table} has something to export`);
      assert.ok(table === "prompts" || rows.every(({ row }) => row[key] === ada.id), table);
    }
    assert.ok(text.includes(secret) && !text.includes("_enc") && !text.includes(bob.id));
  });

  await t.step("an archive of several pages has each row once", async () => {
    const cy = await test.signUp("cy");
    await stack.sql(
      "insert into public.notes (user_id, body) select $1, n::text from generate_series(1, 650) as n",
      [cy.id],
    );
    const response = await ask(app, "/account/export", { token: cy.token });
    const notes = (await response.text()).trimEnd().split("\n").map((line) => JSON.parse(line))
      .filter(({ table }) => table === "notes");
    assert.equal(new Set(notes.map(({ row }) => row.id)).size, 650);
    assert.equal(notes.length, 650);
  });

  await t.step("DELETE /data?source= erases that source alone", async () => {
    const first = await erase(bob, "/data?source=slack");
    assert.equal(await erase(bob, "/data?source=slack"), first, "it is queued once");
    assert.deepEqual(
      await fieldsOf(
        await ask(app, "/account/data?source=fax", { token: bob.token, method: "DELETE" }),
      ),
      ["source"],
    );
    await cycle();
    assert.deepEqual(oauth.revoked, ["bobs-access", "bobs-access-waiting"]);
    const sources = await stack.sql("select source from public.events where user_id = $1", [
      bob.id,
    ]);
    assert.deepEqual(sources, [{ source: "outlook" }]);
    for (const table of ["linked_accounts", "oauth_tokens", "drafts"]) {
      assert.equal(await counted(test, table, bob.id), 0, table);
    }
    const tasks = await stack.sql("select title from public.tasks where user_id = $1", [bob.id]);
    assert.deepEqual(tasks, [{ title: "By hand" }]);
    const [audit] = await stack.sql(
      "select events, erased, finished_at is not null as finished from internal.deletion_audit where id = $1",
      [first],
    );
    assert.deepEqual(audit, { events: 1, erased: { drafts: 1, tasks: 1 }, finished: true });
  });

  await t.step("DELETE /data erases all but the profile", async () => {
    await erase(bob, "/data");
    await cycle();
    const left = await traces(test, bob.id);
    assert.deepEqual(left.filter((table) => !table.startsWith("auth.")), [
      "internal.deletion_audit",
      "public.users",
    ]);
  });

  await t.step("an erasure that is cut off is gone on with", async () => {
    const dee = await test.signUp("dee");
    await settle(test, dee, "unrevocable");
    const id = await erase(dee, "");
    const failing = {
      ...services,
      internal: ((name, args) =>
        name === "erasure_finish"
          ? Promise.reject(new Error("cut off"))
          : services.internal(name, args)) as typeof services.internal,
    };
    await ask(jobRetainApp(failing), "/job-retain", {
      method: "POST",
      headers: { apikey: stack.secretKey },
      undescribed: true,
    });
    assert.equal(await counted(test, "events", dee.id), 0);
    assert.equal(await counted(test, "tasks", dee.id), 2, "the last step is whole or not at all");
    await stack.sql(
      "update pgmq.q_retain set vt = now() where message ->> 'erasure_id' = $1",
      [id],
    );
    await cycle();
    assert.deepEqual(await traces(test, dee.id), []);
  });

  await t.step("DELETE / leaves no row of the person anywhere, within one run", async () => {
    assert.ok((await traces(test, ada.id)).length > 20, "there is something to be found");
    const id = await erase(ada, "");
    await cycle();
    assert.deepEqual(await traces(test, ada.id), []);
    assert.ok(["adas-access", "adas-access-waiting"].every((it) => oauth.revoked.includes(it)));
    const [audit] = await stack.sql(
      "select user_id, scope, events, notes, finished_at is not null as finished from internal.deletion_audit where id = $1",
      [id],
    );
    assert.deepEqual(audit, {
      user_id: null,
      scope: "account",
      events: 2,
      notes: 1,
      finished: true,
    });
    const gone = await ask(app, "/account", { token: ada.token });
    await problemOf(gone, 404);
  });

  await t.step("and nothing of anybody else", async () => {
    const eve = await test.signUp("eve");
    assert.equal((await ask(app, "/account", { token: eve.token })).status, 200);
    assert.equal((await ask(app, "/account", { token: bob.token })).status, 200);
  });
});
