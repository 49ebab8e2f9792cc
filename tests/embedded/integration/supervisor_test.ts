import assert from "node:assert/strict";
import { join } from "node:path";
import {
  superviseFunctions,
  type Supervisor,
} from "../../../supabase/embedded/functions/supervisor.ts";
import { startPool } from "../../../supabase/embedded/functions/pool.ts";
import { eventually } from "./fixture.ts";

async function supervise(sources: Record<string, string>, wallClock: number) {
  const folder = await Deno.makeTempDir({ prefix: "embedded-supervisor-" });
  const functions = [];
  for (const [name, source] of Object.entries(sources)) {
    const entrypoint = join(folder, `${name}.ts`);
    await Deno.writeTextFile(entrypoint, source);
    functions.push({ name, entrypoint });
  }
  const logs: string[] = [];
  const supervisor: Supervisor = await superviseFunctions({
    functions,
    importMap: null,
    env: {},
    origin: "http://127.0.0.1:1",
    readable: [folder],
    log: (line) => logs.push(line),
    wallClock,
    backoff: 50,
  });
  return {
    logs,
    async ask(name: string) {
      const response = await supervisor.fetch(new Request(`http://127.0.0.1:1/${name}`));
      return { status: response.status, text: await response.text() };
    },
    async [Symbol.asyncDispose]() {
      await supervisor.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("superviseFunctions() keeps its port to itself", async () => {
  await using made = await supervise({
    port:
      "export default { fetch: (request: Request) => new Response(request.headers.get('host')) };",
  }, 1000);
  const { status, text } = await made.ask("port");
  assert.equal(status, 200);
  const direct = await fetch(`http://${text}/port`);
  await direct.body?.cancel();
  assert.equal(direct.status, 403);
});

Deno.test("superviseFunctions() kills a process that does not answer, and starts another", async () => {
  await using made = await supervise({
    spins: "export default { fetch: () => { for (;;); } };",
    good: "export default { fetch: () => new Response('good') };",
  }, 600);
  assert.equal((await made.ask("spins")).status, 504);
  const answer = await eventually(async () => {
    const { status, text } = await made.ask("good");
    return status === 200 && text;
  }, "the new process");
  assert.equal(answer, "good");
  assert.match(made.logs.join("\n"), /does not answer; killing it/);
});

Deno.test("startPool() answers others while one function computes", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embedded-pool-" });
  // Computes until a file appears, so that the test decides when.
  await Deno.writeTextFile(
    `${folder}/spins.ts`,
    `export default { fetch: () => {
      console.error("spinning");
      for (;;) try { return new Response(Deno.readTextFileSync("${folder}/end")); } catch { continue; }
    } };`,
  );
  await Deno.writeTextFile(
    `${folder}/good.ts`,
    "export default { fetch: () => new Response('good') };",
  );
  const begun = Promise.withResolvers<void>();
  const pool = await startPool({
    functions: ["spins", "good"].map((name) => ({ name, entrypoint: `${folder}/${name}.ts` })),
    importMap: null,
    env: {},
    origin: "http://127.0.0.1:1",
    readable: [folder],
    log: (line) => line === "spinning" && begun.resolve(),
    processes: 2,
  });
  const ask = async (name: string) =>
    await (await pool.fetch(new Request(`http://127.0.0.1:1/${name}`))).text();
  const spinning = ask("spins");
  await begun.promise;
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask("good")));
  assert.deepEqual(new Set(answers), new Set(["good"]));
  // In one step: a file that is being written is empty at first.
  await Deno.writeTextFile(`${folder}/ending`, "ended");
  await Deno.rename(`${folder}/ending`, `${folder}/end`);
  assert.equal(await spinning, "ended");
  await pool.stop();
  await Deno.remove(folder, { recursive: true });
});
