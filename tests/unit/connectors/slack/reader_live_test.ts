import assert from "node:assert/strict";
import { Follower } from "./live_fixture.ts";

/** A workspace of a few people and conversations. */
function small(follower: Follower) {
  const { workspace } = follower.server;
  for (const [id, name] of [["U1", "Mira"], ["U2", "Jonas"], ["U3", "Ana"]]) {
    workspace.addMember(id ?? "", name ?? "");
  }
  workspace.addConversation("C1", "launch", ["U1", "U2", "U3"]);
  workspace.addConversation("C2", "random", ["U1", "U2"]);
  workspace.addConversation("C3", "elsewhere", ["U2", "U3"]);
  workspace.addConversation("D1", "", ["U1", "U2"], "im");
  workspace.addConversation("G1", "secret", ["U1", "U3"], "private");
  return workspace;
}

async function settled(follower: Follower, label?: string): Promise<void> {
  await follower.poll();
  assert.deepEqual(follower.stored(), follower.expected(), label);
  assert.deepEqual(follower.server.violations, []);
  assert.equal(follower.server.limits.refused, 0, "no quota was hit");
}

Deno.test("readWorkspace() reads what the member sees, names who speaks, and links to it", async () => {
  await using follower = new Follower();
  const workspace = small(follower);
  const root = workspace.post("C1", "U2", "Launch on Thursday, <@U1>?", follower.at(-90));
  workspace.post("C1", "U3", "Yes", follower.at(-80), { thread_ts: root.ts });
  workspace.post("D1", "U2", "Hello", follower.at(-70));
  workspace.post("G1", "U3", "Between us", follower.at(-60));
  workspace.post("C3", "U3", "Not for Mira", follower.at(-50));
  await follower.poll();
  const events = [...follower.events.values()].map(({ event }) => event)
    .sort((a, b) => a.occurred_at.localeCompare(b.occurred_at));
  assert.deepEqual(
    events.map(({ title, event_type, text_for_embedding }) => [
      title,
      event_type,
      text_for_embedding,
    ]),
    [
      ["Jonas in #launch", "mention", "Launch on Thursday, @Mira?"],
      ["Ana in #launch", "message", "Yes"],
      ["Jonas in direct message (Jonas)", "message", "Hello"],
      ["Ana in #secret", "message", "Between us"],
    ],
  );
  assert.equal(
    events[1]?.url,
    `https://acme.slack.com/archives/C1/p${events[1]?.external_id.slice(3).replace(".", "")}` +
      `?thread_ts=${root.ts}&cid=C1`,
  );
});

Deno.test("readWorkspace() asks for little when nothing is new", async () => {
  await using follower = new Follower();
  const workspace = small(follower);
  workspace.post("C1", "U2", "Hello", follower.at(-60));
  await settled(follower);
  follower.now += 5 * 60_000;
  await settled(follower);
  assert.equal(follower.requests, 3, "conversations, search, and a page of the audit");
});

Deno.test("readWorkspace() finds a first reply to a message of 25 days ago, by search", async () => {
  await using follower = new Follower();
  const workspace = small(follower);
  const old = workspace.post("C1", "U2", "Any plans?", follower.at(-25 * 24 * 60));
  for (let i = 0; i < 250; i++) workspace.post("C1", "U3", `chat ${i}`, follower.at(-2000 + i));
  await settled(follower);
  follower.now += 5 * 60_000;
  workspace.post("C1", "U3", "Yes, at last", follower.at(-1), { thread_ts: old.ts });
  await settled(follower);
});

Deno.test("readWorkspace() finds late replies without search, by its audit", async () => {
  await using follower = new Follower({
    scopes: [
      "channels:history",
      "channels:read",
      "groups:history",
      "groups:read",
      "im:history",
      "im:read",
      "mpim:history",
      "mpim:read",
      "users:read",
    ],
  });
  const workspace = small(follower);
  const old = workspace.post("C1", "U2", "Any plans?", follower.at(-25 * 24 * 60));
  for (let i = 0; i < 250; i++) workspace.post("C1", "U3", `chat ${i}`, follower.at(-2000 + i));
  await settled(follower);
  follower.now += 5 * 60_000;
  workspace.post("C1", "U3", "Yes, at last", follower.at(-1), { thread_ts: old.ts });
  for (let tick = 0; tick < 12; tick++) {
    follower.now += 5 * 60_000;
    await follower.poll();
  }
  assert.deepEqual(follower.stored(), follower.expected());
});

Deno.test("readWorkspace() leaves no hole in a channel of more than 900 messages", async () => {
  for (const crashAfter of [1, 2, 3, 5, 8]) {
    await using follower = new Follower();
    const workspace = small(follower);
    for (let i = 0; i < 950; i++) workspace.post("C1", "U2", `m${i}`, follower.at(-2000 + i));
    follower.crashAfter = crashAfter;
    for (let run = 0; run < 3; run++) await follower.poll();
    // News arrives while the old is still being read.
    for (let i = 0; i < 450; i++) workspace.post("C1", "U3", `n${i}`, follower.at(-5));
    follower.crashAfter = Infinity;
    await settled(follower, `crashed after ${crashAfter} pages`);
  }
});

Deno.test("readWorkspace() sees edits, deletions and tombstones when its audit comes by", async () => {
  await using follower = new Follower();
  const workspace = small(follower);
  const [edited, deleted, root] = ["typo", "mistake", "gone"].map((text, i) =>
    workspace.post("C1", "U2", text, follower.at(-100 + i))
  );
  workspace.post("C1", "U3", "but why?", follower.at(-90), { thread_ts: root?.ts ?? "" });
  await settled(follower);
  workspace.edit("C1", edited?.ts ?? "", "fixed", follower.at(1));
  workspace.remove("C1", deleted?.ts ?? "", follower.at(1));
  workspace.remove("C1", root?.ts ?? "", follower.at(1));
  for (let tick = 0; tick < 8; tick++) {
    follower.now += 5 * 60_000;
    await follower.poll();
  }
  assert.deepEqual(follower.stored(), follower.expected());
  assert.ok(follower.stored().some((line) => line.endsWith(" fixed")));
});

Deno.test("readWorkspace() says which kinds a missing scope hides, and reads the rest", async () => {
  await using follower = new Follower({ scopes: ["channels:read", "channels:history"] });
  const workspace = small(follower);
  workspace.post("C1", "U2", "Hello", follower.at(-60));
  workspace.post("D1", "U2", "Not granted", follower.at(-50));
  await follower.poll();
  assert.deepEqual(follower.stored().map((line) => line.split(" ").at(-1)), ["Hello"]);
  assert.equal(follower.problems.get("directory"), "scope_missing_private_channel");
});

Deno.test("readWorkspace() at 15 messages a minute ends where 200 at 45 does", async () => {
  const states: string[][] = [];
  for (const rateProfile of ["internal", "distributed"] as const) {
    await using follower = new Follower({ rateProfile });
    const workspace = small(follower);
    for (let i = 0; i < 120; i++) {
      const message = workspace.post("C1", "U2", `m${i}`, follower.at(-3000 + i));
      if (i % 30 === 0) {
        workspace.post("C1", "U3", `reply ${i}`, follower.at(-1000 + i), { thread_ts: message.ts });
      }
    }
    await settled(follower, rateProfile);
    states.push(follower.stored().map((line) => line.split(" ").slice(1).join(" ")).sort());
  }
  assert.deepEqual(states[0], states[1]);
});
