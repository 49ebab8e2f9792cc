import assert from "node:assert/strict";
import type { PatternedRecurrence } from "@microsoft/microsoft-graph-types";
import { dateOf, datesOf, dateText } from "../../providers/outlook/recurrence.ts";

const CASES: [string, PatternedRecurrence["pattern"], PatternedRecurrence["range"], string[]][] = [
  [
    "every other day",
    { type: "daily", interval: 2 },
    { type: "endDate", startDate: "2026-02-26", endDate: "2026-03-04" },
    ["2026-02-26", "2026-02-28", "2026-03-02", "2026-03-04"],
  ],
  [
    "two days of every other week that begins on Monday",
    {
      type: "weekly",
      interval: 2,
      daysOfWeek: ["sunday", "wednesday"],
      firstDayOfWeek: "monday",
    },
    { type: "numbered", startDate: "2026-11-04", numberOfOccurrences: 4 },
    ["2026-11-04", "2026-11-08", "2026-11-18", "2026-11-22"],
  ],
  [
    "the same where it begins on Sunday",
    {
      type: "weekly",
      interval: 2,
      daysOfWeek: ["sunday", "wednesday"],
      firstDayOfWeek: "sunday",
    },
    { type: "numbered", startDate: "2026-11-04", numberOfOccurrences: 4 },
    ["2026-11-04", "2026-11-15", "2026-11-18", "2026-11-29"],
  ],
  [
    "the 31st, or the last day of a shorter month",
    { type: "absoluteMonthly", interval: 1, dayOfMonth: 31 },
    { type: "numbered", startDate: "2028-01-31", numberOfOccurrences: 4 },
    ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"],
  ],
  [
    "the last Friday of every third month",
    { type: "relativeMonthly", interval: 3, daysOfWeek: ["friday"], index: "last" },
    { type: "numbered", startDate: "2026-01-30", numberOfOccurrences: 3 },
    ["2026-01-30", "2026-04-24", "2026-07-31"],
  ],
  [
    "a date of the year",
    { type: "absoluteYearly", interval: 1, month: 3, dayOfMonth: 8 },
    { type: "endDate", startDate: "2026-03-08", endDate: "2028-03-07" },
    ["2026-03-08", "2027-03-08"],
  ],
  [
    "the second Sunday of May",
    { type: "relativeYearly", interval: 1, month: 5, daysOfWeek: ["sunday"], index: "second" },
    { type: "numbered", startDate: "2026-05-10", numberOfOccurrences: 2 },
    ["2026-05-10", "2027-05-09"],
  ],
];

for (const [name, pattern, range, expected] of CASES) {
  Deno.test(`datesOf() gives ${name}`, () => {
    const found = [
      ...datesOf({ pattern: pattern ?? null, range: range ?? null }, dateOf("2030-01-01")),
    ];
    assert.deepEqual(found.map(dateText), expected);
  });
}
