import assert from "node:assert/strict";
import { askAll } from "../../eval/ask_all.ts";
import { belowFloors, figuresOf, misses } from "../../eval/report.ts";
import { loadSample, sampleNow } from "../../eval/sample.ts";

Deno.test("questions to the sample timeline are found, answered and declined above the floors", async () => {
  const measured = await askAll({ name: "sample", now: sampleNow, load: loadSample });
  assert.ok(measured.filter(({ asked }) => asked.gold !== null).length >= 40);
  assert.ok(measured.filter(({ asked }) => asked.gold === null).length >= 20);
  assert.deepEqual(
    belowFloors("sample", figuresOf(measured)),
    [],
    misses(measured).join("\n"),
  );
});
