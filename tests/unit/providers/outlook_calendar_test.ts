import assert from "node:assert/strict";
import { fixture, IMMUTABLE, type Row } from "./outlook_fixture.ts";

const WINDOW = "startDateTime=2026-11-16T00:00:00Z&endDateTime=2026-11-30T00:00:00Z";
const VIEW = `me/calendarView/delta?${WINDOW}`;
const WEEKLY = {
  pattern: {
    type: "weekly",
    interval: 1,
    daysOfWeek: ["tuesday"],
    firstDayOfWeek: "monday",
  },
  range: { type: "noEnd", startDate: "2026-10-06", recurrenceTimeZone: "Europe/Berlin" },
} as const;
const recurrence = () => ({
  pattern: { ...WEEKLY.pattern, daysOfWeek: [...WEEKLY.pattern.daysOfWeek] },
  range: { ...WEEKLY.range },
});
const BERLIN = "W. Europe Standard Time";
const weekly = {
  subject: "Weekly",
  recurrence: recurrence(),
  start: { dateTime: "2026-10-06T10:00:00", timeZone: BERLIN },
  end: { dateTime: "2026-10-06T10:30:00", timeZone: BERLIN },
};
const told = (rows: Row[]) => rows.map((row) => [row["type"], row["@removed"]?.reason]);
const startOf = (row: Row | undefined) => (row?.["start"] as { dateTime: string }).dateTime;

Deno.test("calendars lists them in pages, and each has a view of its own", async () => {
  await using given = await fixture();
  const { server, read, round, refusal } = given;
  const { calendars } = server.mailbox();
  const other = calendars.create("Team");
  const first = await read("me/calendars?$top=1&$select=name,isDefaultCalendar");
  assert.deepEqual(first.value.map((row) => [row["name"], row["isDefaultCalendar"]]), [
    ["Calendar", true],
  ]);
  const second = await read(first["@odata.nextLink"] ?? "");
  assert.deepEqual(second.value.map(({ id }) => id), [other.key]);
  calendars.add({ subject: "Here", at: new Date("2026-11-20T10:00:00Z"), calendar: other.key });
  assert.deepEqual((await round(VIEW)).rows, []);
  const { rows, link } = await round(`me/calendars/${other.key}/calendarView/delta?${WINDOW}`);
  assert.deepEqual(rows.map((row) => row["subject"]), ["Here"]);
  assert.match(link, /me\/calendars\('.+'\)\/calendarView\/delta\?\$deltatoken=/);
  assert.deepEqual(await refusal(`me/calendars/${other.key.replace("=", "")}`), [
    404,
    "ErrorItemNotFound",
  ]);
});

Deno.test("a view tells single events whole, in UTC or the preferred zone", async () => {
  await using given = await fixture();
  const { server, round, read, refusal, ask } = given;
  const event = server.mailbox().calendars.add({
    subject: "One",
    body: { contentType: "html", content: "<p>Agenda</p>" },
    start: { dateTime: "2026-11-20T10:00:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2026-11-20T11:00:00", timeZone: "Europe/Berlin" },
  });
  const { rows: [row] } = await round(VIEW);
  assert.ok(row);
  assert.equal(row["@odata.type"], "#microsoft.graph.event");
  assert.equal(row.id, event.key);
  assert.equal(row["type"], "singleInstance");
  assert.equal(row["bodyPreview"], "Agenda");
  assert.deepEqual(row["start"], { dateTime: "2026-11-20T09:00:00.0000000", timeZone: "UTC" });
  assert.equal(row["originalStartTimeZone"], "Europe/Berlin");
  const path = `me/events/${event.key}?$select=start,subject`;
  const zoned = await read<Row>(path, `${IMMUTABLE}, outlook.timezone="Pacific Standard Time"`);
  assert.deepEqual(zoned["start"], {
    dateTime: "2026-11-20T01:00:00.0000000",
    timeZone: "Pacific Standard Time",
  });
  assert.deepEqual(Object.keys(zoned), ["@odata.context", "@odata.etag", "id", "subject", "start"]);
  const headers = { prefer: 'outlook.timezone="Nowhere/Land"' };
  assert.deepEqual(await refusal(path, { headers }), [400, "TimeZoneNotSupportedException"]);
  const plain = await (await ask(`me/events/${event.key}`)).json();
  assert.equal(plain.id, event.mutableId);
});

Deno.test("a whole day begins at midnight whatever the zone", async () => {
  await using given = await fixture();
  const { server, round } = given;
  server.mailbox().calendars.add({
    isAllDay: true,
    start: { dateTime: "2026-11-20T00:00:00", timeZone: "Europe/Berlin" },
    end: { dateTime: "2026-11-21T00:00:00", timeZone: "Europe/Berlin" },
  });
  for (const prefer of [IMMUTABLE, 'outlook.timezone="Asia/Tokyo"']) {
    assert.equal(startOf((await round(VIEW, prefer)).rows[0]), "2026-11-20T00:00:00.0000000");
  }
});

Deno.test("a series is told with its master, bare occurrences and whole exceptions", async () => {
  await using given = await fixture();
  const { server, round, read } = given;
  const { calendars } = server.mailbox();
  const series = calendars.add(weekly);
  calendars.except(series.key, "2026-11-24", { subject: "Moved weekly" });
  const { rows } = await round(VIEW);
  assert.deepEqual(told(rows).map(([type]) => type), ["seriesMaster", "occurrence", "exception"]);
  const [master, occurrence, exception] = rows;
  assert.ok(master && occurrence && exception);
  assert.equal(master.id, series.key);
  assert.deepEqual(master["recurrence"], weekly.recurrence);
  assert.deepEqual(Object.keys(occurrence), [
    "@odata.type",
    "@odata.etag",
    "seriesMasterId",
    "type",
    "id",
    "start",
    "end",
  ]);
  assert.equal(startOf(occurrence), "2026-11-17T09:00:00.0000000");
  assert.equal(occurrence["seriesMasterId"], series.key);
  assert.equal(exception["subject"], "Moved weekly");
  assert.equal(exception["originalStart"], "2026-11-24T09:00:00.000Z");
  const whole = await read<Row>(`me/events/${occurrence.id}`);
  assert.deepEqual([whole["subject"], whole["type"], whole.id], [
    "Weekly",
    "occurrence",
    occurrence.id,
  ]);
});

Deno.test("a series keeps its local time over the change of clocks", async () => {
  await using given = await fixture();
  const { server, round } = given;
  server.mailbox().calendars.add(weekly);
  const window = "startDateTime=2026-10-19T00:00:00Z&endDateTime=2026-11-02T00:00:00Z";
  const { rows } = await round(`me/calendarView/delta?${window}`);
  assert.deepEqual(rows.slice(1).map(startOf), [
    "2026-10-20T08:00:00.0000000",
    "2026-10-27T09:00:00.0000000",
  ]);
});

Deno.test("a changed series comes again whole; what no longer takes place is just not in it", async () => {
  for (const tellsSkipped of [false, true]) {
    await using given = await fixture({ tellsSkipped });
    const { server, round, refusal } = given;
    const { calendars } = server.mailbox();
    const series = calendars.add(weekly);
    const first = await round(VIEW);
    calendars.skip(series.key, "2026-11-24");
    const second = await round(first.link);
    assert.deepEqual(told(second.rows), [
      ["seriesMaster", undefined],
      ["occurrence", undefined],
      ...(tellsSkipped ? [[undefined, "deleted"]] : []),
    ]);
    const skipped = first.rows[2]?.id ?? "";
    assert.deepEqual(await refusal(`me/events/${skipped}`), [404, "ErrorItemNotFound"]);
    calendars.update(series.key, { subject: "Renamed" });
    const third = await round(second.link);
    assert.deepEqual(third.rows.map((row) => row["subject"]), ["Renamed", undefined]);
    calendars.remove(series.key);
    const last = await round(third.link);
    assert.equal(last.rows[0]?.id, series.key);
    assert.deepEqual(told(last.rows), [[undefined, "deleted"]]);
  }
});

Deno.test("removed means deleted, or changed outside the window: only asking tells", async () => {
  await using given = await fixture();
  const { server, round, refusal, ask } = given;
  const { calendars } = server.mailbox();
  const inside = calendars.add({ at: new Date("2026-11-20T10:00:00Z") });
  const gone = calendars.add({ at: new Date("2026-11-20T12:00:00Z") });
  const outside = calendars.add({ at: new Date("2027-03-01T10:00:00Z") });
  const { link } = await round(VIEW);
  calendars.update(inside.key, {
    start: { dateTime: "2026-12-24T10:00:00", timeZone: "UTC" },
    end: { dateTime: "2026-12-24T11:00:00", timeZone: "UTC" },
  });
  calendars.remove(gone.key);
  calendars.update(outside.key, { subject: "Nothing to do with the window" });
  const { rows } = await round(link);
  assert.deepEqual(rows.map(({ id }) => id), [inside.key, gone.key, outside.key]);
  assert.ok(rows.every((row) => row["@removed"]?.reason === "deleted"));
  assert.equal((await ask(`me/events/${inside.key}`)).status, 200);
  assert.deepEqual(await refusal(`me/events/${gone.key}`), [404, "ErrorItemNotFound"]);
});

Deno.test("a meeting that is called off stays and says so", async () => {
  await using given = await fixture();
  const { server, round } = given;
  const { calendars } = server.mailbox();
  const meeting = calendars.add({
    subject: "Launch",
    at: new Date("2026-11-20T10:00:00Z"),
    organizer: { emailAddress: { name: "Mira", address: "mira@example.test" } },
    responseStatus: { response: "accepted", time: "2026-11-19T10:00:00Z" },
  });
  const { link } = await round(VIEW);
  calendars.cancel(meeting.key);
  const { rows: [row] } = await round(link);
  assert.deepEqual([row?.["subject"], row?.["isCancelled"], row?.["isOrganizer"]], [
    "Canceled: Launch",
    true,
    false,
  ]);
});

Deno.test("a series is not split over pages", async () => {
  await using given = await fixture();
  const { server, read, round } = given;
  const { calendars } = server.mailbox();
  for (let hour = 1; hour <= 3; hour++) {
    calendars.add({ at: new Date(`2026-11-20T0${hour}:00:00Z`) });
  }
  calendars.add(weekly);
  const prefer = `${IMMUTABLE}, odata.maxpagesize=4`;
  const page = await read(VIEW, prefer);
  assert.equal(page.value.length, 6);
  assert.equal((await round(VIEW, prefer)).pages, 1);
});

Deno.test("a view needs a right window, and its changes take no other option", async () => {
  await using given = await fixture();
  const { server, refusal, round } = given;
  const wrong = [
    "",
    "startDateTime=2026-11-16T00:00:00Z",
    "startDateTime=yesterday&endDateTime=2026-11-30T00:00:00Z",
    "startDateTime=2026-11-30T00:00:00Z&endDateTime=2026-11-16T00:00:00Z",
    "startDateTime=2016-11-30T00:00:00Z&endDateTime=2026-11-16T00:00:00Z",
    `${WINDOW}&$select=subject`,
    `${WINDOW}&$filter=isCancelled eq true`,
    `${WINDOW}&$orderby=start/dateTime`,
    `${WINDOW}&$top=5`,
  ];
  for (const query of wrong) {
    const [status] = await refusal(`me/calendarView/delta?${query}`);
    assert.equal(status, 400, query);
  }
  assert.equal(server.violations.length, wrong.length);
  // A link is bound to its window; without an offset a time is in UTC.
  const bare = "startDateTime=2026-11-16T00:00:00.0000000&endDateTime=2026-11-30";
  const { link } = await round(`me/calendarView/delta?${bare}`);
  assert.deepEqual((await round(link)).rows, []);
});

Deno.test("calendarView lists what takes place, whole and in order, without masters", async () => {
  await using given = await fixture();
  const { server, read } = given;
  const { calendars } = server.mailbox();
  calendars.add({ subject: "Late", at: new Date("2026-11-25T10:00:00Z") });
  calendars.add(weekly);
  const first = await read(`me/calendarView?${WINDOW}&$top=2&$select=subject,type`);
  const second = await read(first["@odata.nextLink"] ?? "");
  assert.deepEqual([...first.value, ...second.value].map((row) => [row["subject"], row["type"]]), [
    ["Weekly", "occurrence"],
    ["Weekly", "occurrence"],
    ["Late", "singleInstance"],
  ]);
});
