import assert from "node:assert/strict";
import { parseTimeWindow } from "../../../../shared/agents/time/time_window.ts";

interface Group {
  /** When the prompts are asked. */
  now: string;
  timezone: string;
  /** By prompt, as the person's clock shows it; null where it names none. */
  windows: Record<string, string | null>;
}

function shown(date: Date, timezone: string): string {
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(date);
}

const data = new URL("data/", import.meta.url);
for (const { name } of Deno.readDirSync(data)) {
  Deno.test(`parseTimeWindow() reads the labelled prompts of ${name}`, async () => {
    const groups: Group[] = JSON.parse(await Deno.readTextFile(new URL(name, data)));
    const faults: string[] = [];
    for (const { now, timezone, windows } of groups) {
      for (const [prompt, expected] of Object.entries(windows)) {
        const window = parseTimeWindow(prompt, new Date(now), timezone);
        const read = window && `${shown(window.start, timezone)} - ${shown(window.end, timezone)}`;
        if (read !== expected) faults.push(`${prompt}: expected ${expected}, got ${read}`);
      }
    }
    assert.deepEqual(faults, []);
  });
}
