import assert from "node:assert/strict";
import { findDeadline, parseDueTime } from "../../../../shared/agents/time/due_time.ts";

interface Group {
  written: string;
  timezone: string;
  /** By text, as the person's clock shows it; null where it names no deadline. */
  due: Record<string, string | null>;
}

const groups: Group[] = JSON.parse(
  await Deno.readTextFile(new URL("deadlines.json", import.meta.url)),
);

function shown(date: Date | null, timezone: string): string | null {
  return date && new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(date);
}

Deno.test("parseDueTime() reads the labelled deadlines", () => {
  const faults: string[] = [];
  for (const { written, timezone, due } of groups) {
    for (const [text, expected] of Object.entries(due)) {
      const read = shown(parseDueTime(text, new Date(written), timezone), timezone);
      if (read !== expected) faults.push(`${text}: expected ${expected}, got ${read}`);
    }
  }
  assert.deepEqual(faults, []);
});

Deno.test("findDeadline() gives words that mean the same deadline alone", () => {
  const faults: string[] = [];
  for (const { written, timezone, due } of groups) {
    for (const text of Object.keys(due)) {
      const found = findDeadline(text, new Date(written), timezone);
      if (!found) continue;
      assert.ok(text.includes(found.text));
      const again = parseDueTime(found.text, new Date(written), timezone);
      if (again?.getTime() !== found.due.getTime()) faults.push(`${text}: "${found.text}"`);
    }
  }
  assert.deepEqual(faults, []);
});
