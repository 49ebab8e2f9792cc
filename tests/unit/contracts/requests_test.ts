import assert from "node:assert/strict";
import type { z } from "zod";
import { Instant } from "../../../shared/contracts/api.ts";
import {
  CalendarEventChange,
  CalendarQuery,
  NewCalendarEvent,
} from "../../../shared/contracts/calendar.ts";
import { PromptRequest } from "../../../shared/contracts/prompts.ts";
import { type Task, taskList, TaskQuery } from "../../../shared/contracts/tasks.ts";
import { fieldErrors } from "../../../shared/http/validation.ts";

/** The faults as "field message". */
function faults(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? []
    : fieldErrors(parsed.error.issues).map(({ field, message }) => `${field} ${message}`);
}

const half = "half a pair \ud83d";
const unstorable = "must not hold U+0000 or half a surrogate pair";

Deno.test("PromptRequest trims the prompt and takes up to 4,000 characters", () => {
  assert.equal(
    PromptRequest.parse({ prompt: "  what needs action?\n" }).prompt,
    "what needs action?",
  );
  assert.equal(PromptRequest.parse({ prompt: "x".repeat(4000) }).prompt.length, 4000);
  assert.deepEqual(faults(PromptRequest, { prompt: "x".repeat(4001) }), [
    "prompt must have at most 4000 characters",
  ]);
  for (const prompt of ["", "   ", "\n\t"]) {
    assert.deepEqual(faults(PromptRequest, { prompt }), ["prompt must not be empty"]);
  }
  for (const prompt of [undefined, null, 7, ["x"], {}]) {
    assert.deepEqual(faults(PromptRequest, { prompt }), ["prompt must be a text"]);
  }
});

Deno.test("PromptRequest refuses text that the database cannot compare with", () => {
  for (const prompt of ["nothing\u0000here", half]) {
    assert.deepEqual(faults(PromptRequest, { prompt }), [`prompt ${unstorable}`]);
  }
  assert.equal(PromptRequest.parse({ prompt: "what about 🎉?" }).prompt, "what about 🎉?");
});

Deno.test("PromptRequest names what is wrong with its context", () => {
  const inContext = (context: unknown) => faults(PromptRequest, { prompt: "x", context });
  assert.deepEqual(inContext({ sources: [] }), [
    "context.sources must name at least one source, or be left out",
  ]);
  const [source, ...rest] = inContext({ sources: ["slack", "fax"] });
  assert.match(source ?? "", /^context\.sources\[1\] .*slack/);
  assert.deepEqual(rest, []);
  assert.deepEqual(inContext({ priority: "urgent" }), [
    "context.priority must be low, medium or high",
  ]);
  assert.deepEqual(inContext({ sauces: ["slack"] }), ["context.sauces is not a known field"]);
  assert.deepEqual(faults(PromptRequest, { prompt: "x", user_id: "y" }), [
    "user_id is not a known field",
  ]);
  assert.deepEqual(inContext({ sources: ["slack"], time_window: null, priority: "low" }), []);
});

Deno.test("PromptRequest takes each source once", () => {
  const sources = ["slack", "outlook", "slack"];
  assert.deepEqual(PromptRequest.parse({ prompt: "x", context: { sources } }).context?.sources, [
    "slack",
    "outlook",
  ]);
});

Deno.test("PromptRequest wants a window that starts before it ends", () => {
  const of = (start: unknown, end: unknown) =>
    faults(PromptRequest, { prompt: "x", context: { time_window: { start, end } } });
  const noon = "2026-01-31T12:00:00Z";
  assert.deepEqual(of("2026-01-31T11:00:00Z", noon), []);
  // The same instant in another offset.
  assert.deepEqual(of("2026-01-31T13:00:00+01:00", noon), [
    "context.time_window.start start must lie before end",
  ]);
  assert.deepEqual(of("2026-02-01T00:00:00Z", noon).length, 1);
  const [missing] = of(undefined, noon);
  assert.match(missing ?? "", /^context\.time_window\.start must be an ISO time/);
});

Deno.test("Instant wants a day that exists, an offset and a year that the database knows", () => {
  const accepted = [
    "2026-01-31T09:00:00Z",
    "2026-01-31T09:00:00.123456+05:30",
    "2024-02-29T23:59:59-11:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
  ];
  for (const text of accepted) assert.deepEqual(faults(Instant, text), [], text);
  const refused = [
    "2026-01-31",
    "2026-01-31T09:00:00",
    "2026-02-29T09:00:00Z",
    "2026-13-01T09:00:00Z",
    "2026-01-31T25:00:00Z",
    "2026-01-31 09:00:00Z",
    "2026-01-31T09:00:00+24:00",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "yesterday",
    "",
    1_700_000_000,
  ];
  for (const text of refused) {
    assert.deepEqual(faults(Instant, text), [
      "body must be an ISO time with offset, such as 2026-01-31T09:00:00Z",
    ], String(text));
  }
});

const event = {
  title: "Dentist",
  start_at: "2026-01-31T09:00:00Z",
  end_at: "2026-01-31T09:30:00Z",
};

Deno.test("NewCalendarEvent names a field that is missing, empty or too long", () => {
  assert.deepEqual(faults(NewCalendarEvent, event), []);
  assert.deepEqual(
    faults(NewCalendarEvent, { ...event, description: null, location: null }),
    [],
  );
  assert.deepEqual(faults(NewCalendarEvent, { ...event, title: " " }), ["title must not be empty"]);
  assert.deepEqual(faults(NewCalendarEvent, { ...event, title: "x".repeat(501) }), [
    "title must have at most 500 characters",
  ]);
  assert.deepEqual(faults(NewCalendarEvent, { ...event, description: "x".repeat(20_001) }), [
    "description must have at most 20000 characters",
  ]);
  assert.deepEqual(faults(NewCalendarEvent, { ...event, location: "x".repeat(1001) }), [
    "location must have at most 1000 characters",
  ]);
  const nothing = faults(NewCalendarEvent, {}).map((fault) => fault.split(" ")[0]);
  assert.deepEqual(nothing, ["title", "start_at", "end_at"]);
  assert.deepEqual(faults(NewCalendarEvent, { ...event, id: "x", user_id: "y" }), [
    "id is not a known field",
    "user_id is not a known field",
  ]);
});

Deno.test("NewCalendarEvent refuses text that the database cannot store", () => {
  for (const field of ["title", "description", "location"]) {
    for (const text of ["nothing\u0000here", half]) {
      assert.deepEqual(faults(NewCalendarEvent, { ...event, [field]: text }), [
        `${field} ${unstorable}`,
      ]);
      assert.deepEqual(faults(CalendarEventChange, { [field]: text }), [`${field} ${unstorable}`]);
    }
  }
});

Deno.test("NewCalendarEvent may end when it starts and not before", () => {
  assert.deepEqual(faults(NewCalendarEvent, { ...event, end_at: event.start_at }), []);
  assert.deepEqual(faults(NewCalendarEvent, { ...event, end_at: "2026-01-31T09:30:00+01:00" }), [
    "end_at must not lie before start_at",
  ]);
});

Deno.test("CalendarEventChange names at least one field and never orders times backwards", () => {
  assert.deepEqual(faults(CalendarEventChange, { title: "x" }), []);
  assert.deepEqual(faults(CalendarEventChange, { location: null }), []);
  assert.deepEqual(faults(CalendarEventChange, {}), [
    "body must name at least one field to change",
  ]);
  assert.deepEqual(
    faults(CalendarEventChange, { start_at: event.end_at, end_at: event.start_at }),
    ["end_at must not lie before start_at"],
  );
  assert.deepEqual(faults(CalendarEventChange, { start_at: null }), [
    "start_at must be an ISO time with offset, such as 2026-01-31T09:00:00Z",
  ]);
});

Deno.test("CalendarQuery leaves either end open", () => {
  for (const query of [{}, { start_at: event.start_at }, { end_at: event.end_at }]) {
    assert.deepEqual(faults(CalendarQuery, query), []);
  }
  assert.deepEqual(faults(CalendarQuery, { start_at: event.end_at, end_at: event.start_at }), [
    "end_at must not lie before start_at",
  ]);
  assert.deepEqual(faults(CalendarQuery, { from: event.start_at }), ["from is not a known field"]);
});

Deno.test("TaskQuery asks for open tasks unless told otherwise", () => {
  assert.deepEqual(TaskQuery.parse({}), { status: "open", limit: 100 });
  assert.deepEqual(faults(TaskQuery, { status: "closed", priority: "urgent" }), [
    "status must be open, done or snoozed",
    "priority must be low, medium or high",
  ]);
  assert.deepEqual(faults(TaskQuery, { status: ["open", "done"] }), [
    "status must be open, done or snoozed",
  ]);
  assert.deepEqual(faults(TaskQuery, { state: "open" }), ["state is not a known field"]);
});

Deno.test("taskList() counts tasks per priority", () => {
  const task = (priority: Task["priority"]): Task => ({
    id: crypto.randomUUID(),
    status: "open",
    status_reason: null,
    priority,
    title: "x",
    details: null,
    due_at: null,
    snoozed_until: null,
    source_event_id: null,
    source_refs: [],
    created_at: event.start_at,
    updated_at: event.start_at,
  });
  const tasks = (["low", "high", "low"] as const).map(task);
  assert.deepEqual(taskList(tasks), {
    tasks,
    total: 3,
    by_priority: { high: 1, medium: 0, low: 2 },
  });
  assert.deepEqual(taskList([]).by_priority, { high: 0, medium: 0, low: 0 });
});
