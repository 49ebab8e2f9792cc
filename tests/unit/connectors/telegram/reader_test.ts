import assert from "node:assert/strict";
import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import type { Chat } from "../../../providers/telegram/content.ts";
import { ANA, BOB, Follower, MIRA } from "./live_fixture.ts";

const ANAS: Chat = { kind: "private", people: [MIRA, ANA] };
const BOBS: Chat = { kind: "private", people: [MIRA, BOB] };
const DAY = 24 * 3600;

const refusal = (code: string, kind: string) => (error: unknown) => {
  assert.ok(error instanceof ConnectorError);
  assert.deepEqual([error.code, error.remedy.kind], [code, kind]);
  return true;
};

Deno.test("The first reading takes the position first, then a page of every chat in turn", async () => {
  const follower = new Follower();
  const { world } = follower;
  for (let i = 0; i < 5; i++) world.say(BOBS, BOB, `b${i}`);
  for (let i = 0; i < 5; i++) world.say(ANAS, ANA, `a${i}`);
  await follower.poll();
  assert.deepEqual(follower.calls.slice(0, 2), ["updates.GetState", "messages.GetDialogs"]);
  const pages = follower.pages.filter(({ events }) => events.length > 0)
    .map(({ events }) => events.map(({ body }) => body));
  // What was written last is at hand first, wherever it was written.
  assert.deepEqual(pages, [["a4", "a3", "a2"], ["b4", "b3", "b2"], ["a1", "a0"], ["b1", "b0"]]);
  assert.ok(!follower.calls.some((call) => /read/i.test(call)));
});

Deno.test("A chat is read as far back as INITIAL_DAYS, and one that slept longer not at all", async () => {
  const follower = new Follower();
  const { world } = follower;
  const ago = (days: number) => world.seconds - days * DAY;
  world.say(BOBS, BOB, { text: "long ago", date: ago(400) });
  world.say(ANAS, ANA, { text: "before", date: ago(40) });
  world.say(ANAS, ANA, { text: "within", date: ago(20) });
  world.say(ANAS, ANA, { text: "now" });
  await follower.poll();
  assert.deepEqual(follower.kept(`user:${ANA}`), ["7001:3 within", "7001:4 now"]);
  assert.deepEqual(follower.store.resources.toSorted(), ["peers", "updates", `user:${ANA}`]);
  world.say(BOBS, BOB, "awake");
  await follower.poll();
  assert.deepEqual(follower.kept(`user:${BOB}`), ["7001:5 awake"]);
});

Deno.test("No more than a thousand messages of a chat are read at first, and it is said", async () => {
  const follower = new Follower();
  follower.pageSize = 100;
  for (let i = 0; i < 1100; i++) follower.world.say(ANAS, ANA, `a${i}`);
  await follower.poll();
  assert.equal(follower.kept(`user:${ANA}`).length, 1000);
  assert.ok(follower.kept(`user:${ANA}`).includes("7001:1100 a1099"));
  assert.deepEqual(follower.store.problems.get(`user:${ANA}`), ["history_cut"]);
});

Deno.test("All dialogs are found, however many there are", async () => {
  const follower = new Follower();
  const people = Array.from({ length: 230 }, (_, i) => 9000 + i);
  for (const id of people) {
    follower.world.addPerson({ id, firstName: `P${id}` });
    follower.world.say({ kind: "private", people: [MIRA, id] }, id, `from ${id}`);
  }
  await follower.poll();
  assert.equal(follower.store.events.size, people.length);
  // Three pages, and one that says that there are no more.
  assert.equal(follower.calls.filter((call) => call === "messages.GetDialogs").length, 4);
});

Deno.test("A reading without news asks once and stores one page", async () => {
  const follower = new Follower();
  follower.world.say(ANAS, ANA, "hello");
  await follower.poll();
  follower.calls.length = 0;
  follower.now += 60_000;
  await follower.poll();
  assert.deepEqual(follower.calls, ["updates.GetDifference"]);
  assert.deepEqual(follower.pages.map(({ cursor, advance }) => [cursor.resource, advance]), [
    ["updates", new Date(follower.now).toISOString()],
  ]);
});

Deno.test("A chat that Telegram refuses is said, and the others go on", async () => {
  const follower = new Follower();
  const { world } = follower;
  const launch = world.addChannel(50, "Launch", [MIRA, ANA]);
  world.say(launch, ANA, "one");
  await follower.poll();
  follower.now += 60_000;
  world.say(launch, ANA, "two");
  world.say(ANAS, ANA, "hello");
  follower.fault = (method) =>
    method === "updates.GetChannelDifference" ? { error: "CHANNEL_PRIVATE" } : null;
  await follower.poll();
  assert.deepEqual(follower.store.problems.get("channel:50"), ["channel_private"]);
  assert.deepEqual(follower.kept(`user:${ANA}`), ["7001:1 hello"]);
  follower.fault = () => null;
  world.say(launch, ANA, "three");
  follower.now += 60_000;
  await follower.poll();
  assert.deepEqual(follower.store.problems.get("channel:50"), []);
  assert.deepEqual(follower.kept("channel:50"), follower.shown(launch));
});

Deno.test("A channel whose news are not there yet holds up nobody, and is read the next time", async () => {
  const follower = new Follower();
  const { world } = follower;
  const [launch, other] = [50, 51].map((id) => world.addChannel(id, `C${id}`, [MIRA, ANA]));
  assert.ok(launch && other);
  await follower.poll();
  follower.now += 60_000;
  world.say(launch, ANA, "one");
  world.say(other, ANA, "two");
  let late = 1;
  follower.fault = (method) =>
    method === "updates.GetChannelDifference" && late-- === 1
      ? { error: "PERSISTENT_TIMESTAMP_OUTDATED" }
      : null;
  await assert.rejects(follower.read(), refusal("persistent_timestamp_outdated", "retry"));
  const kept = () => ["channel:50", "channel:51"].flatMap((key) => follower.kept(key));
  assert.equal(kept().length, 1);
  await follower.read();
  assert.deepEqual(kept(), ["7001:channel:50:2 one", "7001:channel:51:2 two"]);
});

Deno.test("A flood is waited for as long as it says, and what was read is kept", async () => {
  const follower = new Follower();
  follower.world.say(ANAS, ANA, "a");
  for (let i = 0; i < 4; i++) follower.world.say(BOBS, BOB, `b${i}`);
  let calls = 0;
  follower.fault = (method) =>
    method === "messages.GetHistory" && ++calls === 2 ? { error: "FLOOD_WAIT", seconds: 33 } : null;
  await assert.rejects(follower.read(), (error: unknown) => {
    assert.ok(error instanceof ConnectorError);
    assert.deepEqual(error.remedy, { kind: "wait", seconds: 33 });
    return true;
  });
  assert.ok(follower.store.events.size > 0);
  const before = follower.calls.length;
  await follower.read();
  assert.equal(follower.store.events.size, 5);
  // It goes on where it was: the dialogs are known.
  assert.ok(!follower.calls.slice(before).includes("messages.GetDialogs"));
});

Deno.test("A session that was replaced meanwhile is looked up again, once", async () => {
  const follower = new Follower();
  follower.world.say(ANAS, ANA, "hello");
  follower.stored = "first";
  follower.meanwhile = () => {
    // Linking anew logs the earlier session out while it is read with.
    follower.session = "second";
    follower.stored = "second";
  };
  await follower.read();
  assert.deepEqual(follower.kept(`user:${ANA}`), ["7001:1 hello"]);
  follower.meanwhile = () => {
    follower.session = "third";
  };
  await assert.rejects(follower.read(), refusal("session_revoked", "relink"));
  assert.equal(follower.open, 0);
});

Deno.test("When the time is over the call under way ends, and its connection is closed", async () => {
  const follower = new Follower();
  follower.world.say(ANAS, ANA, "hello");
  const end = new AbortController();
  follower.meanwhile = () => {
    if (follower.calls.length === 2) end.abort();
  };
  await assert.rejects(follower.read(end.signal), { name: "AbortError" });
  assert.equal(follower.open, 0);
  assert.ok(follower.calls.length <= 3);
  await assert.rejects(follower.read(AbortSignal.abort()), { name: "AbortError" });
});

Deno.test("An answer that nobody expects is tried again later, and stores nothing", async () => {
  const follower = new Follower({ answer: (told) => told["_"] === "updates.State" ? {} : told });
  await assert.rejects(follower.read(), refusal("answer_not_understood", "retry"));
  assert.equal(follower.store.cursors.size, 0);
});

Deno.test("What cannot be understood of a chat is counted, and the rest is read", async () => {
  const broken = (told: Record<string, unknown>) =>
    Array.isArray(told["newMessages"])
      ? {
        ...told,
        newMessages: [
          { _: "Message", id: 99, peerId: { _: "PeerUser", userId: "7002" } },
          ...told["newMessages"],
        ],
      }
      : told;
  const follower = new Follower({ answer: broken });
  follower.world.say(ANAS, ANA, "one");
  await follower.poll();
  follower.world.say(ANAS, ANA, "two");
  await follower.poll();
  assert.deepEqual(follower.kept(`user:${ANA}`), ["7001:1 one", "7001:2 two"]);
  assert.deepEqual(follower.store.problems.get(`user:${ANA}`), ["message_unreadable"]);
});

Deno.test("A message with a timer goes when its time is over, in a chat left out as well", async () => {
  const follower = new Follower();
  follower.world.say(ANAS, ANA, { text: "for an hour", ttlPeriod: 3600 });
  await follower.poll();
  assert.deepEqual(follower.kept(`user:${ANA}`), ["7001:1 for an hour"]);
  follower.selection = { include: [], exclude: [`user:${ANA}`] };
  await follower.poll();
  assert.equal(follower.store.events.size, 1);
  follower.now += 3_600_000;
  await follower.poll();
  assert.equal(follower.store.events.size, 0);
});
