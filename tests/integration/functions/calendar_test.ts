import assert from "node:assert/strict";
import { CalendarEvent, CalendarList } from "../../../shared/contracts/calendar.ts";
import { calendarApp } from "../../../shared/apps/calendar.ts";
import { ask, type Asked } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";

const meeting = {
  title: "  Pilot visit ",
  description: "Bring the demo tablet",
  start_at: "2026-03-20T10:00:00+01:00",
  end_at: "2026-03-20T11:00:00+01:00",
  location: "Lisbon",
};

/** The same instant, however it is written. */
function sameInstant(a: string | undefined, b: string): boolean {
  return Date.parse(a ?? "") === Date.parse(b);
}

Deno.test("/calendar/events", async (t) => {
  await using test = await startTestStack();
  const app = calendarApp(test.services);
  const { token } = await test.signUp("owner");
  const other = await test.signUp("other");

  const send = (path: string, asked: Asked = {}) =>
    ask(app, `/calendar/events${path}`, { token, ...asked });
  const add = async (event: object, asked: Asked = {}) => {
    const response = await send("", { body: event, ...asked });
    assert.equal(response.status, 201);
    return CalendarEvent.parse(await response.json());
  };
  const list = async (query = "", asked: Asked = {}) => {
    const response = await send(query, asked);
    assert.equal(response.status, 200);
    const { events, total } = CalendarList.parse(await response.json());
    assert.equal(total, events.length);
    return events;
  };
  const change = (id: string, body: object) => send(`/${id}`, { method: "PUT", body });

  await t.step("POST adds an event and gives it back as stored", async () => {
    assert.deepEqual(await list(), []);
    const event = await add(meeting);
    assert.equal(event.title, "Pilot visit");
    assert.equal(event.description, meeting.description);
    assert.equal(event.location, "Lisbon");
    assert.ok(sameInstant(event.start_at, "2026-03-20T09:00:00Z"));
    assert.ok(sameInstant(event.end_at, "2026-03-20T10:00:00Z"));
    assert.deepEqual(await list(), [event]);
  });

  await t.step("POST needs a title and times, and nothing else", async () => {
    const { title, start_at, end_at } = meeting;
    const bare = await add({ title, start_at, end_at });
    assert.deepEqual([bare.description, bare.location], [null, null]);
    const instant = await add({ title, start_at, end_at: start_at });
    assert.equal(instant.start_at, instant.end_at);
    await send(`/${bare.id}`, { method: "DELETE" });
    await send(`/${instant.id}`, { method: "DELETE" });
  });

  await t.step("GET gives one event", async () => {
    const [event] = await list();
    const response = await send(`/${event?.id}`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), event);
  });

  await t.step("GET lists what overlaps the half-open window, in order", async () => {
    const [first] = await list();
    const early = await add({
      ...meeting,
      title: "Early",
      start_at: "2026-03-20T07:00:00Z",
      end_at: "2026-03-20T08:00:00Z",
    });
    const point = await add({
      ...meeting,
      title: "Point",
      start_at: "2026-03-20T10:00:00Z",
      end_at: "2026-03-20T10:00:00Z",
    });
    const titles = async (start_at?: string, end_at?: string) => {
      const query = new URLSearchParams({
        ...(start_at ? { start_at } : {}),
        ...(end_at ? { end_at } : {}),
      });
      return (await list(`?${query}`)).map((event) => event.title);
    };
    assert.deepEqual(await titles(), ["Early", "Pilot visit", "Point"]);
    assert.deepEqual(await titles("2026-03-20T07:30:00Z", "2026-03-20T09:30:00Z"), [
      "Early",
      "Pilot visit",
    ]);
    // What begins at the end of the window, and what ended at its start, lies outside.
    assert.deepEqual(await titles("2026-03-20T08:00:00Z", "2026-03-20T09:00:00Z"), []);
    assert.deepEqual(await titles("2026-03-20T10:00:00Z", "2026-03-20T11:00:00Z"), ["Point"]);
    assert.deepEqual(await titles("2026-03-20T10:30:00+01:00"), ["Pilot visit", "Point"]);
    assert.deepEqual(await titles(undefined, "2026-03-20T09:00:00Z"), ["Early"]);
    assert.equal(first?.title, "Pilot visit");
    for (const { id } of [early, point]) await send(`/${id}`, { method: "DELETE" });
  });

  await t.step("PUT changes what is given and leaves the rest", async () => {
    const [event] = await list();
    const id = event?.id ?? "";
    const response = await change(id, { title: "Pilot visit, moved", location: null });
    assert.equal(response.status, 200);
    const changed = CalendarEvent.parse(await response.json());
    assert.deepEqual(
      { ...changed, updated_at: "" },
      { ...event, title: "Pilot visit, moved", location: null, updated_at: "" },
    );
    const later = await change(id, {
      start_at: "2026-03-21T09:00:00Z",
      end_at: "2026-03-21T10:00:00Z",
    });
    assert.equal(later.status, 200);
    const [stored] = await list();
    assert.ok(sameInstant(stored?.start_at, "2026-03-21T09:00:00Z"));
    assert.equal(stored?.title, "Pilot visit, moved");
  });

  await t.step("PUT refuses a change that would end the event before it starts", async () => {
    const [event] = await list();
    const id = event?.id ?? "";
    const fields = async (body: object) => await fieldsOf(await change(id, body));
    assert.deepEqual(await fields({ start_at: "2026-03-21T10:00:01Z" }), ["start_at"]);
    assert.deepEqual(await fields({ end_at: "2026-03-21T08:59:59Z" }), ["end_at"]);
    const both = { start_at: "2026-03-22T10:00:00Z", end_at: "2026-03-22T09:00:00Z" };
    assert.deepEqual(await fields(both), ["end_at"]);
    assert.deepEqual(await list(), [event]);
  });

  await t.step("every route names what is wrong with a body, a query or an id", async () => {
    const [event] = await list();
    const id = event?.id ?? "";
    const fields = async (response: Promise<Response>) => await fieldsOf(await response);
    assert.deepEqual(await fields(send("", { body: {} })), ["title", "start_at", "end_at"]);
    assert.deepEqual(
      await fields(send("", { body: { ...meeting, end_at: "2020-01-01T00:00:00Z" } })),
      [
        "end_at",
      ],
    );
    assert.deepEqual(await fields(send("", { body: { ...meeting, title: "\u0000" } })), ["title"]);
    assert.deepEqual(
      await fields(send("", { body: { ...meeting, start_at: "0000-01-01T00:00:00Z" } })),
      ["start_at"],
    );
    assert.deepEqual(await fields(send("", { body: { ...meeting, user_id: other.id } })), [
      "user_id",
    ]);
    assert.deepEqual(await fields(change(id, {})), ["body"]);
    assert.deepEqual(await fields(change(id, { title: "" })), ["title"]);
    assert.deepEqual(await fields(change(id, { title: "x", id: other.id })), ["id"]);
    assert.deepEqual(await fields(send("?start_at=yesterday")), ["start_at"]);
    assert.deepEqual(
      await fields(send("?start_at=2026-01-02T00:00:00Z&end_at=2026-01-01T00:00:00Z")),
      ["end_at"],
    );
    for (const method of ["GET", "DELETE"]) {
      assert.deepEqual(await fields(send("/not-an-id", { method })), ["id"]);
    }
    assert.deepEqual(await fields(change("not-an-id", { title: "x" })), ["id"]);
    assert.deepEqual(await list(), [event]);
  });

  await t.step("another person's event is as absent as one that never was", async () => {
    const [event] = await list();
    const theirs = other.token;
    assert.deepEqual(await list("", { token: theirs }), []);
    const bodies = new Set<string>();
    for (const id of [event?.id ?? "", crypto.randomUUID()]) {
      for (
        const asked of [{}, { method: "DELETE" }, { method: "PUT", body: { title: "Mine now" } }]
      ) {
        const { request_id: _, ...problem } = await problemOf(
          await send(`/${id}`, { ...asked, token: theirs }),
          404,
        );
        bodies.add(JSON.stringify(problem));
      }
    }
    assert.equal(bodies.size, 1, "a 404 tells the one from the other");
    assert.deepEqual(await list(), [event]);
  });

  await t.step("DELETE deletes an event once", async () => {
    const [event] = await list();
    const gone = await send(`/${event?.id}`, { method: "DELETE" });
    assert.equal(gone.status, 204);
    assert.equal(await gone.text(), "");
    await problemOf(await send(`/${event?.id}`, { method: "DELETE" }), 404);
    await problemOf(await send(`/${event?.id}`), 404);
    assert.deepEqual(await list(), []);
  });
});
