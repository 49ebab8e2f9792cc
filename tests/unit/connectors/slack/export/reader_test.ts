import assert from "node:assert/strict";
import {
  countPage,
  emptyStatistics,
} from "../../../../../shared/connectors/slack/export/statistics.ts";
import { exportOf, launchExport, readAll, textOf } from "../fixtures.ts";

const ts = (second: number) => `15176124${String(second).padStart(2, "0")}.000077`;
const said = (second: number, text: string, more: Record<string, unknown> = {}) => ({
  type: "message",
  ts: ts(second),
  user: "U1",
  text,
  ...more,
});

Deno.test("readSlackExport() reads conversations by name and days in order", async () => {
  const pages = await readAll(launchExport({
    "launch/2018-02-03.json": [said(3, "c")],
    "launch/2018-02-02.json": [
      said(1, "a"),
      said(2, "<@U1> has joined", { subtype: "channel_join" }),
    ],
    "alpha/2018-02-04.json": [said(1, "first by name")],
    "channels.json": [{ id: "C1", name: "launch" }, { id: "C0", name: "alpha" }],
    "launch/notes.txt": "not a day",
    "integration_logs.json": [{ service_id: "1" }],
  }));
  assert.deepEqual(
    pages.map(({ path, messages, skipped, events }) => [path, messages, skipped, events.length]),
    [
      ["export", 0, 0, 0],
      ["alpha/2018-02-04.json", 1, 0, 1],
      ["launch/2018-02-02.json", 2, 1, 1],
      ["launch/2018-02-03.json", 1, 0, 1],
    ],
  );
  assert.deepEqual(pages.flatMap(({ problems }) => problems).map(({ path }) => path), [
    "launch/notes.txt",
    "integration_logs.json",
  ]);
  const statistics = pages.reduce(countPage, emptyStatistics());
  assert.deepEqual(statistics, { messages: 4, events: 3, noise: 1, unreadable: 0, problems: 2 });
});

Deno.test("readSlackExport() gives the same ids and hashes when read twice", async () => {
  const files = launchExport({
    "launch/2018-02-02.json": [said(1, "a"), said(2, "b", { thread_ts: ts(1) }), said(3, "c")],
  });
  assert.deepEqual(await readAll(files), await readAll(files));
});

Deno.test("readSlackExport() puts a root into its thread when only replies name it", async () => {
  const pages = await readAll(launchExport({
    "launch/2018-02-02.json": [said(1, "root"), said(2, "apart")],
    "launch/2018-02-03.json": [said(3, "reply", { thread_ts: ts(1), user: "U2" })],
  }));
  const [first, second] = pages;
  assert.deepEqual(first?.events.map((e) => e.thread_external_id), [`C1:${ts(1)}`, null]);
  assert.deepEqual(first?.threads.map((t) => [t.subject, t.content_preview]), [
    ["Mira in #launch", "root"],
  ]);
  assert.deepEqual(second?.threads.map((t) => [t.external_id, t.subject, t.participants]), [
    [`C1:${ts(1)}`, null, ["Jonas W"]],
  ]);
});

Deno.test("readSlackExport() yields a large day in pages of 500 events", async () => {
  const many = Array.from({ length: 1203 }, (_, i) => ({
    ...said(1, `m${i}`),
    ts: `1517612431.${String(i).padStart(6, "0")}`,
    ...(i % 400 === 0 ? { subtype: "channel_leave" } : {}),
  }));
  const pages = await readAll(launchExport({ "launch/2018-02-02.json": many }));
  assert.deepEqual(pages.map(({ events }) => events.length), [500, 500, 199]);
  const statistics = pages.reduce(countPage, emptyStatistics());
  assert.deepEqual(statistics, {
    messages: 1203,
    events: 1199,
    noise: 4,
    unreadable: 0,
    problems: 0,
  });
  assert.equal(new Set(pages.flatMap(({ events }) => events.map((e) => e.external_id))).size, 1199);
});

Deno.test("readSlackExport() reports broken files and messages by name and reads the rest", async () => {
  const pages = await readAll(launchExport({
    "launch/2018-02-01.json": '[{"ts":"1517612431.000077","text":"hidden words"',
    "launch/2018-02-02.json": { text: "hidden words" },
    "launch/2018-02-03.json": [
      said(1, "a"),
      { text: "hidden words" },
      { ...said(2, "hidden words"), ts: 1517612431.000077 },
      "hidden words",
      null,
      said(3, "b"),
    ],
    "launch/2018-02-04.json": "",
    "launch/2018-02-05.json": `\uFEFF${JSON.stringify([said(4, "c")])}`,
  }));
  const problems = pages.flatMap((page) => page.problems);
  const noTs = 'has no timestamp such as "1517612431.000077"';
  assert.deepEqual(problems.map(({ path, problem }) => `${path} ${problem}`), [
    "launch/2018-02-01.json is not valid JSON",
    "launch/2018-02-02.json is not a JSON array",
    ...[1, 2, 3, 4].map((index) => `launch/2018-02-03.json message ${index} ${noTs}`),
    "launch/2018-02-04.json is not valid JSON",
  ]);
  assert.doesNotMatch(JSON.stringify(problems), /hidden/);
  assert.deepEqual(pages.flatMap(({ events }) => events.map(({ body }) => body)), ["a", "b", "c"]);
  assert.equal(pages.reduce(countPage, emptyStatistics()).messages, 7);
});

Deno.test("readSlackExport() reports a file that cannot be read and goes on", async () => {
  const files = launchExport({
    "launch/2018-02-02.json": [said(1, "a")],
    "launch/2018-02-03.json": [said(2, "b")],
  });
  const pages = await readAll({
    ...files,
    text: async function* (path) {
      if (path.endsWith("02.json")) throw new Error("too large");
      yield* files.text(path);
    },
  });
  assert.deepEqual(pages.map(({ events, problems }) => [events.length, problems[0]?.problem]), [
    [0, "cannot be read: too large"],
    [1, undefined],
  ]);
});

Deno.test("readSlackExport() takes a folder's name as id when no list has it", async () => {
  const [notice, page] = await readAll(
    launchExport({ "secret-lab/2018-02-02.json": [said(1, "a")] }),
  );
  assert.deepEqual(notice?.problems, [{
    path: "secret-lab",
    problem: "is in no list of conversations: its name stands in for the id",
  }]);
  assert.equal(page?.events[0]?.external_id, `secret-lab:${ts(1)}`);
  assert.equal(page?.events[0]?.title, "Mira in #secret-lab");
});

Deno.test("readSlackExport() reads private channels, group and direct messages", async () => {
  const pages = await readAll(launchExport({
    "groups.json": [{ id: "G1", name: "board" }],
    "mpims.json": [{ id: "G2", name: "mpdm-mira--jonas-1", members: ["U1", "U2", "U9"] }],
    "dms.json": [{ id: "D1", members: ["U1", "U2"] }],
    "board/2018-02-02.json": [said(1, "in <#G1>")],
    "mpdm-mira--jonas-1/2018-02-02.json": [said(1, "x")],
    "D1/2018-02-02.json": [said(1, "x")],
  }));
  assert.deepEqual(pages.flatMap(({ events }) => events.map((e) => [e.external_id, e.title])), [
    [`D1:${ts(1)}`, "Mira in direct message (Mira, Jonas W)"],
    [`G1:${ts(1)}`, "Mira in #board"],
    [`G2:${ts(1)}`, "Mira in group message (Mira, Jonas W, U9)"],
  ]);
  assert.equal(pages[1]?.events[0]?.text_for_embedding, "in #board");
});

Deno.test("readSlackExport() uses ids when the lists are missing or broken", async () => {
  const day = { "launch/2018-02-02.json": [said(1, "<@U1> hi")] };
  const [missing, , page] = await readAll(exportOf(day));
  assert.deepEqual(missing?.problems.map(({ path }) => path), ["users.json", "channels.json"]);
  assert.equal(page?.events[0]?.text_for_embedding, "@U1 hi");

  const lists = {
    "users.json": "{oops",
    "channels.json": [{ id: "C1", name: "launch" }, { name: "x" }],
  };
  const [broken, read] = await readAll(exportOf({ ...day, ...lists }));
  assert.deepEqual(broken?.problems, [
    { path: "users.json", problem: "is not valid JSON" },
    { path: "channels.json", problem: "entry 1 has no id" },
  ]);
  assert.equal(read?.events[0]?.title, "U1 in #launch");
});

Deno.test("readSlackExport() marks who mentions the person when their id is given", async () => {
  const files = launchExport({ "launch/2018-02-02.json": [said(1, "<@U2> hi")] });
  const [page] = await readAll(files, { ownUserId: "U2" });
  assert.equal(page?.events[0]?.event_type, "mention");
});

Deno.test("readSlackExport() tolerates one folder around the export and hidden files", async () => {
  const files = launchExport({ "launch/2018-02-02.json": [said(1, "a")] });
  const wrapped: Record<string, string> = {
    ".DS_Store": "x",
    "__MACOSX/My export/._users.json": "x",
  };
  for (const path of await files.list()) wrapped[`My export/${path}`] = await textOf(files, path);
  const [page] = await readAll(exportOf(wrapped));
  assert.equal(page?.path, "My export/launch/2018-02-02.json");
  assert.equal(page?.events[0]?.title, "Mira in #launch");
  assert.deepEqual(page?.problems, []);
});

Deno.test("readSlackExport() throws naming the path when it is no export", async () => {
  const others = [{}, { "readme.md": "x" }, { "2018-02-02.json": "[]", "c/d.json": "[]" }];
  for (const other of others) {
    await assert.rejects(
      readAll(exportOf(other, "/tmp/holiday-photos")),
      /^Error: \/tmp\/holiday-photos is not a Slack export: expected channels\.json/,
    );
  }
});

Deno.test("readSlackExport() yields nothing when the export has no messages", async () => {
  assert.deepEqual(await readAll(launchExport({ "launch/2018-02-02.json": [] })), []);
});
