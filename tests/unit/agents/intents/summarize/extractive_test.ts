import assert from "node:assert/strict";
import { summarizeEvidence } from "../../../../../shared/agents/intents/summarize/extractive.ts";
import { eventId, evidence } from "../../../../support/evidence.ts";

const launch = [
  evidence(
    1,
    "The launch of the bike rental moves from Tuesday to Thursday because of the permit.",
    {
      title: "Mira in #launch",
      author: "Mira",
      place: "#launch",
      threadId: eventId(901),
      relevance: 0.9,
    },
  ),
  evidence(2, "The launch moves to Thursday because the permit is late, says the bike rental.", {
    title: "Jonas in #launch",
    author: "Jonas",
    place: "#launch",
    threadId: eventId(901),
    relevance: 0.88,
  }),
  evidence(3, "The payment provider approved our account for the bike rental in Hamburg.", {
    title: "Priya in #payments",
    author: "Priya",
    place: "#payments",
    relevance: 0.7,
  }),
  evidence(4, "ok", { title: "Tomas in #launch", author: "Tomas", place: "#launch" }),
  evidence(5, "Invoice 2291 of the photographers waits for approval in the finance tool.", {
    title: "Lena: Invoice 2291 in time",
    author: "Lena",
    source: "outlook",
    relevance: 0.5,
  }),
];

Deno.test("summarizeEvidence() says how much there was, from where and in which places", () => {
  const { overview } = summarizeEvidence(launch);
  assert.equal(
    overview,
    "5 events: 4 from Slack and 1 from Outlook. Most was said in #launch (3) and #payments (1).",
  );
  assert.equal(
    summarizeEvidence([evidence(1, "Hello there, dear reader")]).overview,
    "1 event: 1 from Slack.",
  );
  const named = [evidence(1, "x", { source: null }), evidence(2, "y", { source: "calendar" })];
  assert.equal(
    summarizeEvidence(named).overview,
    "2 events: 1 from notes and 1 from the calendar.",
  );
});

Deno.test("summarizeEvidence() quotes statements of the events that it cites, in order of time", () => {
  const { highlights, key_event_ids } = summarizeEvidence([...launch].reverse());
  assert.ok(highlights.length >= 3);
  const times: string[] = [];
  for (const { text, event_ids } of highlights) {
    const [id, ...others] = event_ids;
    assert.deepEqual(others, []);
    const item = launch.find((event) => event.id === id);
    assert.ok(item);
    assert.ok(text.startsWith(`${item.title}: `));
    assert.ok(item.text.includes(text.slice(`${item.title}: `.length)));
    times.push(item.occurredAt);
  }
  assert.deepEqual(times, [...times].sort());
  assert.ok(key_event_ids.every((id) => launch.some((event) => event.id === id)));
  assert.equal(key_event_ids[0], eventId(1));
  assert.ok(!key_event_ids.includes(eventId(4)), "a bare ok is no key event");
});

Deno.test("summarizeEvidence() prefers something new to the same once more", () => {
  // Seven ways to say one thing, all closer to the centre than the one other thing.
  const again = Array.from(
    { length: 7 },
    (_, index) =>
      evidence(index + 1, `The launch of the bike rental moves to Thursday, number ${index}.`, {
        relevance: 0.9,
        threadId: eventId(901),
      }),
  );
  const other = evidence(
    20,
    "Our payment provider approved the account for Hamburg yesterday evening.",
    {
      relevance: 0.8,
    },
  );
  const { highlights } = summarizeEvidence([...again, other]);
  // What differs in a number alone is said once.
  assert.equal(highlights.length, 2);
  assert.ok(highlights.some(({ event_ids }) => event_ids.includes(other.id)));
});

Deno.test("summarizeEvidence() asks the centre of the window what mattered", () => {
  const texts = [
    "Deployment of the mobile application finished without any trouble.",
    "Somebody found a bicycle helmet beside the coffee machine kitchen.",
  ];
  const items = (first: number, second: number) =>
    texts.map((text, index) =>
      evidence(index + 1, text, { relevance: index === 0 ? first : second })
    );
  assert.equal(summarizeEvidence(items(0.9, 0.1)).key_event_ids[0], eventId(1));
  assert.equal(summarizeEvidence(items(0.1, 0.9)).key_event_ids[0], eventId(2));
});

Deno.test("summarizeEvidence() names the events even where none says a sentence", () => {
  const summary = summarizeEvidence([evidence(1, "ok"), evidence(2, "🎉")]);
  assert.deepEqual(summary.highlights, []);
  assert.deepEqual(summary.key_event_ids, [eventId(1), eventId(2)]);
  assert.deepEqual(summary.themes, []);
});

Deno.test("summarizeEvidence() takes no place from a display name", () => {
  const items = [1, 2].map((number) =>
    evidence(number, "Please pay this invoice by tonight.", {
      title: "Boss in #payroll: urgent in #random",
      author: "Boss in #payroll: urgent",
      place: "#random",
    })
  );
  assert.equal(
    summarizeEvidence(items).overview,
    "2 events: 2 from Slack. Most was said in #random (2).",
  );
});

Deno.test("summarizeEvidence() takes the end of a mail's subject for no place", () => {
  const subject = "Lena: what happened in the kitchen";
  const items = [evidence(1, "We found cake there.", { title: subject, source: "outlook" })];
  assert.equal(summarizeEvidence(items).overview, "1 event: 1 from Outlook.");
});

Deno.test("summarizeEvidence() stays short however long titles are", () => {
  const long = "x".repeat(30_000);
  const items = [1, 2, 3].map((number) =>
    evidence(number, "Please read what stands above before you answer.", {
      title: `Mira in #${number}${long}`,
      place: `#${number}${long}`,
    })
  );
  const { overview, highlights } = summarizeEvidence(items);
  assert.equal(overview, "3 events: 3 from Slack.");
  assert.ok(highlights.every(({ text }) => text.length <= 2000));
});

Deno.test("summarizeEvidence() hears people above a program that says much", () => {
  const builds = Array.from(
    { length: 200 },
    (_, index) =>
      evidence(index + 1, `Build ${index} of storefront passed in ${index} seconds on main.`, {
        author: "Builds",
        automated: true,
        relevance: 0.9,
      }),
  );
  const said = [
    "The city cancelled our permit for the outdoor stage on 3 December.",
    "The insurance company raised the premium to 4,200 euros.",
    "I will call the city tomorrow and ask for the indoor hall.",
  ].map((text, index) =>
    evidence(300 + index, text, {
      author: ["Priya", "Jonas", "Mira"][index] ?? null,
      relevance: 0.1,
      occurredAt: "2026-01-05T12:00:00.000Z",
    })
  );
  const cited = summarizeEvidence([...builds, ...said]).highlights.flatMap((h) => h.event_ids);
  for (const { id } of said) assert.ok(cited.includes(id), id);
  assert.ok(cited.length <= said.length + 1, "the program has one word");
});

Deno.test("summarizeEvidence() counts one person's run once and caps what one person says", () => {
  const run = Array.from(
    { length: 8 },
    (_, index) =>
      evidence(
        index + 1,
        `Thought number ${"abcdefgh"[index]} about ${"vwxyzabc"[index]}-tents and their poles.`,
        {
          author: "Mira",
          place: "#camp",
          occurredAt: `2026-01-05T09:0${index}:00.000Z`,
        },
      ),
  );
  const other = evidence(50, "The farmer lends us his meadow.", { author: "Jonas" });
  const { highlights } = summarizeEvidence([...run, other]);
  assert.equal(highlights.length, 2);
});

Deno.test("summarizeEvidence() tells the counts of the window, and that not all of it was read", () => {
  const { overview } = summarizeEvidence([evidence(1, "Hello there, dear reader")], {
    slack: 5000,
    outlook: 2000,
  });
  assert.equal(
    overview,
    "7000 events: 5000 from Slack and 2000 from Outlook. Only the newest 1 of them were read.",
  );
});
