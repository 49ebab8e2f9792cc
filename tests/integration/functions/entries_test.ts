import assert from "node:assert/strict";
import { ask, type FunctionApp } from "../../support/functions.ts";
import { environment } from "../../support/platform.ts";
import { problemOf } from "../../support/problems.ts";

/** Loads a function as its host does: once, with its environment and nothing else. */
async function load(name: string): Promise<FunctionApp> {
  const variables = { ...environment, LOG_LEVEL: "ERROR" };
  const before = new Map(Object.keys(variables).map((key) => [key, Deno.env.get(key)]));
  for (const [key, value] of Object.entries(variables)) Deno.env.set(key, value);
  try {
    const { default: entry } = await import(`../../../supabase/functions/${name}/index.ts`);
    return entry;
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) Deno.env.delete(key);
      else Deno.env.set(key, value);
    }
  }
}

const paths = { prompts: "/prompts", tasks: "/tasks", calendar: "/calendar/events" };

Deno.test("each function serves its own name and lets nobody in without a token", async () => {
  for (const [name, path] of Object.entries(paths)) {
    const app = await load(name);
    assert.equal((await problemOf(await ask(app, path), 401)).code, "unauthorized", name);
    const elsewhere = await ask(app, "/somewhere/else");
    assert.equal(elsewhere.status, 404, name);
    await elsewhere.body?.cancel();
  }
});
