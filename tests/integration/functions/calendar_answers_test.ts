import assert from "node:assert/strict";
import { replies } from "../../../shared/agents/intents/unsupported/replies.ts";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";
import { type Said, storeEvents } from "../../support/timeline.ts";

/** Wednesday, 15:30 in Berlin. */
const now = "2026-03-18T14:30:00Z";
const moment = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: "UTC" });
const meeting = (title: string, start: string, end: string, raw = {}): Said => ({
  at: "2026-03-16T09:00:00Z",
  source: "calendar",
  type: "calendar_created",
  title,
  text: title,
  raw: { id: title, type: "singleInstance", start: moment(start), end: moment(end), ...raw },
});
const weekly = {
  type: "seriesMaster",
  // Outlook's own ids of what was cancelled of it.
  cancelledOccurrences: ["OID.Weekly.2026-05-07"],
  recurrence: {
    pattern: { type: "weekly", interval: 1, daysOfWeek: ["thursday"], firstDayOfWeek: "monday" },
    range: { type: "noEnd", startDate: "2026-01-08", recurrenceTimeZone: "Europe/Berlin" },
  },
};
const said: Said[] = [
  meeting("Launch", "2026-03-19T09:00:00", "2026-03-19T10:30:00", {
    attendees: [{ emailAddress: { name: "Mira Sand" } }],
    location: { displayName: "Room Tandem" },
  }),
  // At 11 in Berlin, in winter as in summer.
  meeting("Weekly", "2026-01-08T10:00:00", "2026-01-08T11:00:00", weekly),
  meeting("Old plan", "2026-03-19T13:00:00", "2026-03-19T14:00:00", { isCancelled: true }),
  meeting("Trip", "2026-03-20T00:00:00", "2026-03-21T00:00:00", { isAllDay: true, showAs: "free" }),
  meeting("Past", "2026-03-12T13:00:00", "2026-03-12T14:00:00"),
];

Deno.test("POST /prompts answers from the calendar", async (t) => {
  await using test = await startTestStack({ now });
  const app = promptsApp(test.services);
  const owner = await test.signUp("owner");
  await owner.client.from("users").update({ timezone: "Europe/Berlin" }).eq("id", owner.id);
  const [launch, weeklyId, , trip, past] = await storeEvents(test, owner.id, said);
  const { data: entered } = await owner.client.from("calendar_events").insert({
    title: "Dentist",
    start_at: "2026-03-19T12:00:00Z",
    end_at: "2026-03-19T13:00:00Z",
  }).select("id").single();

  async function answer(prompt: string, user: TestUser = owner) {
    const response = await ask(app, "/prompts", { token: user.token, body: { prompt } });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const body = PromptResponse.parse(JSON.parse(text));
    assert.equal(body.intent, "calendar", prompt);
    return body as Extract<PromptResponse, { intent: "calendar" }>;
  }
  const ids = (body: Awaited<ReturnType<typeof answer>>) =>
    body.response.meetings.map(({ id }) => id);

  await t.step("says what comes next, and cites it", async () => {
    const { response, citations, model } = await answer("what is my next meeting?");
    assert.equal(response.answer, "Next: Thursday 19 March, 10:00–11:30: Launch (Room Tandem)");
    assert.deepEqual(response.statements.map(({ event_ids }) => event_ids), [[launch]]);
    assert.deepEqual(citations.map(({ id, type, source }) => [id, type, source]), [
      [launch, "event", "calendar"],
    ]);
    assert.equal(model, "extractive");
  });

  await t.step(
    "tells a day that lies ahead, with days of series and without the cancelled",
    async () => {
      const body = await answer("what is on Thursday?");
      assert.deepEqual(ids(body), [launch, weeklyId, entered?.id]);
      assert.deepEqual(
        body.response.meetings.map(({ start_at }) => new Date(start_at).toISOString()),
        [
          "2026-03-19T09:00:00.000Z",
          "2026-03-19T10:00:00.000Z",
          "2026-03-19T12:00:00.000Z",
        ],
      );
      assert.deepEqual(body.response.left_out, { cancelled: 1, declined: 0 });
      assert.deepEqual(body.citations.at(-1)?.type, "calendar_event");
      assert.deepEqual(body.response.time_range, {
        start: "2026-03-18T23:00:00.000Z",
        end: "2026-03-19T23:00:00.000Z",
      });
    },
  );

  await t.step("leaves out one day of a series that was cancelled", async () => {
    assert.deepEqual(ids(await answer("what is on Thursday 7 May 2026?")), []);
    assert.deepEqual(ids(await answer("what is on Thursday 14 May 2026?")), [weeklyId]);
  });

  await t.step("looks back where the words do", async () => {
    assert.deepEqual(ids(await answer("what meetings did I have on Thursday?")).slice(0, 2), [
      weeklyId,
      past,
    ]);
  });

  await t.step("finds free time within working hours, and says that these are taken", async () => {
    const { response } = await answer("when am I free on Thursday?");
    assert.deepEqual(response.free.map(({ start, end }) => [start, end]), [
      ["2026-03-19T08:00:00.000Z", "2026-03-19T09:00:00.000Z"],
      ["2026-03-19T11:00:00.000Z", "2026-03-19T12:00:00.000Z"],
      ["2026-03-19T13:00:00.000Z", "2026-03-19T16:00:00.000Z"],
    ]);
    assert.deepEqual(response.working_hours, { days: [1, 2, 3, 4, 5], from: 9, to: 17 });
    assert.match(response.answer, /Working hours are taken to be Monday to Friday, 09:00 to 17:00/);
    // An all-day entry that is shown as free takes no time.
    const friday = await answer("when am I free on Friday?");
    assert.deepEqual(friday.response.free.length, 1);
    assert.ok(!ids(friday).includes(trip ?? ""));
    const long = await answer("is there a free slot of two hours on Thursday?");
    assert.deepEqual(long.response.free.map(({ start }) => start), ["2026-03-19T13:00:00.000Z"]);
  });

  await t.step("takes a time of a day as it is asked for", async () => {
    const busy = await answer("am I free on Thursday between 10am and 11am?");
    assert.equal(busy.response.working_hours, null);
    assert.deepEqual(busy.response.free, []);
    assert.match(busy.response.answer, /^You are not free: .*Launch/);
    const free = await answer("am I free on Friday between 7pm and 9pm?");
    assert.match(free.response.answer, /^You are free: Friday 20 March, 19:00–21:00/);
  });

  await t.step("finds what clashes", async () => {
    const { response } = await answer("does anything clash tomorrow?");
    assert.deepEqual(response.clashes, [{
      start: "2026-03-19T10:00:00.000Z",
      end: "2026-03-19T10:30:00.000Z",
      ids: [launch, weeklyId],
    }]);
  });

  await t.step(
    "answers in the language of the prompt, and of the people whom it names",
    async () => {
      const german = await answer("Welche Termine habe ich morgen mit Mira?");
      assert.deepEqual(ids(german), [launch]);
      assert.match(german.response.answer, /^Donnerstag, 19\. März, 10:00–11:30: Launch/);
    },
  );

  await t.step("answers several wishes in one reply, each in its place", async () => {
    const response = await ask(app, "/prompts", {
      token: owner.token,
      body: { prompt: "summarize the last 4 days, list my tasks and what is my next meeting?" },
    });
    const body = PromptResponse.parse(await response.json());
    assert.deepEqual([body.intent, ...body.further.map(({ intent }) => intent)], [
      "summarize",
      "task_detection",
      "calendar",
    ]);
    assert.deepEqual(body.understood.further.map(({ prompt }) => prompt), [
      "list my tasks",
      "what is my next meeting?",
    ]);
    const [, calendar] = body.further;
    assert.match(
      calendar?.intent === "calendar" ? calendar.response.answer : "",
      /^Next: Thursday 19 March, 10:00/,
    );
    const cited = body.citations.map(({ id }) => id);
    assert.ok(cited.includes(launch ?? ""));
    assert.equal(new Set(cited).size, cited.length);
    const kept = await ask(app, `/prompts/${body.prompt_id}`, { token: owner.token });
    assert.deepEqual((await kept.json()).answer.further, body.further);
  });

  await t.step("tells nobody of the meetings of somebody else", async () => {
    const other = await test.signUp("other");
    const body = await answer("what is on Thursday?", other);
    assert.deepEqual(body.response.meetings, []);
    assert.match(body.response.answer, /No calendar is linked/);
  });

  await t.step("keeps no answer longer than the meetings that it cites", async () => {
    const { prompt_id } = await answer("which meetings do I have tomorrow?");
    const kept = () => ask(app, `/prompts/${prompt_id}`, { token: owner.token });
    assert.equal((await kept()).status, 200);
    await owner.client.from("calendar_events").delete().eq("id", entered?.id);
    assert.equal((await kept()).status, 404);
  });
});

Deno.test("POST /prompts says in one's own language what can be asked", async () => {
  await using test = await startTestStack({ now });
  const app = promptsApp(test.services);
  const { token } = await test.signUp("owner");
  const asked = {
    "send a mail to Mira": "en",
    "Lösche alle Mails von Jonas": "de",
    "ciao": "it",
  } as const;
  for (const [prompt, language] of Object.entries(asked)) {
    const response = await ask(app, "/prompts", { token, body: { prompt } });
    const body = PromptResponse.parse(await response.json());
    assert.deepEqual([body.intent, body.response], [
      "unsupported",
      { time_range: null, ...replies[language] },
    ]);
    assert.deepEqual(body.citations, []);
  }
});
