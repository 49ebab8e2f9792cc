import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../embedded/integration/fixture.ts";

const START = new URL("../../supabase/commands/start.ts", import.meta.url).pathname;

function run(...args: string[]) {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", START, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const read = async (
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    onText: (text: string) => void,
  ) => {
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) onText(chunk);
  };
  const output = { stdout: "", stderr: "" };
  const reading = Promise.all([
    read(process.stdout, (text) => output.stdout += text),
    read(process.stderr, (text) => output.stderr += text),
  ]);
  return {
    pid: process.pid,
    output,
    kill: (signal: Deno.Signal) => process.kill(signal),
    async ended() {
      const { code, signal } = await process.status;
      await reading;
      return { code, signal, ...output };
    },
  };
}

/** The processes whose parent is this one. */
async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    if (Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid) {
      children.push(Number(name));
    }
  }
  return children;
}

const isAlive = async (pid: number) =>
  await Deno.stat(`/proc/${pid}`).then(() => true, () => false);

Deno.test("start says in one line why it cannot start", async () => {
  const busy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const file = await Deno.makeTempFile();
  const cases: [string[], RegExp, number][] = [
    [["--nope"], /^start: Unknown option '--nope'\n\nUsage: /, 2],
    [
      ["--port", String(busy.addr.port), "--data", "memory"],
      /^start: Port \d+ is in use; .*\n$/,
      1,
    ],
    [
      ["--port", "0", "--data", join(file, "in")],
      /^start: The data folder .* cannot be written: .*\n$/,
      1,
    ],
  ];
  await Promise.all(cases.map(async ([args, message, exit]) => {
    const { code, stdout, stderr } = await run(...args).ended();
    assert.equal(code, exit, args.join(" "));
    assert.match(stderr, message);
    assert.equal(stdout, "");
  }));
  busy.close();
  await Deno.remove(file);
});

Deno.test("start --json prints one line, and ends in order when it is told to", async () => {
  const folder = await Deno.makeTempDir({ prefix: "embedded-start-" });
  const process = run("--port", "0", "--data", folder, "--json");
  await eventually(() => Promise.resolve(process.output.stdout.includes("\n")), "the line", 60_000);
  const ready = JSON.parse(process.output.stdout);
  assert.deepEqual(Object.keys(ready), ["url", "publishable_key", "secret_key", "demo"]);
  const session = await fetch(`${ready.url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: ready.publishable_key, "content-type": "application/json" },
    body: JSON.stringify(ready.demo),
  });
  assert.equal(session.status, 200);
  assert.equal(typeof (await session.json()).access_token, "string");

  const second = await run("--port", "0", "--data", folder).ended();
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`in use by process ${process.pid} \\(${ready.url}\\)`));

  const children = await childrenOf(process.pid);
  assert.ok(children.length > 0, "the functions have a process of their own");
  process.kill("SIGTERM");
  const { code, stdout } = await process.ended();
  assert.equal(code, 0);
  assert.equal(stdout.trimEnd().split("\n").length, 1);
  for (const child of children) assert.equal(await isAlive(child), false);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("start prints what a person needs, and leaves no process when it is killed", async () => {
  const process = run("--port", "0", "--data", "memory");
  await eventually(
    () => Promise.resolve(process.output.stdout.includes("functions/v1/prompts")),
    "the welcome",
    60_000,
  );
  for (
    const text of ["Publishable key", "Secret key", "demo@prometheus.local", "task import", "curl"]
  ) {
    assert.ok(process.output.stdout.includes(text), text);
  }
  const children = await childrenOf(process.pid);
  assert.ok(children.length > 0);
  process.kill("SIGKILL");
  await process.ended();
  for (const child of children) {
    await eventually(async () => !await isAlive(child), "the end of the functions' process");
  }
});
