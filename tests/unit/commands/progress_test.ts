import assert from "node:assert/strict";
import { stderrProgress } from "../../../supabase/commands/progress.ts";
import { createWriter } from "../../../supabase/commands/terminal.ts";

Deno.test("stderrProgress() says n of N, the rate and the time left, now and then", () => {
  let written = "";
  let now = 10_000;
  const writer = createWriter({
    isTerminal: () => false,
    writeSync: (part) => {
      written += new TextDecoder().decode(part);
      return part.length;
    },
  });
  const progress = stderrProgress(writer, () => now);
  progress.count("embedded", 0, 1000);
  now += 1000;
  progress.count("embedded", 20, 1000);
  now += 9000;
  progress.count("embedded", 200, 1000);
  progress.done("all of it");
  assert.equal(
    written,
    "  embedded: 0 of 1000\n  embedded: 200 of 1000, 20 a second, 40 s left\n✓ all of it\n",
  );
});
