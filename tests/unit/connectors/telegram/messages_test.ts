import assert from "node:assert/strict";
import bigInt from "big-integer";
import { Api } from "telegram";
import type { NormalisedEvent } from "../../../../shared/contracts/events.ts";
import {
  type Chat,
  type Content,
  document,
  photo,
  poll,
  type Said,
  voice,
} from "../../../providers/telegram/content.ts";
import { ANA, BOB, Follower, MIRA } from "./live_fixture.ts";

const ANAS: Chat = { kind: "private", people: [MIRA, ANA] };
const NOTES: Chat = { kind: "private", people: [MIRA, MIRA] };

/** What becomes of messages that are said after the account was read once. */
async function read(
  say: (follower: Follower) => void | Promise<void>,
): Promise<NormalisedEvent[]> {
  const follower = new Follower();
  await follower.poll();
  await say(follower);
  follower.now += 5000;
  await follower.poll();
  return [...follower.store.events.values()].map(({ event }) => event)
    .toSorted((a, b) => a.external_id < b.external_id ? -1 : 1);
}

async function textsOf(...contents: Partial<Content>[]): Promise<(string | null)[]> {
  const events = await read(({ world }) => {
    for (const content of contents) world.say(ANAS, ANA, content);
  });
  return events.map(({ text_for_embedding }) => text_for_embedding);
}

Deno.test("A private message is the other's, written to the owner alone", async () => {
  const [mine, theirs] = (await read(({ world }) => {
    world.say(ANAS, MIRA, "Are you coming?");
    world.say(ANAS, ANA, "Yes.");
  })).map(({ author, place, addressed, by_owner, title, url, event_type, external_id }) => ({
    ...{ author, place, addressed, by_owner, title, url, event_type, external_id },
  }));
  const place = "private chat (Ana)";
  const same = { place, addressed: "direct", url: null, event_type: "message" };
  const by = (author: string) => ({ ...same, author, title: `${author} in ${place}` });
  assert.deepEqual(mine, { ...by("Mira"), by_owner: true, external_id: "7001:1" });
  assert.deepEqual(theirs, { ...by("Ana"), by_owner: false, external_id: "7001:2" });
});

Deno.test("A group's message names its writer, and a supergroup's has an address", async () => {
  const events = await read(({ world }) => {
    const group = world.addGroup(20, "Dinner", [ANA, MIRA, BOB]);
    world.say(group, BOB, "Friday?");
    const supergroup = world.addChannel(50, "Launch", [ANA, MIRA]);
    world.say(supergroup, BOB, "Noon.");
    const open = world.addChannel(51, "Open", [ANA, MIRA], { username: "open_group" });
    world.say(open, ANA, "Welcome.");
  });
  assert.deepEqual(
    events.map(({ external_id, author, place, url, addressed }) => [
      ...[external_id, author, place, url, addressed],
    ]),
    [
      ["7001:2", "Bob", "Dinner", null, "none"],
      ["7001:channel:50:2", "Bob", "Launch", "https://t.me/c/50/2", "none"],
      ["7001:channel:51:2", "Ana", "Open", "https://t.me/open_group/2", "none"],
    ],
  );
});

Deno.test("Notes to oneself are the owner's own", async () => {
  const [note] = await read(({ world }) => void world.say(NOTES, MIRA, "Buy stamps"));
  assert.deepEqual([note?.place, note?.by_owner, note?.author], ["Saved Messages", true, "Mira"]);
});

Deno.test("A broadcast is read where it was asked for, and speaks for itself", async () => {
  const events = await read((follower) => {
    const { world } = follower;
    const news = world.addChannel(60, "World News", [MIRA], { broadcast: true });
    world.say(news, MIRA, "Nothing happened.");
    const other = world.addChannel(61, "Other News", [MIRA], { broadcast: true });
    world.say(other, MIRA, "Something else.");
    follower.selection = { include: ["channel:60"], exclude: [] };
  });
  assert.deepEqual(
    events.map(({ author, title, automated, text_for_embedding }) => [
      ...[author, title, automated, text_for_embedding],
    ]),
    [["World News", "World News", true, "Nothing happened."]],
  );
});

Deno.test("Media are named by kind and name, and polls by their answers", async () => {
  assert.deepEqual(
    await textsOf(
      { text: "The plan", media: document("plan.pdf", "application/pdf") },
      { media: photo() },
      { media: voice(12) },
      { media: poll("When?", ["Monday", "Friday"]) },
      { media: photo(), groupedId: 5 },
      {
        media: new Api.MessageMediaGeo({
          geo: new Api.GeoPoint({ long: 1, lat: 2, accessHash: bigInt(3) }),
        }),
      },
      { media: new Api.MessageMediaUnsupported() },
      {
        media: new Api.MessageMediaContact({
          ...{ phoneNumber: "15550009999", firstName: "Zoe", lastName: "", vcard: "" },
          userId: bigInt(1),
        }),
      },
    ),
    [
      "The plan\n[document: plan.pdf]",
      "[photo]",
      "[voice message: 12 seconds]",
      "[poll: When?]\n- Monday\n- Friday",
      "[photo: of an album]",
      "[location]",
      "[unsupported content]",
      "[contact: Zoe]",
    ],
  );
});

Deno.test("A forward says whose it is, and a link where it leads", async () => {
  const entity = (offset: number, length: number) =>
    new Api.MessageEntityTextUrl({ offset, length, url: "https://example.org/plan" });
  assert.deepEqual(
    await textsOf(
      { text: "Done", forward: { from: BOB, date: 5 } },
      { text: "Done", forward: { name: "Somebody hidden", date: 5 } },
      { text: "🚀 our plan!", entities: [entity(3, 8)] },
      { text: "short", entities: [entity(3, 80)] },
    ),
    [
      "[forwarded from Bob]\nDone",
      "[forwarded from Somebody hidden]\nDone",
      "🚀 our plan (https://example.org/plan)!",
      "short",
    ],
  );
});

Deno.test("What destroys itself, is over its time or opens accounts is never stored", async () => {
  const events = await read((follower) => {
    const { world } = follower;
    world.addPerson({ id: 777_000, firstName: "Telegram" });
    const codes: Chat = { kind: "private", people: [MIRA, 777_000] };
    follower.selection = { include: ["user:777000"], exclude: [] };
    world.say(codes, 777_000, "Login code: 12345");
    world.say(NOTES, MIRA, { text: "Login code: 12345", forward: { from: 777_000, date: 1 } });
    world.say(ANAS, ANA, { text: "look", media: photo(10) });
    world.say(ANAS, ANA, { text: "gone", ttlPeriod: 2 });
    world.say(ANAS, ANA, { text: "still here", ttlPeriod: 3600 });
    world.whisper(MIRA);
  });
  assert.deepEqual(events.map(({ body }) => body), ["still here"]);
  assert.ok(!JSON.stringify(events).includes("12345"));
});

Deno.test("Service messages say nothing", async () => {
  const events = await read(({ world }) => {
    const group = world.addGroup(20, "Dinner", [ANA, MIRA, BOB]);
    world.leave(group, BOB);
  });
  assert.deepEqual(events, []);
});

Deno.test("Answers belong to the thread that they answer, and a topic's messages to it", async () => {
  let first: Said | undefined;
  const events = await read(({ world }) => {
    const group = world.addChannel(50, "Launch", [ANA, MIRA]);
    first = world.say(group, ANA, "When?");
    const second = world.say(group, BOB, { text: "Noon", replyTo: first });
    world.say(group, ANA, { text: "Fine", replyTo: second });
    const forum = world.addChannel(51, "Forum", [ANA, MIRA], { forum: true });
    const topic = world.addTopic(forum, ANA, "Food");
    const pizza = world.say(forum, ANA, { text: "Pizza", topic });
    world.say(forum, BOB, { text: "Pasta", topic, replyTo: pizza });
  });
  assert.deepEqual(
    events.map(({ text_for_embedding, thread_external_id }) => [
      ...[text_for_embedding, thread_external_id],
    ]),
    [
      ["When?", null],
      ["Noon", "7001:channel:50:2"],
      ["Fine", "7001:channel:50:2"],
      ["Pizza", "7001:channel:51:2"],
      ["Pasta", "7001:channel:51:2"],
    ],
  );
});

Deno.test("A topic gives its thread a name, whenever it was opened", async () => {
  const follower = new Follower();
  const { world } = follower;
  const forum = world.addChannel(51, "Forum", [ANA, MIRA], { forum: true });
  const old = world.addTopic(forum, ANA, "Food");
  follower.now += 90 * 24 * 3_600_000;
  world.say(forum, ANA, { text: "Pizza", topic: old });
  world.say(forum, ANA, "In general");
  const subjects = () =>
    follower.pages.flatMap(({ threads }) =>
      threads.map(({ external_id, subject }) => [external_id, subject])
    );
  await follower.poll();
  assert.deepEqual(subjects(), [["7001:channel:51:2", "Food"]]);
  const fresh = world.addTopic(forum, ANA, "Drinks");
  const rename = (topic: number, title: string) => {
    world.channelOf(forum).topics.set(topic, title);
    const action = new Api.MessageActionTopicEdit({ title });
    world.say(forum, ANA, { text: "", action, topic });
  };
  rename(old, "Meals");
  await follower.poll();
  assert.deepEqual(subjects(), [["7001:channel:51:5", "Drinks"], ["7001:channel:51:2", "Meals"]]);
  // Read again as a whole, and backwards, no earlier name comes back.
  rename(fresh, "Teas");
  world.channelOf(forum).box.forget();
  await follower.poll();
  const names = subjects().flatMap(([id, name]) =>
    id === "7001:channel:51:5" && name ? [name] : []
  );
  assert.deepEqual(new Set(names), new Set(["Teas"]));
});

Deno.test("An edit is a newer version of the same event", async () => {
  const follower = new Follower();
  const said = follower.world.say(ANAS, ANA, "Monday");
  await follower.poll();
  const before = follower.store.events.get("7001:1")?.event;
  follower.now += 60_000;
  follower.world.edit(said, { text: "Tuesday" });
  await follower.poll();
  const after = follower.store.events.get("7001:1")?.event;
  assert.deepEqual([before?.body, after?.body], ["Monday", "Tuesday"]);
  assert.ok((after?.source_version ?? "") > (before?.source_version ?? ""));
  assert.equal(after?.occurred_at, before?.occurred_at);
});
