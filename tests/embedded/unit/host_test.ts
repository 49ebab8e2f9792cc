import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createHost } from "../../../supabase/embedded/functions/host.ts";

async function host(sources: Record<string, string>, wallClock = 2000) {
  const folder = await Deno.makeTempDir({ prefix: "embedded-host-" });
  const functions = new Map<string, string>();
  for (const [name, source] of Object.entries(sources)) {
    const file = join(folder, `${name}.ts`);
    await Deno.writeTextFile(file, source);
    functions.set(name, pathToFileURL(file).href);
  }
  const logs: string[] = [];
  const handle = createHost({ functions, wallClock, log: (line) => logs.push(line) });
  return {
    logs,
    async ask(name: string) {
      const response = await handle(name, new Request(`http://127.0.0.1/${name}/x`));
      const text = await response.text();
      return { status: response.status, text, code: /"code":"(\w+)"/.exec(text)?.[1] };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const GOOD = "export default { fetch: (request: Request) => new Response(request.url) };";

Deno.test("createHost() runs the default export, bound to itself", async () => {
  await using made = await host({
    good: GOOD,
    self: "export default { word: 'mine', fetch() { return new Response(this.word); } };",
  });
  assert.deepEqual(await made.ask("good"), {
    status: 200,
    text: "http://127.0.0.1/good/x",
    code: undefined,
  });
  assert.equal((await made.ask("self")).text, "mine");
});

Deno.test("createHost() answers for a function that fails, and the others never notice", async () => {
  await using made = await host({
    good: GOOD,
    syntax: "export default {",
    missing: "import './nowhere.ts'; export default { fetch: () => new Response() };",
    toplevel: "throw new Error('at load');",
    shapeless: "export const fetch = () => new Response();",
    throws: "export default { fetch: () => { throw new Error('sync'); } };",
    rejects: "export default { fetch: () => Promise.reject(new Error('async')) };",
    wrong: "export default { fetch: () => 'text' };",
  });
  const answers = await Promise.all(
    ["syntax", "missing", "toplevel", "shapeless", "throws", "rejects", "wrong", "ghost", "good"]
      .map(async (name) => [name, (await made.ask(name)).status, (await made.ask(name)).code]),
  );
  assert.deepEqual(answers, [
    ["syntax", 503, "BOOT_ERROR"],
    ["missing", 503, "BOOT_ERROR"],
    ["toplevel", 503, "BOOT_ERROR"],
    ["shapeless", 503, "BOOT_ERROR"],
    ["throws", 500, "WORKER_ERROR"],
    ["rejects", 500, "WORKER_ERROR"],
    ["wrong", 500, "WORKER_ERROR"],
    ["ghost", 404, "NOT_FOUND"],
    ["good", 200, undefined],
  ]);
  assert.match(made.logs.join("\n"), /Function throws failed: Error: sync/);
});

Deno.test("createHost() answers 504 when a function takes too long", async () => {
  await using made = await host({
    good: GOOD,
    slow: `export default {
      fetch: () => new Promise((resolve) => setTimeout(() => resolve(new Response("late")), 300)),
    };`,
  }, 50);
  assert.deepEqual((await made.ask("slow")).status, 504);
  assert.equal((await made.ask("good")).status, 200);
  // The slow one is still running; its timer must not count as a leak of this test.
  await new Promise((resolve) => setTimeout(resolve, 350));
});
