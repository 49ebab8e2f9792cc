import assert from "node:assert/strict";
import { workspaceFromExport } from "../../providers/slack/from_export.ts";
import { exportOf, launchExport, readAll } from "../connectors/slack/fixtures.ts";
import { Follower } from "../connectors/slack/live_fixture.ts";

const at = (second: number) => `15176124${String(second).padStart(2, "0")}.000077`;
const EXPORT = {
  "users.json": [
    { id: "U2", name: "jonas", profile: { display_name: "Jonas", email: "jonas@acme.test" } },
    { id: "U1", name: "mira", profile: { display_name: "Mira" } },
    { id: "U3", name: "gone", deleted: true, profile: { display_name: "Gone" } },
  ],
  "channels.json": [{ id: "C1", name: "launch", members: ["U1", "U2"] }],
  "dms.json": [{ id: "D1", members: ["U1", "U3"] }],
  "launch/2018-02-02.json": [
    { type: "message", ts: at(1), user: "U2", text: "Who comes?", reply_count: 1, replies: [{}] },
    { type: "message", ts: at(2), user: "U1", text: "I do", thread_ts: at(1) },
    { type: "message", ts: at(3), user: "U2", text: "lost root", thread_ts: "1500000000.000001" },
    { type: "message", text: "no timestamp" },
  ],
  "D1/2018-02-03.json": [
    { type: "message", ts: at(9), user: "U3", text: "bye", edited: { user: "U3", ts: at(10) } },
  ],
};

Deno.test("workspaceFromExport() holds the people, conversations and messages of an export", async () => {
  const workspace = await workspaceFromExport(exportOf(EXPORT));
  assert.deepEqual([...workspace.members.keys()], ["U1", "U2", "U3"], "who sees most is first");
  assert.equal(workspace.members.get("U2")?.email, "jonas@acme.test");
  assert.deepEqual(
    [...workspace.conversations.values()].map(({ id, kind, members, messages }) => [
      id,
      kind,
      [...members],
      messages.size,
    ]),
    [["C1", "public", ["U1", "U2"], 3], ["D1", "im", ["U1", "U3"], 1]],
  );
  const launch = workspace.channel("C1");
  assert.equal(workspace.message("C1", at(3)).thread_ts, undefined);
  assert.equal(workspace.shown(launch, workspace.message("C1", at(1)))["reply_count"], 1);
  await assert.rejects(
    workspaceFromExport(exportOf({ "notes.txt": "x" })),
    /is not a Slack export/,
  );
});

Deno.test("workspaceFromExport() moves all times alike, and what was exported is read live", async () => {
  const files = exportOf(EXPORT);
  const now = Date.parse("2026-03-18T12:00:00Z");
  const workspace = await workspaceFromExport(files, new Date(now - 60_000));
  const [first] = [...workspace.channel("C1").messages.keys()];
  assert.equal(first, `${now / 1000 - 60 - 8}.000077`);
  assert.equal(workspace.message("D1", `${now / 1000 - 60}.000077`).edited?.user, "U3");
  await using follower = new Follower({ workspace });
  await follower.poll();
  assert.deepEqual(follower.stored(), follower.expected());
  const texts = (await readAll(files)).flatMap(({ events }) =>
    events.map(({ text_for_embedding }) => text_for_embedding)
  );
  assert.deepEqual(
    [...follower.events.values()].map(({ event }) => event.text_for_embedding).sort(),
    texts.sort(),
  );
  assert.deepEqual(follower.server.violations, []);
});

Deno.test("workspaceFromExport() takes an export without lists of members", async () => {
  const workspace = await workspaceFromExport(launchExport({
    "launch/2018-02-02.json": [{ type: "message", ts: at(1), user: "U2", text: "hi" }],
  }));
  assert.deepEqual([...workspace.channel("C1").members], ["U2"]);
});
