import assert from "node:assert/strict";
import { executableLines, parseLcov, percent } from "../coverage_gate.ts";

Deno.test("parseLcov() counts the lines of files below the root", () => {
  const report = [
    "SF:/project/shared/a.ts",
    "FN:1,f",
    "DA:1,3",
    "DA:2,0",
    "DA:4,1",
    "LH:2",
    "LF:3",
    "end_of_record",
    "SF:/elsewhere/b.ts",
    "DA:1,1",
    "end_of_record",
    "SF:/project/shared/c.ts",
    "DA:9,0",
    "end_of_record",
  ].join("\n");
  const files = parseLcov(report, "/project/");
  assert.deepEqual(files, [
    { path: "shared/a.ts", lines: 3, covered: 2 },
    { path: "shared/c.ts", lines: 1, covered: 0 },
  ]);
  assert.equal(percent(files), 50);
});

Deno.test("percent() is 0 when nothing was measured", () => {
  assert.equal(percent([]), 0);
});

Deno.test("executableLines() ignores types and comments when a module has code or none", () => {
  assert.equal(executableLines('import type { A } from "./a.ts";\nexport interface B { a: A }'), 0);
  assert.equal(executableLines("// a\n/** b */\nexport const a = 1;\n\nexport type C = 1;\n"), 1);
  assert.equal(executableLines("export function f() {\n  return 1;\n}\n"), 3);
});
