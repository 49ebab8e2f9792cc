import assert from "node:assert/strict";
import { TZDate } from "@date-fns/tz";
import fc from "fast-check";
import { parseTimeWindow } from "../../../../shared/agents/time/time_window.ts";

const berlin = "Europe/Berlin";
const newYork = "America/New_York";

/** What the person's clock shows: "2026-03-18 15:30". */
function shown(date: Date, timezone: string): string {
  const text = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return text.format(date);
}

/** The window as the person's clock shows it. */
function read(prompt: string, now: string, timezone: string): string | null {
  const window = parseTimeWindow(prompt, new Date(now), timezone);
  return window && `${shown(window.start, timezone)} - ${shown(window.end, timezone)}`;
}

/** Wednesday, 15:30 in Berlin. */
const wednesday = "2026-03-18T14:30:00Z";

const table: [prompt: string, window: string][] = [
  ["summarize last 2 hours", "2026-03-18 13:30 - 2026-03-18 15:30"],
  ["summarise the past 90 minutes please", "2026-03-18 14:00 - 2026-03-18 15:30"],
  ["last 45m", "2026-03-18 14:45 - 2026-03-18 15:30"],
  ["in the last hour", "2026-03-18 14:30 - 2026-03-18 15:30"],
  ["last couple of hours", "2026-03-18 13:30 - 2026-03-18 15:30"],
  ["over the last few hours", "2026-03-18 12:30 - 2026-03-18 15:30"],
  ["last half an hour", "2026-03-18 15:00 - 2026-03-18 15:30"],
  ["last quarter of an hour", "2026-03-18 15:15 - 2026-03-18 15:30"],
  ["last 1.5 hours", "2026-03-18 14:00 - 2026-03-18 15:30"],
  ["last 1.5 days", "2026-03-17 03:30 - 2026-03-18 15:30"],
  ["LAST 3 DAYS", "2026-03-15 15:30 - 2026-03-18 15:30"],
  ["last 2d", "2026-03-16 15:30 - 2026-03-18 15:30"],
  ["past two weeks", "2026-03-04 15:30 - 2026-03-18 15:30"],
  ["last 6 months", "2025-09-18 15:30 - 2026-03-18 15:30"],
  ["past year", "2025-03-18 15:30 - 2026-03-18 15:30"],
  ["past week", "2026-03-11 15:30 - 2026-03-18 15:30"],
  ["last week", "2026-03-09 00:00 - 2026-03-16 00:00"],
  ["what happened last month?", "2026-02-01 00:00 - 2026-03-01 00:00"],
  ["last quarter", "2025-10-01 00:00 - 2026-01-01 00:00"],
  ["last year", "2025-01-01 00:00 - 2026-01-01 00:00"],
  ["this hour", "2026-03-18 15:00 - 2026-03-18 15:30"],
  ["this week", "2026-03-16 00:00 - 2026-03-18 15:30"],
  ["this month", "2026-03-01 00:00 - 2026-03-18 15:30"],
  ["this quarter", "2026-01-01 00:00 - 2026-03-18 15:30"],
  ["this year", "2026-01-01 00:00 - 2026-03-18 15:30"],
  ["next week", "2026-03-23 00:00 - 2026-03-30 00:00"],
  ["next hour", "2026-03-18 15:30 - 2026-03-18 16:30"],
  ["next month", "2026-04-01 00:00 - 2026-05-01 00:00"],
  ["since last week", "2026-03-09 00:00 - 2026-03-18 15:30"],
  ["before this week", "2026-02-14 00:00 - 2026-03-16 00:00"],
  ["today", "2026-03-18 00:00 - 2026-03-19 00:00"],
  ["yesterday", "2026-03-17 00:00 - 2026-03-18 00:00"],
  ["the day before yesterday", "2026-03-16 00:00 - 2026-03-17 00:00"],
  ["tomorrow", "2026-03-19 00:00 - 2026-03-20 00:00"],
  ["this morning", "2026-03-18 00:00 - 2026-03-18 12:00"],
  ["yesterday afternoon", "2026-03-17 12:00 - 2026-03-17 18:00"],
  ["last night", "2026-03-17 18:00 - 2026-03-18 06:00"],
  ["this weekend", "2026-03-14 00:00 - 2026-03-16 00:00"],
  ["over the weekend", "2026-03-14 00:00 - 2026-03-16 00:00"],
  ["since the weekend", "2026-03-14 00:00 - 2026-03-18 15:30"],
  ["next weekend", "2026-03-21 00:00 - 2026-03-23 00:00"],
  ["on Monday", "2026-03-16 00:00 - 2026-03-17 00:00"],
  ["on Friday", "2026-03-13 00:00 - 2026-03-14 00:00"],
  ["last Friday", "2026-03-13 00:00 - 2026-03-14 00:00"],
  ["on Sat", "2026-03-14 00:00 - 2026-03-15 00:00"],
  ["on 3 March", "2026-03-03 00:00 - 2026-03-04 00:00"],
  ["on 2026-03-10", "2026-03-10 00:00 - 2026-03-11 00:00"],
  ["in January", "2026-01-01 00:00 - 2026-02-01 00:00"],
  ["in December", "2025-12-01 00:00 - 2026-01-01 00:00"],
  ["in May", "2025-05-01 00:00 - 2025-06-01 00:00"],
  ["3 days ago", "2026-03-15 00:00 - 2026-03-16 00:00"],
  ["since yesterday", "2026-03-17 00:00 - 2026-03-18 15:30"],
  ["since Monday 9am", "2026-03-16 09:00 - 2026-03-18 15:30"],
  ["since 9am", "2026-03-18 09:00 - 2026-03-18 15:30"],
  ["since 23:00", "2026-03-17 23:00 - 2026-03-18 15:30"],
  ["after 2pm yesterday", "2026-03-17 14:00 - 2026-03-18 15:30"],
  ["before yesterday", "2026-02-15 00:00 - 2026-03-17 00:00"],
  ["until 9am", "2026-03-18 00:00 - 2026-03-18 09:00"],
  ["between 9 and 11", "2026-03-18 09:00 - 2026-03-18 11:00"],
  ["what was said between 9 and 11 today?", "2026-03-18 09:00 - 2026-03-18 11:00"],
  ["between 9am and 11am yesterday", "2026-03-17 09:00 - 2026-03-17 11:00"],
  ["between 22:00 and 2:00", "2026-03-17 22:00 - 2026-03-18 02:00"],
  ["between Monday and Wednesday", "2026-03-16 00:00 - 2026-03-19 00:00"],
  ["from 9am to 5pm yesterday", "2026-03-17 09:00 - 2026-03-17 17:00"],
  ["at 9", "2026-03-18 09:00 - 2026-03-18 10:00"],
];

Deno.test("parseTimeWindow() reads a window on the person's clock", () => {
  for (const [prompt, window] of table) {
    assert.equal(read(prompt, wednesday, berlin), window, prompt);
  }
});

Deno.test("parseTimeWindow() finds none in words that name no time", () => {
  const none = [
    "what needs action?",
    "what did Mira decide about the launch date?",
    "what may I do",
    "march forward with the plan",
    "may",
    "the sun shines",
    "who sat beside me",
    "second option",
    "give me a sec",
    "right now",
    "topic 5",
    "version 2.1",
    "invoice 2291",
    "10 minutes",
    "who planned the weekend trip?",
    "send it by Friday",
    "what do I have to do by tomorrow",
    "last 0 hours",
    "",
    "🎉",
  ];
  for (const prompt of none) assert.equal(read(prompt, wednesday, berlin), null, prompt);
});

Deno.test("parseTimeWindow() reads the same words on another clock", () => {
  // Half past nine in the evening of the 17th in New York, the 18th in Berlin.
  const now = "2026-03-18T01:30:00Z";
  assert.equal(read("yesterday", now, berlin), "2026-03-17 00:00 - 2026-03-18 00:00");
  assert.equal(read("yesterday", now, newYork), "2026-03-16 00:00 - 2026-03-17 00:00");
  assert.equal(read("since 9am", now, newYork), "2026-03-17 09:00 - 2026-03-17 21:30");
  assert.equal(read("today", now, "Pacific/Kiritimati"), "2026-03-18 00:00 - 2026-03-19 00:00");
  assert.equal(read("today", now, "Asia/Kathmandu"), "2026-03-18 00:00 - 2026-03-19 00:00");
});

/** Hours in the window. */
function length(prompt: string, now: string, timezone: string): number | undefined {
  const window = parseTimeWindow(prompt, new Date(now), timezone);
  return window ? (window.end.getTime() - window.start.getTime()) / 3_600_000 : undefined;
}

const changes: [zone: string, what: string, now: string, hours: number][] = [
  [berlin, "clocks go forward", "2026-03-29T16:30:00Z", 23],
  [berlin, "clocks go back", "2026-10-25T17:30:00Z", 25],
  [newYork, "clocks go forward", "2026-03-08T22:30:00Z", 23],
  [newYork, "clocks go back", "2026-11-01T23:30:00Z", 25],
];

Deno.test("parseTimeWindow() keeps to the clock on the day on which clocks change", () => {
  for (const [zone, what, now, hours] of changes) {
    const day = shown(new Date(now), zone).slice(0, 10);
    const at = `${zone}, ${what}`;
    assert.equal(length("today", now, zone), hours, at);
    assert.equal(length("last 24 hours", now, zone), 24, at);
    assert.equal(length("last day", now, zone), hours, at);
    assert.equal(read("this morning", now, zone), `${day} 00:00 - ${day} 12:00`, at);
    assert.equal(read("this afternoon", now, zone), `${day} 12:00 - ${day} 18:00`, at);
    assert.equal(read("since 9am", now, zone)?.slice(0, 16), `${day} 09:00`, at);
    assert.match(read("last night", now, zone) ?? "", /^\S+ 18:00 - \S+ 06:00$/, at);
    assert.equal(read("before 9am", now, zone), `${day} 00:00 - ${day} 09:00`, at);
  }
});

Deno.test("parseTimeWindow() keeps to the clock across a change of clocks", () => {
  for (const [zone, what, now] of changes) {
    const next = new Date(Date.parse(now) + 24 * 3_600_000).toISOString();
    const at = `${zone}, ${what}`;
    // A day or a time that lies ahead is moved to its last occurrence, before the change.
    for (const prompt of ["on Friday", "yesterday", "on Saturday", "the weekend", "last week"]) {
      const window = read(prompt === "the weekend" ? "over the weekend" : prompt, next, zone);
      assert.match(window ?? "", /^\S+ 00:00 - \S+ 00:00$/, `${at}: ${prompt}`);
    }
    assert.match(read("since 23:00", next, zone) ?? "", /^\S+ 23:00 /, at);
    assert.match(read("since 23:00", now, zone) ?? "", /^\S+ 23:00 /, at);
    // From the day before, the nearest Monday lies after the change and the last one before it.
    const eve = new Date(Date.parse(now) - 24 * 3_600_000).toISOString();
    assert.match(read("on Monday", eve, zone) ?? "", /^\S+ 00:00 - \S+ 00:00$/, at);
    const night = read("between 22:00 and 2:30", next, zone) ?? "";
    assert.match(night, /^\S+ 22:00 - \S+ 02:30$/, at);
  }
});

Deno.test("parseTimeWindow() gets over the ends of months and years", () => {
  const newYear = "2026-01-01T11:00:00Z";
  assert.equal(read("yesterday", newYear, "UTC"), "2025-12-31 00:00 - 2026-01-01 00:00");
  assert.equal(read("last month", newYear, "UTC"), "2025-12-01 00:00 - 2026-01-01 00:00");
  assert.equal(read("this week", newYear, "UTC"), "2025-12-29 00:00 - 2026-01-01 11:00");
  assert.equal(read("on 31 December", newYear, "UTC"), "2025-12-31 00:00 - 2026-01-01 00:00");
  const lateMarch = "2026-03-31T11:00:00Z";
  assert.equal(read("past month", lateMarch, "UTC"), "2026-02-28 11:00 - 2026-03-31 11:00");
  assert.equal(read("last month", lateMarch, "UTC"), "2026-02-01 00:00 - 2026-03-01 00:00");
  const leap = "2024-03-01T11:00:00Z";
  assert.equal(read("yesterday", leap, "UTC"), "2024-02-29 00:00 - 2024-03-01 00:00");
  assert.equal(
    read("past year", "2024-02-29T11:00:00Z", "UTC"),
    "2023-02-28 11:00 - 2024-02-29 11:00",
  );
});

Deno.test("parseTimeWindow() leaves out the weekend that has not begun", () => {
  const saturday = "2026-03-14T10:00:00Z";
  assert.equal(read("this weekend", saturday, "UTC"), "2026-03-14 00:00 - 2026-03-16 00:00");
  assert.equal(read("last weekend", saturday, "UTC"), "2026-03-07 00:00 - 2026-03-09 00:00");
  const monday = "2026-03-16T00:00:00Z";
  assert.equal(read("last weekend", monday, "UTC"), "2026-03-14 00:00 - 2026-03-16 00:00");
});

const zone = fc.constantFrom(
  "UTC",
  berlin,
  newYork,
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/St_Johns",
);
const instant = fc.date({
  min: new Date("2005-01-01T00:00:00Z"),
  max: new Date("2037-01-01T00:00:00Z"),
  noInvalidDate: true,
});

Deno.test("parseTimeWindow() counts hours and minutes exactly, up to now", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), instant, zone, (count, now, timezone) => {
      for (const [unit, milliseconds] of [["hours", 3_600_000], ["minutes", 60_000]] as const) {
        const window = parseTimeWindow(`summarize last ${count} ${unit}`, now, timezone);
        assert.ok(window);
        assert.equal(window.end.getTime(), now.getTime());
        assert.equal(now.getTime() - window.start.getTime(), count * milliseconds);
      }
    }),
  );
});

Deno.test("parseTimeWindow() shows the same time of another day for whole days", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), instant, zone, (count, now, timezone) => {
      const window = parseTimeWindow(`last ${count} days`, now, timezone);
      assert.ok(window);
      const [from, to] = [new TZDate(window.start, timezone), new TZDate(now, timezone)];
      const days = Date.UTC(to.getFullYear(), to.getMonth(), to.getDate()) -
        Date.UTC(from.getFullYear(), from.getMonth(), from.getDate());
      const ahead = from.getHours() * 60 + from.getMinutes() - to.getHours() * 60 - to.getMinutes();
      // A time that the clock leaves out on that day becomes the next one that it shows.
      assert.ok(ahead === 0 || ahead > 0 && ahead <= 60, `${ahead} minutes off`);
      assert.equal(days, count * 86_400_000);
    }),
  );
});

Deno.test("parseTimeWindow() gives a window that starts before it ends, or none, for any words", () => {
  const words = fc.constantFrom(
    ...table.flatMap(([prompt]) => prompt.split(" ")),
    "last",
    "9999",
    "years",
    "0",
    "-",
    "and",
    "2026-02-30",
    "25:61",
    "🎉",
    "(",
  );
  const prompts = fc.oneof(
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join(" ")),
    fc.string({ unit: "binary", maxLength: 60 }),
  );
  fc.assert(
    fc.property(prompts, instant, zone, (prompt, now, timezone) => {
      const window = parseTimeWindow(prompt, now, timezone);
      if (window === null) return;
      assert.ok(window.start < window.end);
      // Written as the database can read it.
      assert.match(window.start.toISOString(), /^\d{4}-/);
      assert.match(window.end.toISOString(), /^\d{4}-/);
    }),
    { numRuns: 1000 },
  );
});
