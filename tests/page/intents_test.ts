import assert from "node:assert/strict";
import { Intent } from "../../shared/contracts/prompts.ts";
import { BODIES } from "../../supabase/page/app/views/ask/answer.js";
import { INTENTS } from "../../supabase/page/app/views/ask/progress.js";

Deno.test("the page shows the answer of every intent, and says of each what it was taken for", () => {
  assert.deepEqual(Object.keys(BODIES).sort(), Intent.options.toSorted());
  const told = Intent.options.filter((intent) => intent !== "unsupported");
  assert.deepEqual(Object.keys(INTENTS).sort(), told.sort());
});
