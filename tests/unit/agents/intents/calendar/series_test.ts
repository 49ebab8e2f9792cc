import assert from "node:assert/strict";
import fc from "fast-check";
import type { PatternedRecurrence } from "@microsoft/microsoft-graph-types";
import { daysOfSeries } from "../../../../../shared/agents/intents/calendar/series.ts";
import { Recurrence, weekdays } from "../../../../../shared/events/recurrence.ts";
import { datesOf, dateText } from "../../../../providers/outlook/recurrence.ts";

const day = 86_400_000;
const midnight = (text: string) => Date.parse(`${text}T00:00:00Z`);
const read = (first: string, from: string, until: string, recurrence: PatternedRecurrence) =>
  daysOfSeries(Recurrence.parse(recurrence), midnight(first), midnight(from), midnight(until))
    .map(dateText);

Deno.test("daysOfSeries() counts weeks from the one that a series begins in", () => {
  const everyOther: PatternedRecurrence = {
    pattern: {
      type: "weekly",
      interval: 2,
      daysOfWeek: ["monday", "thursday"],
      firstDayOfWeek: "monday",
    },
    range: { type: "endDate", startDate: "2026-03-05", endDate: "2026-04-02" },
  };
  assert.deepEqual(read("2026-03-05", "2026-03-01", "2026-06-01", everyOther), [
    "2026-03-05",
    "2026-03-16",
    "2026-03-19",
    "2026-03-30",
    "2026-04-02",
  ]);
});

Deno.test("daysOfSeries() has the last day of a month that is too short", () => {
  const monthly: PatternedRecurrence = {
    pattern: { type: "absoluteMonthly", interval: 1, dayOfMonth: 31 },
    range: { type: "noEnd", startDate: "2026-01-31" },
  };
  assert.deepEqual(read("2026-01-31", "2026-02-01", "2026-05-01", monthly), [
    "2026-02-28",
    "2026-03-31",
    "2026-04-30",
  ]);
});

const someDays = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 3 });
const interval = fc.integer({ min: 1, max: 4 });
const indexes = fc.constantFrom("first", "second", "third", "fourth", "last");
const pattern = fc.oneof(
  fc.record({ type: fc.constant("daily"), interval }),
  fc.record({
    type: fc.constant("weekly"),
    interval,
    daysOfWeek: someDays,
    firstDayOfWeek: fc.constantFrom(...weekdays),
  }),
  fc.record({
    type: fc.constant("absoluteMonthly"),
    interval,
    dayOfMonth: fc.integer({ min: 1, max: 31 }),
  }),
  fc.record({
    type: fc.constant("relativeMonthly"),
    interval,
    daysOfWeek: someDays,
    index: indexes,
  }),
  fc.record({
    type: fc.constant("absoluteYearly"),
    interval,
    dayOfMonth: fc.integer({ min: 1, max: 28 }),
    month: fc.integer({ min: 1, max: 12 }),
  }),
) as fc.Arbitrary<NonNullable<PatternedRecurrence["pattern"]>>;

Deno.test("daysOfSeries() has the days that the calendar itself has, wherever the window lies", () => {
  const numbered = fc.option(fc.integer({ min: 1, max: 40 }));
  fc.assert(
    fc.property(
      pattern,
      fc.integer({ min: 0, max: 700 }),
      fc.integer({ min: 0, max: 900 }),
      fc.integer({ min: 1, max: 120 }),
      numbered,
      (pattern, begins, ahead, length, count) => {
        const whole: PatternedRecurrence = {
          pattern,
          range: {
            startDate: dateText(midnight("2025-01-01") + begins * day),
            ...(count === null
              ? { type: "noEnd" as const }
              : { type: "numbered" as const, numberOfOccurrences: count }),
          },
        };
        // A series begins on a day that fits it.
        const [first] = datesOf(whole, midnight("2035-01-01"));
        if (first === undefined) return;
        const series = { ...whole, range: { ...whole.range, startDate: dateText(first) } };
        const from = first + (ahead - 60) * day;
        const until = from + length * day;
        const expected = [...datesOf(series, until - day)].filter((date) => date >= from);
        assert.deepEqual(daysOfSeries(Recurrence.parse(series), first, from, until), expected);
      },
    ),
    { numRuns: 300 },
  );
});
