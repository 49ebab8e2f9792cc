import assert from "node:assert/strict";
import { ask, type FunctionApp } from "../../support/functions.ts";
import { environment } from "../../support/platform.ts";
import { problemOf } from "../../support/problems.ts";

const FUNCTIONS = new URL("../../../supabase/functions/", import.meta.url);

/** Loads a function as its host does: once, with its environment and nothing else. */
async function load(name: string): Promise<FunctionApp> {
  const variables = { ...environment, LOG_LEVEL: "ERROR" };
  const before = new Map(Object.keys(variables).map((key) => [key, Deno.env.get(key)]));
  for (const [key, value] of Object.entries(variables)) Deno.env.set(key, value);
  try {
    const { default: entry } = await import(new URL(`${name}/index.ts`, FUNCTIONS).href);
    return entry;
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) Deno.env.delete(key);
      else Deno.env.set(key, value);
    }
  }
}

/** Every function there is: a folder with an entry. */
async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(FUNCTIONS)) {
    if (isDirectory) found.push(name);
  }
  return found.sort();
}

/** Where a function lets nobody in without a credential, and which route says so. */
const guarded: Record<string, { path: string; method?: string }> = {
  prompts: { path: "/prompts" },
  tasks: { path: "/tasks" },
  calendar: { path: "/calendar/events" },
  mcp: { path: "/mcp", method: "POST" },
  "job-embed": { path: "/job-embed", method: "POST" },
  "job-ingest": { path: "/job-ingest", method: "POST" },
  "job-retain": { path: "/job-retain", method: "POST" },
  "job-summarize": { path: "/job-summarize", method: "POST" },
  health: { path: "/health/metrics" },
};

/** A function counts its requests two seconds after it has answered, as its host lets it. */
const goesOn = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "each function loads with the least environment and serves its own name alone",
  goesOn,
  async (t) => {
    const all = await names();
    assert.ok(Object.keys(guarded).every((name) => all.includes(name)), all.join());
    for (const name of all) {
      await t.step(name, async () => {
        const app = await load(name);
        // Its own middleware answers, so that it got as far as its routes.
        const own = await ask(app, `/${name}/no/such/route`);
        const status = own.status;
        assert.ok(status === 404 || status === 401, `${status}`);
        await problemOf(own, status);
        const elsewhere = await ask(app, "/somewhere/else");
        assert.equal(elsewhere.status, 404);
        await elsewhere.body?.cancel();
      });
    }
  },
);

Deno.test(
  "each function that works for somebody lets nobody in without a credential",
  goesOn,
  async (t) => {
    for (const [name, { path, method = "GET" }] of Object.entries(guarded)) {
      await t.step(name, async () => {
        const response = await ask(await load(name), path, { method });
        assert.equal((await problemOf(response, 401)).code, "unauthorized");
      });
    }
  },
);
