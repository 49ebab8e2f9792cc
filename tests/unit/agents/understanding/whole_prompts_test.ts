import assert from "node:assert/strict";
import type { Intent } from "../../../../shared/contracts/prompts.ts";
import { fromWords } from "../../../../shared/agents/understanding/understand.ts";

/** What a prompt wants and when, as its person's clock shows it; null where it names no time. */
interface Labelled {
  prompt: string;
  intent: Intent;
  window: string | null;
}

/** Wednesday afternoon. */
const now = new Date("2026-03-18T15:30:00Z");
const timezone = "UTC";
/** Share of the prompts whose intent and window both must be right. */
const floors = { tuned: 1, held_out: 0.9 };
const data = new URL("data/whole/", import.meta.url);

function shown(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}

function readOf(prompt: string): string {
  const { intent, window } = fromWords(prompt, { places: [], people: [] }, now, timezone);
  const { start, end } = window.value ?? {};
  return `${intent.value}, ${start && end ? `${shown(start)} - ${shown(end)}` : null}`;
}

// Nothing was ever fitted to the held out prompts: what they show is what others will see.
for (const [set, floor] of Object.entries(floors)) {
  Deno.test(`intent and window of the ${set} prompts are right together`, async () => {
    const languages: Record<string, Labelled[]> = JSON.parse(
      await Deno.readTextFile(new URL(`${set}.json`, data)),
    );
    const prompts = Object.values(languages).flat();
    const faults = prompts.flatMap(({ prompt, intent, window }) => {
      const read = readOf(prompt);
      return read === `${intent}, ${window}`
        ? []
        : [`${prompt}: not ${intent}, ${window} but ${read}`];
    });
    const share = 1 - faults.length / prompts.length;
    assert.ok(share >= floor, `${share} of ${prompts.length}:\n${faults.join("\n")}`);
  });
}
