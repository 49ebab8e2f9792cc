import assert from "node:assert/strict";
import { EventBatch, type NormalisedEvent } from "../../../shared/contracts/events.ts";
import { readSlackExport } from "../../../shared/connectors/slack/export/reader.ts";
import { batches } from "../../../shared/events/batches.ts";
import { sampleWorkspace } from "../../../supabase/commands/sample/workspace.ts";

const NOW = new Date("2024-05-31T00:40:00Z");
const USER = "6f1d2a34-0000-4000-8000-000000000001";

/** Everything in the sample, as it is stored. */
async function allBatches(now: Date): Promise<EventBatch[]> {
  const { slack, ownSlackUserId, feeds } = sampleWorkspace(now);
  const made = feeds.map((feed) => ({ ...feed, user_id: USER, source_account_id: null }));
  for await (const page of readSlackExport(slack, { ownUserId: ownSlackUserId })) {
    assert.deepEqual(page.problems, []);
    const { events, threads } = page;
    made.push({ user_id: USER, source: "slack", source_account_id: null, events, threads });
  }
  return made.flatMap((batch) => [...batches(batch)]);
}

async function allEvents(now: Date): Promise<NormalisedEvent[]> {
  return (await allBatches(now)).flatMap(({ events }) => events);
}

Deno.test("sampleWorkspace() makes batches that the contract accepts, of all sources", async () => {
  const made = await allBatches(NOW);
  for (const batch of made) assert.deepEqual(EventBatch.parse(batch), batch);
  const sources = new Set(made.map(({ source }) => source));
  assert.deepEqual([...sources].sort(), ["calendar", "outlook", "slack", "telegram"]);
});

Deno.test("sampleWorkspace() has about 45 messages, 20 or more within the last two hours", async () => {
  const events = await allEvents(NOW);
  const ageInHours = (event: NormalisedEvent) =>
    (NOW.getTime() - Date.parse(event.occurred_at)) / 3.6e6;
  const ages = events.map(ageInHours);
  assert.ok(events.length >= 42 && events.length <= 50, `${events.length} events`);
  assert.ok(ages.every((age) => age > 0 && age <= 72), "an event lies outside the three days");
  assert.ok(ages.filter((age) => age < 2).length >= 20);
  assert.ok(ages.filter((age) => age >= 2).length >= 8);
  // None so near to either edge that a second of delay moves it across.
  assert.ok(ages.every((age) => age > 1 / 60 && Math.abs(age - 2) > 1 / 60));
});

Deno.test("sampleWorkspace() gives the same ids and hashes for the same now", async () => {
  const hashes = async () => (await allEvents(NOW)).map((e) => [e.external_id, e.content_hash]);
  assert.deepEqual(await hashes(), await hashes());
  const ids = (await allEvents(NOW)).map(({ external_id }) => external_id);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("sampleWorkspace() keeps its distances when now is any other instant", async () => {
  const later = new Date("2031-12-31T23:59:59.123Z");
  const [a, b] = await Promise.all([allEvents(NOW), allEvents(later)]);
  const ages = (events: NormalisedEvent[], now: Date) =>
    events.map((event) => now.getTime() - Date.parse(event.occurred_at)).sort((x, y) => x - y);
  assert.deepEqual(ages(a, NOW), ages(b, later));
});

Deno.test("sampleWorkspace() holds threads with a root, asks, mentions, noise and a newsletter", async () => {
  const made = await allBatches(NOW);
  const threads = made.flatMap((batch) => batch.threads);
  const decision = threads.find(({ content_preview }) =>
    content_preview?.startsWith("Proposal: we move")
  );
  assert.deepEqual(decision?.participants, ["Mira Okafor", "Jonas Weber", "Priya Nair"]);
  const events = made.flatMap((batch) => batch.events);
  const text = events.map(({ text_for_embedding }) => text_for_embedding).join("\n");
  assert.match(text, /Could you send the signed contract to Lena by Friday\?/);
  assert.match(text, /Unsubscribe at any time/);
  assert.doesNotMatch(text, /<@|has joined the channel/);
  assert.ok(events.some(({ event_type }) => event_type === "mention"));
  assert.ok(events.some(({ event_type }) => event_type === "file"));
});
