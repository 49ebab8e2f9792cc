import assert from "node:assert/strict";
import { run } from "../support/command.ts";

const commands = ["start", "demo", "import", "jobs", "sql"];

Deno.test("every command says how it is used, and refuses what it does not know", async (t) => {
  await Promise.all(commands.map((name) =>
    t.step({
      name,
      sanitizeOps: false,
      sanitizeResources: false,
      sanitizeExit: false,
      fn: async () => {
        const script = `supabase/commands/${name}.ts`;
        const help = await run(script, ["--help"]);
        assert.equal(help.code, 0, help.stderr);
        assert.match(help.stdout, new RegExp(`^Usage: npx -y deno@2\\.9\\.6 task ${name} `));
        assert.equal(help.stderr, "");
        const unknown = await run(script, ["--no-such-option"]);
        assert.equal(unknown.code, 2, unknown.stdout);
        assert.match(unknown.stderr, /Unknown option '--no-such-option'[\s\S]*Usage: /);
        assert.equal(unknown.stdout, "");
      },
    })
  ));
});

Deno.test("a stack that does not answer is said to be dead, by every command that asks one", async () => {
  const where = ["--url", "http://127.0.0.1:9", "--secret-key", "sb_secret_x"];
  for (
    const [name, args] of [
      ["jobs", []],
      ["jobs", ["--drain", "--yes"]],
      ["sql", ["select 1"]],
    ] as const
  ) {
    const { code, stderr } = await run(`supabase/commands/${name}.ts`, [...args, ...where]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /No stack answers at http:\/\/127\.0\.0\.1:9.*task start/);
    assert.ok(!stderr.includes("TypeError"), stderr);
    assert.ok(!stderr.includes("sb_secret_x"));
  }
});

Deno.test("jobs deletes nothing without being told twice", async () => {
  const where = ["--url", "http://127.0.0.1:9", "--secret-key", "sb_secret_x"];
  const { code, stderr } = await run("supabase/commands/jobs.ts", ["--drain", ...where]);
  assert.notEqual(code, 0);
  assert.match(stderr, /--yes/);
});
