import assert from "node:assert/strict";
import {
  jsonElements,
  MAX_ELEMENT_LENGTH,
} from "../../../../../shared/connectors/slack/export/json_elements.ts";
import { zipFiles } from "../../../../../shared/connectors/slack/export/zip_files.ts";
import { exportOf, launchExport, readAll, zipOf } from "../fixtures.ts";

const said = (second: number, text = "x") => ({ ts: `15176124${second}.000077`, user: "U1", text });
const NAMES = ["büro", "новости", "café-♥"];

for (const name of NAMES) {
  const texts = {
    "channels.json": JSON.stringify([{ id: "C7", name }]),
    "users.json": "[]",
  };
  const id = `C7:${said(10).ts}`;

  Deno.test(`zipFiles() reads ${name} without the UTF-8 flag, in NFD and behind backslashes`, async () => {
    for (
      const [folder, utf8Flag] of [
        [`${name}/`, false],
        [`${name.normalize("NFD")}/`, true],
        [`Top\\${name}\\`, false],
      ] as const
    ) {
      const zip = await zipOf({
        ...texts,
        [`${folder}2018-02-02.json`]: JSON.stringify([said(10)]),
      }, {
        utf8Flag,
      });
      const events = (await readAll(await zipFiles("export.zip", zip))).flatMap((p) => p.events);
      assert.deepEqual(events.map((event) => [event.external_id, event.title]), [
        [id, `U1 in #${name.normalize("NFC")}`],
      ]);
    }
  });

  Deno.test(`readSlackExport() gives ${name} one id when it lies there in NFC and in NFD`, async () => {
    const pages = await readAll(exportOf({
      ...texts,
      [`${name.normalize("NFC")}/2018-02-02.json`]: [said(10)],
      [`${name.normalize("NFD")}/2018-02-03.json`]: [said(11)],
      [`${name.normalize("NFD")}/2018-02-02.json`]: [said(10)],
    }));
    const ids = pages.flatMap(({ events }) => events.map((event) => event.external_id));
    assert.deepEqual([...new Set(ids)].sort(), [id, `C7:${said(11).ts}`]);
  });
}

Deno.test("readSlackExport() finds the conversation of a folder whose name was misread", async () => {
  for (
    const [name, folder] of [
      ["büro", "b├╝ro"],
      ["büro", "bÃ¼ro"],
      ["ops-日", "ops-#U65e5"],
    ] as const
  ) {
    const pages = await readAll(exportOf({
      "users.json": [],
      "channels.json": [{ id: "C7", name }],
      [`${folder}/2018-02-02.json`]: [said(10)],
    }));
    assert.deepEqual(pages.map(({ events }) => events.map((event) => event.external_id)), [
      [`C7:${said(10).ts}`],
    ]);
  }
});

Deno.test("zipFiles() refuses what is packed too well, by the limit's name, and reads the rest", async () => {
  for (const unit of ["{},", "   ", '"aaaa",']) {
    const zip = await zipOf({
      "channels.json": "[]",
      "users.json": "[]",
      "C1/2018-02-02.json": `[${unit.repeat(2_000_000)}0]`,
      "C1/2018-02-03.json": JSON.stringify([said(10)]),
    });
    const pages = await readAll(await zipFiles("export.zip", zip));
    const problems = pages.flatMap((page) => page.problems).map(({ problem }) => problem);
    assert.ok(problems.includes("cannot be read: is packed more than 200 times, the limit"));
    assert.equal(pages.flatMap(({ events }) => events).length, 1);
  }
});

async function* piecesOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) {
    await Promise.resolve();
    yield text.slice(at, at + size);
  }
}

Deno.test("jsonElements() gives the same elements wherever the text is cut", async () => {
  const value = [{ a: '"[{\\', b: ["]", { c: "}," }] }, [], "x,y", 1, null, true, { d: "\u2028é" }];
  for (const text of [JSON.stringify(value), ` ${JSON.stringify(value, null, 2)}\n`]) {
    for (const size of [1, 2, 7, 1000]) {
      const found = await Array.fromAsync(jsonElements(piecesOf(text, size)));
      assert.deepEqual(found, value.map((each, index) => ({ index, value: each })));
    }
  }
});

Deno.test("jsonElements() passes over an element that is too long, and says what is wrong", async () => {
  const long = JSON.stringify("x".repeat(MAX_ELEMENT_LENGTH));
  const elements = await Array.fromAsync(jsonElements(piecesOf(`[1,${long},{"a" 1},2]`, 9999)));
  assert.deepEqual(elements, [
    { index: 0, value: 1 },
    { index: 1, problem: `is longer than ${MAX_ELEMENT_LENGTH} characters` },
    { index: 2, problem: "is not valid JSON" },
    { index: 3, value: 2 },
  ]);
  for (
    const [text, problem] of [
      ["", "is not valid JSON"],
      ["[1,2", "is not valid JSON from entry 1 on"],
      ["[1] x", "goes on after its array's end"],
      ["7", "is not a JSON array"],
      ['{"messages":7}', "is not a JSON array"],
    ] as const
  ) {
    await assert.rejects(Array.fromAsync(jsonElements(piecesOf(text, 100))), { message: problem });
  }
});

Deno.test("readSlackExport() lists ids of any length and reads the rest", async () => {
  for (const length of [256, 3000, 20_000]) {
    const id = "C".repeat(length);
    const pages = await readAll(launchExport({
      "channels.json": [{ id, name: "long" }, { id: "C1", name: "launch" }],
      "launch/2018-02-02.json": [{ ...said(10), team: "T".repeat(length) }],
      [`${"z".repeat(length)}/2018-02-02.json`]: [said(11)],
    }));
    assert.deepEqual(pages.flatMap((page) => page.events).map((e) => e.external_id), [
      `C1:${said(10).ts}`,
    ]);
    assert.deepEqual(pages.flatMap((page) => page.problems).map(({ problem }) => problem), [
      "entry 0 has an id of more than 255 characters",
      "has 1 messages whose team is no id: it is left aside",
      "is not read: its name has more than 255 characters",
    ]);
  }
});
