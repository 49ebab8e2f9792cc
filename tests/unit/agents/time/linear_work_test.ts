import { assertLinear } from "../../../support/linear.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { deadlineIn, findDeadline } from "../../../../shared/agents/time/due_time.ts";
import { readersOf } from "../../../../shared/agents/time/readings.ts";
import { parseTimeWindow, windowIn } from "../../../../shared/agents/time/time_window.ts";
import { longestText, mostTokens, rawTokens } from "../../../../shared/agents/time/tokens.ts";

const now = new Date("2026-03-18T15:30:00Z");
const timezone = "Europe/Berlin";
/** A token is looked at so often at most, in one language and one direction. */
const looksPerToken = 400;

/** How often tokens are looked at to read a text as a prompt and as a sentence. */
function looks(text: string): number {
  let sum = 0;
  for (const [direction, read] of [["past", windowIn], ["future", deadlineIn]] as const) {
    for (const reader of readersOf({ text, now, timezone, direction })) {
      read(reader);
      sum += reader.looks;
    }
  }
  return sum;
}

/** Repetitions that make patterns backtrack or a grammar look ahead again and again. */
const killers = [
  "1h     ",
  "2 days   ",
  "1h",
  "1h30m and a half ",
  "last ",
  "last 2 ",
  "the last ",
  "in the last ",
  "since ",
  "since since 9 ",
  "between ",
  "between 9 and ",
  "and ",
  "from 9 to ",
  "9-",
  "9:",
  "9.",
  "2026-01-01 ",
  "10.03.",
  "the the ",
  "Monday, ",
  "monday and ",
  "March 3 - ",
  "half ",
  "half past ",
  "twenty-",
  "a couple of ",
  "end of the ",
  "early ",
  "by by ",
  "due by ",
  "within ",
  "9 am yesterday ",
  "next week ",
  "last week's ",
  "week 1 ",
  "q1 ",
  "il y a ",
  "de 9 a ",
  "vor ",
  "seit 2 ",
  "'",
  "…",
  "é",
  "\u0301",
  "🎉",
  "\u200d",
  "\u00a0",
  "\t\n",
  "1",
  "a",
];

Deno.test("reading a text looks at each of its words a bounded number of times", () => {
  for (const killer of killers) {
    for (const size of [81, 277, 1_000, 2_000, longestText, 10 * longestText]) {
      const text = killer.repeat(Math.ceil(size / killer.length)).slice(0, size);
      const tokens = rawTokens(text).length;
      assert.ok(tokens <= mostTokens);
      const each = looks(text) / 14 / Math.max(tokens, 8);
      assert.ok(
        each <= looksPerToken,
        `${JSON.stringify(killer)} at ${size}: ${each} looks a token`,
      );
    }
  }
});

Deno.test("reading any text takes work that grows no faster than its length", () => {
  const piece = fc.oneof(
    fc.constantFrom(...killers),
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.integer({ min: 0, max: 99_999 }).map(String),
    fc.constantFrom(" ", "   ", "\n\n", "\u2003", "-", ":", ".", "/", ","),
  );
  const text = fc.tuple(
    fc.array(piece, { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 1, max: 500 }),
  )
    .map(([pieces, times]) => pieces.join("").repeat(times).slice(0, longestText));
  fc.assert(
    fc.property(text, (text) => {
      const each = looks(text) / 14 / Math.max(rawTokens(text).length, 8);
      assert.ok(each <= looksPerToken, `${each} looks a token`);
      const found = findDeadline(text, now, timezone);
      assert.ok(!found || found.due > now && text.includes(found.text));
    }),
    { numRuns: 150 },
  );
});

Deno.test("spaces between words change nothing", () => {
  const words = ["last 2 hours", "between 9 and 11 today", "1 h 30 min ago", "seit Montag 9 Uhr"];
  fc.assert(
    fc.property(
      fc.constantFrom(...words),
      fc.constantFrom("  ", "\t", "\n \n", " ".repeat(900), "\u00a0", "\u2003"),
      (prompt, gap) => {
        const wide = prompt.replaceAll(" ", gap);
        assert.deepEqual(
          parseTimeWindow(wide, now, timezone),
          parseTimeWindow(prompt, now, timezone),
        );
      },
    ),
  );
});

Deno.test("no text stops a function: four times as much of the worst takes four times as long", () => {
  const read = (length: number) => () => {
    for (const killer of killers) {
      const text = killer.repeat(length).slice(0, length);
      parseTimeWindow(text, now, timezone);
      findDeadline(text, now, timezone);
    }
  };
  assertLinear("all of the worst", read(longestText / 4), read(longestText));
});
