import assert from "node:assert/strict";
import { readCommandLine } from "../../../supabase/commands/cli.ts";
import { startLine } from "../../../supabase/commands/start/options.ts";
import { UsageError } from "../../../supabase/commands/usage.ts";

const defaults = {
  port: 54321,
  data: ".prometheus/data",
  sample: false,
  providers: false,
  json: false,
};

Deno.test("readCommandLine() has the defaults of the README", () => {
  assert.deepEqual(readCommandLine(startLine, []), defaults);
});

Deno.test("readCommandLine() reads every option, in both spellings", () => {
  const expected = { port: 0, data: "memory", sample: true, providers: true, json: true };
  const spaced = ["--port", "0", "--data", "memory", "--json", "--sample", "--providers"];
  assert.deepEqual(readCommandLine(startLine, spaced), expected);
  assert.deepEqual(
    readCommandLine(startLine, ["--json", "--port=0", "--data=memory", "--sample", "--providers"]),
    expected,
  );
});

for (
  const [args, message] of [
    [["--port", "many"], /^--port must be a number from 0 to 65535$/],
    [["--port", "65536"], /^--port must be a number/],
    [["--port=-1"], /^--port must be a number/],
    [["--port", "1.5"], /^--port must be a number/],
    [["--port="], /^--port must be a number/],
    [["--port"], /--port.*argument missing/i],
    [["--data="], /^--data must be a folder or "memory"$/],
    [["--nope"], /^Unknown option '--nope'/],
    [["extra"], /^Too many arguments/],
  ] as const
) {
  Deno.test(`readCommandLine() says in one line what is wrong with ${args.join(" ")}`, () => {
    assert.throws(() => readCommandLine(startLine, [...args]), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  });
}
