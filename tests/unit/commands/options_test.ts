import assert from "node:assert/strict";
import { HELP, readOptions } from "../../../supabase/commands/start/options.ts";
import { UsageError } from "../../../supabase/commands/usage.ts";

Deno.test("readOptions() has the defaults of the README", () => {
  assert.deepEqual(readOptions([]), { port: 54321, data: ".prometheus/data", json: false });
});

Deno.test("readOptions() reads every option, in both spellings", () => {
  const expected = { port: 0, data: "memory", json: true };
  assert.deepEqual(readOptions(["--port", "0", "--data", "memory", "--json"]), expected);
  assert.deepEqual(readOptions(["--json", "--port=0", "--data=memory"]), expected);
  assert.equal(readOptions(["--help", "--port", "many"]), "help");
  for (const option of ["--port", "--data", "--json", "--help"]) assert.ok(HELP.includes(option));
});

for (
  const [args, message] of [
    [["--port", "many"], /^--port must be a number from 0 to 65535, not "many"$/],
    [["--port", "65536"], /^--port must be a number/],
    [["--port", "-1"], /--port/],
    [["--port", "1.5"], /^--port must be a number/],
    [["--port="], /^--port must be a number/],
    [["--port"], /--port.*see --help$/],
    [["--data="], /^--data must be a folder or "memory"$/],
    [["--nope"], /^Unknown option '--nope'; see --help$/],
    [["extra"], /^Unexpected argument 'extra'.*see --help$/],
    [["--json=1"], /--json.*see --help$/],
  ] as const
) {
  Deno.test(`readOptions() says in one line what is wrong with ${args.join(" ")}`, () => {
    assert.throws(() => readOptions([...args]), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}
