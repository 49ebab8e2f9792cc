import assert from "node:assert/strict";
import fc from "fast-check";
import {
  countPage,
  emptyStatistics,
} from "../../../../../shared/connectors/slack/export/statistics.ts";
import { exportOf, launchExport, readAll } from "../fixtures.ts";

const ts = (second: number) => `15176124${second}.000077`;
const said = (second: number, more: Record<string, unknown> = {}) => ({
  ts: ts(second),
  user: "U1",
  text: `said at ${second}`,
  ...more,
});
const day = (second: number, more: Record<string, unknown> = {}) => [said(second, more)];

async function outcome(files: Record<string, unknown>, options = {}) {
  const pages = await readAll(exportOf(files), options);
  const events = pages.flatMap((page) =>
    page.events.map((event) => ({ ...event, team: page.team }))
  );
  const problems = pages.flatMap((page) => page.problems);
  return { events, problems, named: problems.map(({ path }) => path) };
}

const LISTS = {
  "users.json": [{ id: "U1", name: "mira" }],
  "channels.json": [{ id: "C1", name: "launch" }],
};
const under = (prefix: string, files: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(files).map(([path, value]) => [prefix + path, value]));

const PLACES: readonly (readonly [string, Record<string, unknown>, string[]])[] = [
  ["in two folders", under("a/b/", { ...LISTS, "launch/2018-02-02.json": day(10) }), []],
  ["beside a picture", {
    ...under("Our export/", { ...LISTS, "launch/2018-02-02.json": day(10) }),
    "cover.png": "x",
  }, ["cover.png"]],
  ["with channels in a folder", { ...LISTS, "channels/launch/2018-02-02.json": day(10) }, []],
  ["in one file of the folder", { ...LISTS, "launch/all.json": day(10) }, []],
  ["in a copied day", { ...LISTS, "launch/2018-02-02 (1).JSON": day(10) }, []],
  ["in a folder a year", { ...LISTS, "launch/2018/02-02.json": day(10) }, []],
  ["in one file at the top", { ...LISTS, "launch.json": day(10) }, []],
  [
    "as the method answers",
    { ...LISTS, "launch/history.json": { ok: true, messages: day(10) } },
    [],
  ],
  ["beside records", {
    ...LISTS,
    "launch/2018-02-02.json": day(10),
    "integration_logs.json": [{}],
    "huddle_transcripts.json": [],
    "canvases/F1.html": "x",
    "lists/F2.json": [{ id: "F2" }],
    "launch/notes.txt": "x",
    "odd.json": [{}],
  }, [
    "canvases/F1.html",
    "huddle_transcripts.json",
    "integration_logs.json",
    "launch/notes.txt",
    "lists",
    "odd.json",
  ]],
];

for (const [what, files, unread] of PLACES) {
  Deno.test(`readSlackExport() reads messages ${what} and names what it does not read`, async () => {
    const { events, named } = await outcome(files);
    assert.deepEqual(events.map((event) => event.external_id), [`C1:${ts(10)}`]);
    assert.deepEqual(named.sort(), unread);
  });
}

Deno.test("readSlackExport() tells conversations in no list apart by their ids", async () => {
  const { events } = await outcome({
    "users.json": [{ id: "U1", name: "mira" }, { id: "U2", name: "jonas" }],
    "channels.json": [],
    "D0ABC123/2018-02-02.json": [...day(10), said(11, { user: "U2" })],
    "C0ABC123/2018-02-02.json": day(10),
    "G0ABC123/2018-02-02.json": day(10),
    "mpdm-mira--jonas-1/2018-02-02.json": day(10),
  });
  assert.deepEqual(events.filter((e) => e.external_id.endsWith(ts(10))).map((e) => e.title), [
    "mira in #C0ABC123",
    "mira in direct message (jonas, mira)",
    "mira in #G0ABC123",
    "mira in group message (mira, jonas)",
  ]);
});

Deno.test("readSlackExport() gives each workspace of a Grid its team, names and channels", async () => {
  const { events, problems } = await outcome({
    "org_users.json": [{ id: "U1", profile: { real_name: "Mira" } }],
    "channels.json": [{ id: "C9", name: "all" }],
    "all/2018-02-02.json": day(10, { team: "T2" }),
    "teams/north/channels.json": [{ id: "C1", name: "launch" }],
    "teams/north/users.json": [{ id: "U5", name: "nia", team_id: "T1" }],
    "teams/north/launch/2018-02-02.json": [said(10, { user: "U5" }), said(11, { team: "T3" })],
    "teams/north/all/2018-02-03.json": day(12),
    "teams/south/launch/2018-02-02.json": day(10, { team: "T2" }),
  });
  assert.deepEqual(events.map((e) => [e.team, e.external_id, e.title]), [
    ["T2", `C9:${ts(10)}`, "Mira in #all"],
    ["T1", `C9:${ts(12)}`, "Mira in #all"],
    ["T1", `C1:${ts(10)}`, "nia in #launch"],
    ["T1", `C1:${ts(11)}`, "Mira in #launch"],
    ["T2", `launch:${ts(10)}`, "Mira in #launch"],
  ]);
  assert.deepEqual(problems.map(({ path }) => path), ["teams/south/launch"]);
});

Deno.test("readSlackExport() learns names from the messages where no list has them", async () => {
  const { events } = await outcome({
    "users.json": [{ id: "U1", name: " ", profile: { display_name: "", real_name: "" } }],
    "channels.json": [{ id: "C1", name: "launch" }],
    "usergroups.json": [{ id: "S1", handle: "crew" }],
    "launch/2018-02-02.json": [
      said(10, { text: "<@U1> <@U7> <@B7> <!subteam^S1> <@USLACKBOT>" }),
      said(11, { user_profile: { display_name: "", real_name: "Mira L" } }),
      said(12, { user: "U7", user_profile: { display_name: "Olga" } }),
      said(13, { user: null, bot_id: "B7", username: "ci" }),
    ],
  });
  assert.equal(events[0]?.text_for_embedding, "@Mira L @Olga @ci @crew @Slackbot");
  assert.equal(events[0]?.title, "Mira L in #launch");
});

Deno.test("readSlackExport() gives addresses where the workspace's domain is known", async () => {
  const root = `https://acme.slack.com/archives/C1/p${ts(10).replace(".", "")}`;
  const reply = `https://acme.slack.com/archives/C1/p${ts(11).replace(".", "")}`;
  const urls = [root, `${reply}?thread_ts=${ts(10)}&cid=C1`];
  const messages = [said(10), said(11, { thread_ts: ts(10) })];
  const files = [{ permalink: "https://acme.slack.com/files/U1/F1/a.png" }];
  const stored = { ...LISTS, "launch/2018-02-02.json": messages };
  for (
    const [export_, options] of [
      [{ ...stored, "team.json": [{ id: "T1", domain: "acme" }] }, {}],
      [{ ...LISTS, "launch/2018-02-02.json": [said(10), { ...messages[1], files }] }, {}],
      [stored, { workspaceDomain: "https://Acme.slack.com/" }],
    ] as const
  ) assert.deepEqual((await outcome(export_, options)).events.map((e) => e.url), urls);
  assert.deepEqual((await outcome(stored)).events.map((e) => e.url), [null, null]);
  await assert.rejects(outcome(stored, { workspaceDomain: "a b" }), /workspace domain must be/);
});

Deno.test("readSlackExport() counts every message once, whatever the file holds", async () => {
  const entry = fc.oneof(
    fc.jsonValue(),
    fc.record({
      ts: fc.oneof(fc.constant("1517612431.000077"), fc.jsonValue()),
      text: fc.string(),
      subtype: fc.constantFrom(undefined, "channel_join", "pinned_item", "me_message", "novel"),
    }),
  );
  await fc.assert(fc.asyncProperty(fc.array(entry, { maxLength: 60 }), async (entries) => {
    const pages = await readAll(launchExport({ "launch/2018-02-02.json": entries }));
    const read = pages.reduce(countPage, emptyStatistics());
    assert.equal(read.messages, entries.length);
    assert.equal(read.events + read.noise + read.unreadable, entries.length);
    assert.equal(read.problems, Math.min(21, read.unreadable));
  }));
});
