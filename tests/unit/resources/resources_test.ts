import assert from "node:assert/strict";
import { userClient } from "../../../shared/database/clients.ts";
import { ProblemError } from "../../../shared/http/errors.ts";
import * as calendar from "../../../shared/resources/calendar.ts";
import { listTasks } from "../../../shared/resources/tasks.ts";
import { eventId } from "../../support/evidence.ts";
import { recordedFetch, testConfig } from "../../support/platform.ts";

function clientOver(answer: (request: Request) => Response) {
  const network = recordedFetch(answer);
  return { client: userClient(testConfig(), "token", network.fetch), requests: network.requests };
}

/** The rows of this page of a table that holds so many. */
function pageOf<T>(request: Request, count: number, row: (number: number) => T): Response {
  const query = new URL(request.url).searchParams;
  const [offset, limit] = [Number(query.get("offset") ?? 0), Number(query.get("limit"))];
  const size = Math.max(0, Math.min(limit, 1000, count - offset));
  return Response.json(Array.from({ length: size }, (_, index) => row(offset + index)));
}

const at = "2026-01-05T09:00:00+00:00";
const priorities = ["low", "high", "medium"] as const;

function task(number: number) {
  return {
    id: eventId(number),
    status: "open",
    priority: priorities[number % 3],
    title: `Task ${number}`,
    details: null,
    due_at: null,
    source_event_id: null,
    source_refs: [],
    created_at: at,
    updated_at: at,
  };
}

function event(number: number) {
  return {
    id: eventId(number),
    title: `Event ${number}`,
    description: null,
    start_at: at,
    end_at: at,
    location: null,
    created_at: at,
    updated_at: at,
  };
}

Deno.test("listTasks() reads all pages and puts the most urgent first", async () => {
  const { client, requests } = clientOver((request) => pageOf(request, 2100, task));
  const tasks = await listTasks(client, { status: "open" });
  assert.equal(tasks.length, 2100);
  assert.equal(requests.length, 3);
  const order = tasks.map(({ priority }) => priority);
  assert.deepEqual(order, [
    ...Array(700).fill("high"),
    ...Array(700).fill("medium"),
    ...Array(700).fill("low"),
  ]);
  // Within a priority the database's own order stands: by what is due first, then newest first.
  const high = tasks.slice(0, 700).map(({ id }) => id);
  assert.deepEqual(high, [...high].sort());
});

Deno.test("listTasks() asks for one status, and for one priority where it is given", async () => {
  const { client, requests } = clientOver((request) => pageOf(request, 0, task));
  await listTasks(client, { status: "done" });
  await listTasks(client, { status: "open", priority: "high" });
  const [plain, filtered] = requests.map((request) => new URL(request.url).searchParams);
  assert.deepEqual([plain?.get("status"), plain?.get("priority")], ["eq.done", null]);
  assert.deepEqual([filtered?.get("status"), filtered?.get("priority")], ["eq.open", "eq.high"]);
});

Deno.test("listEvents() reads all pages of what overlaps the window", async () => {
  const { client, requests } = clientOver((request) => pageOf(request, 1500, event));
  const query = { start_at: "2026-01-01T00:00:00Z", end_at: "2026-02-01T00:00:00Z" };
  assert.equal((await calendar.listEvents(client, query)).length, 1500);
  assert.equal(requests.length, 2);
  const asked = new URL(requests[0]?.url ?? "").searchParams;
  assert.equal(asked.get("start_at"), `lt.${query.end_at}`);
  const start = new Date(query.start_at).toISOString();
  assert.equal(asked.get("or"), `(end_at.gt."${start}",start_at.gte."${start}")`);
});

Deno.test("updateEvent() names the field whose change would end the event before it starts", async () => {
  const { client } = clientOver(() =>
    Response.json({
      code: "23514",
      message: 'new row violates check constraint "end_is_not_before_start"',
    }, { status: 400 })
  );
  for (const field of ["start_at", "end_at"]) {
    const error = await calendar.updateEvent(client, eventId(1), { [field]: at }).then(
      () => assert.fail("no error"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof ProblemError);
    assert.equal(error.status, 400);
    assert.deepEqual(error.extra.errors, [
      { field, message: "end_at must not lie before start_at" },
    ]);
  }
});

Deno.test("every call throws what the database refuses, and says which call it was", async () => {
  const { client } = clientOver(() =>
    Response.json({ code: "57014", message: "canceling statement" }, { status: 400 })
  );
  const id = eventId(1);
  const calls: Record<string, () => Promise<unknown>> = {
    "read tasks": () => listTasks(client, { status: "open" }),
    "read calendar": () => calendar.listEvents(client, {}),
    "add calendar event": () =>
      calendar.createEvent(client, { title: "x", start_at: at, end_at: at }),
    "read calendar event": () => calendar.getEvent(client, id),
    "change calendar event": () => calendar.updateEvent(client, id, { title: "x" }),
    "delete calendar event": () => calendar.deleteEvent(client, id),
  };
  for (const [operation, call] of Object.entries(calls)) {
    await assert.rejects(call, { name: "DatabaseError", code: "57014", operation });
  }
});
