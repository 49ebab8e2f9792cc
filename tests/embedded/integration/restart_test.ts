import assert from "node:assert/strict";
import { join } from "node:path";
import { call, eventually, makeProject, signUp, start } from "./fixture.ts";

Deno.test("startStack() finds everything again on the same folder", async () => {
  await using project = await makeProject();
  const first = await start(project.root, { data: project.data });
  await first.notes.write("kept", { a: 1 });
  const ada = await signUp(first, "ada@example.org");
  const init = { method: "POST", body: JSON.stringify({ body: "kept" }) };
  assert.equal((await ada.call("/rest/v1/notes", init)).status, 201);
  await assert.rejects(start(project.root, { data: project.data }), /is in use by process \d+/);
  await first.stop();

  await using second = await start(project.root, { data: project.data });
  assert.equal(second.publishableKey, first.publishableKey);
  assert.equal(second.secretKey, first.secretKey);
  assert.deepEqual(second.notes.read("kept"), { a: 1 });
  const again = { authorization: `Bearer ${ada.token}` };
  assert.deepEqual((await call(second, "/rest/v1/notes?select=body", {}, again)).body, [
    { body: "kept" },
  ]);
  const { status } = await call(second, "/auth/v1/token?grant_type=password", {
    method: "POST",
    body: JSON.stringify({ email: "ada@example.org", password: "correct horse" }),
  });
  assert.equal(status, 200);
  const [vault] = await second.sql<{ url: string }>(
    "select decrypted_secret as url from vault.decrypted_secrets where name = 'project_url'",
  );
  assert.equal(vault?.url, second.url, "the address of this run, not of the last one");
});

/** Starts a stack in a process of its own, which writes rows until it is killed. */
function writer(root: string, data: string, importMap: string) {
  const stack = new URL("../../../supabase/embedded/stack.ts", import.meta.url).href;
  const script = `
    import { startStack } from ${JSON.stringify(stack)};
    const stack = await startStack({
      data: ${JSON.stringify(data)}, projectRoot: ${JSON.stringify(root)}, envFile: false,
      embeddings: "none", functions: "none", log: () => {},
    });
    await stack.sql("create table if not exists public.rows (n integer primary key, pad text)");
    const [last] = await stack.sql("select coalesce(max(n), 0) as n from public.rows");
    for (let n = Number(last.n) + 1;; n++) {
      await stack.sql("insert into public.rows values ($1, repeat('x', 3000))", [n]);
      await Deno.stdout.write(new TextEncoder().encode(n + "\\n"));
    }`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", `--config=${importMap}`, "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const input = process.stdin.getWriter();
  input.write(new TextEncoder().encode(script)).then(() => input.close()).catch(() => {});
  let acknowledged = 0;
  const reading = (async () => {
    let rest = "";
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      acknowledged = Number(lines.at(-1) ?? acknowledged);
    }
  })();
  return {
    acknowledged: () => acknowledged,
    async kill() {
      process.kill("SIGKILL");
      await process.status;
      await reading;
    },
  };
}

Deno.test("startStack() loses no committed row when it is killed while it writes", async () => {
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  await using project = await makeProject();
  let expected = 0;
  for (const wait of [300, 700]) {
    const process = writer(project.root, project.data, config);
    await eventually(
      () => Promise.resolve(process.acknowledged() > expected),
      "the first row",
      30_000,
    );
    await new Promise((resolve) => setTimeout(resolve, wait));
    await process.kill();
    expected = process.acknowledged();

    await using stack = await start(project.root, { data: project.data });
    const [rows] = await stack.sql<{ count: number; max: number; whole: boolean }>(
      "select count(*), max(n), bool_and(length(pad) = 3000) as whole from public.rows",
    );
    assert.ok(rows);
    assert.ok(rows.count >= expected, `${rows.count} rows, ${expected} were acknowledged`);
    assert.ok(rows.count <= expected + 1);
    assert.equal(rows.max, rows.count);
    assert.equal(rows.whole, true);
    // Indexes and tables agree, too.
    const [indexed] = await stack.sql<{ count: number }>(
      "select count(*) from public.rows where n between 1 and 1000000",
    );
    assert.equal(indexed?.count, rows.count);
    expected = rows.count;
  }
});

Deno.test("startStack() starts over when it was killed while it made the database", async () => {
  await using project = await makeProject();
  // What such a start leaves: its marker, and a part of the files.
  await Deno.mkdir(join(project.data, "database", "base"), { recursive: true });
  await Deno.writeTextFile(join(project.data, "database", "PG_VERSION"), "17\n");
  await Deno.writeTextFile(join(project.data, "database.incomplete"), "");
  await using stack = await start(project.root, { data: project.data });
  await signUp(stack, "ada@example.org");
  const left = (await Array.fromAsync(Deno.readDir(project.data))).map((entry) => entry.name);
  assert.deepEqual(left.sort(), ["database", "stack.json", "stack.lock"]);
});
