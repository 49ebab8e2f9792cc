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

const at = "2026-01-05T09:00:00+00:00";
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
    list_tasks: () => listTasks(client, { status: "open", limit: 100 }),
    list_calendar_events: () => calendar.listEvents(client, { limit: 100 }),
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
