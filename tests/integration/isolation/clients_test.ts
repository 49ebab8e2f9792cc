import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import type { Services } from "../../../shared/apps/services.ts";
import { ask, type FunctionApp } from "../../support/functions.ts";
import { signToken } from "../../support/platform.ts";
import { startTestStack } from "../../support/stack.ts";
import { tableContents } from "../../support/table_contents.ts";
import { storeEvents } from "../../support/timeline.ts";

interface Operation {
  operationId: string;
  security?: Record<string, unknown>[];
}
const document: { paths: Record<string, Record<string, Operation>> } = JSON.parse(
  await Deno.readTextFile(new URL("../../../docs/openapi.json", import.meta.url)),
);
/** What an app may ask for. A new GET belongs here, or `requireUser()` has to be told of it. */
const readable = [
  "listTasks",
  "getTask",
  "listCalendarEvents",
  "getCalendarEvent",
  "listDrafts",
  "getDraft",
  "listPrompts",
  "getPrompt",
  "listAccounts",
  "readCoverage",
];

/** Every operation of somebody signed in, with a path that fits. */
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { operationId, security }]) =>
    security?.some((scheme) => "bearer" in scheme)
      ? [{
        operationId,
        method: method.toUpperCase(),
        name: path.split("/")[3] ?? "",
        path: path.replace("/functions/v1", "").replace("{provider}", "slack")
          .replaceAll(/\{\w+\}/g, () => crypto.randomUUID()),
      }]
      : []
  )
);

async function appOf(name: string, services: Services): Promise<FunctionApp> {
  const module: Record<string, (services: Services) => FunctionApp> = await import(
    `../../../shared/apps/${name}.ts`
  );
  const make = module[`${name}App`];
  assert.ok(make, `shared/apps/${name}.ts has no ${name}App`);
  return make(services);
}

Deno.test("an app that a person let in reads and never writes", async (t) => {
  await using test = await startTestStack({ now: "2026-03-18T14:30:00Z" });
  const owner = await test.signUp("owner");
  await storeEvents(test, owner.id, [
    { at: "2026-03-18T14:00:00Z", text: "Please send me the signed contract by Friday." },
  ]);
  const written: Record<string, Record<string, unknown>> = {
    notes: { body: "Mine" },
    entities: { kind: "person", name: "Lena" },
    drafts: { kind: "note", content_json: { text: "Mine" } },
    tasks: { title: "Mine" },
    calendar_events: { title: "Mine", start_at: "2026-03-19", end_at: "2026-03-19" },
  };
  for (const [table, row] of Object.entries(written)) {
    assert.equal((await owner.client.from(table).insert(row)).error, null, table);
  }
  const token = await signToken(
    { ...decodeJwt(owner.token), client_id: crypto.randomUUID() },
    test.stack.jwtSecret,
  );
  const app = createClient(test.stack.url, test.stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { headers: { authorization: `Bearer ${token}` } },
  });
  const before = await tableContents(test.stack);

  assert.ok(operations.length >= 10);
  for (const { operationId, method, name, path } of operations) {
    await t.step(`${method} ${path.replaceAll(/[0-9a-f-]{36}/g, "{id}")}`, async () => {
      const body = ["POST", "PUT", "PATCH"].includes(method) ? { body: {} } : {};
      const response = await ask(await appOf(name, test.services), path, {
        method,
        token,
        ...body,
      });
      const answer = await response.json();
      if (readable.includes(operationId)) {
        assert.ok([200, 404].includes(response.status), `${response.status}`);
      } else {
        assert.deepEqual([response.status, answer.code], [403, "client_may_only_read"]);
      }
    });
  }

  for (const [table, row] of Object.entries({ users: { display_name: "x" }, ...written })) {
    await t.step(`${table} through the Data API`, async () => {
      const key = table === "users" ? "id" : "user_id";
      assert.equal((await app.from(table).select(key)).data?.length, 1);
      assert.notEqual((await app.from(table).insert({ ...row, [key]: owner.id })).error, null);
      assert.deepEqual((await app.from(table).update(row).eq(key, owner.id).select(key)).data, []);
      await app.from(table).delete().eq(key, owner.id);
    });
  }
  await t.step("what a person may only delete", async () => {
    for (const table of ["events", "threads", "summaries", "proposals"]) {
      await app.from(table).delete().eq("user_id", owner.id);
    }
    assert.equal((await app.from("events").select("id")).data?.length, 1);
  });
  await t.step("nothing has changed in any table", async () => {
    assert.equal(await tableContents(test.stack), before);
  });
});
