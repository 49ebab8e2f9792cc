import assert from "node:assert/strict";
import { join } from "node:path";
import { assertReadableSize } from "../../../../../shared/connectors/slack/export/files.ts";
import { zipFiles } from "../../../../../shared/connectors/slack/export/zip_files.ts";
import { openExport } from "../../../../../supabase/commands/export/open.ts";
import { launchExport, readAll, textOf, zipOf } from "../fixtures.ts";

const EXPORT = launchExport({
  "launch/2018-02-02.json": [
    { ts: "1517612431.000077", user: "U1", text: "Tomás 🎉" },
    { ts: "1517612432.000001", user: "U2", text: "reply", thread_ts: "1517612431.000077" },
  ],
  "launch/2018-02-03.json": [{ ts: "1517698831.000077", user: "U2", text: "next day" }],
});

async function zipped(prefix = ""): Promise<Uint8Array> {
  const entries = (await EXPORT.list()).map(async (path) =>
    [prefix + path, await textOf(EXPORT, path)] as const
  );
  return zipOf({ ...Object.fromEntries(await Promise.all(entries)), [`${prefix}empty/`]: "" });
}

async function inTempDir(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readZip(path: string) {
  using files = await openExport(path);
  return await readAll(files);
}

/** Overwrites 32-bit little-endian fields at an offset from each header with this signature. */
function patchHeaders(
  zip: Uint8Array,
  signature: number,
  offset: number,
  value: number,
): Uint8Array {
  const patched = zip.slice();
  const view = new DataView(patched.buffer);
  for (let at = 0; at + 46 < patched.length; at++) {
    if (view.getUint32(at, true) === signature) view.setUint32(at + offset, value, true);
  }
  return patched;
}

const CENTRAL_HEADER = 0x02014b50;

Deno.test("zipFiles() and openExport() of a zip or folder give what memory gives", async () => {
  const expected = await readAll(EXPORT);
  const zip = await zipped();
  assert.deepEqual(await readAll(await zipFiles("export.zip", zip)), expected);
  await inTempDir(async (folder) => {
    for (const path of await EXPORT.list()) {
      await Deno.mkdir(join(folder, "export", path, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, "export", path), await textOf(EXPORT, path));
    }
    await Deno.writeFile(join(folder, "export.zip"), zip);
    assert.deepEqual(await readAll(await openExport(join(folder, "export"))), expected);
    assert.deepEqual(await readZip(join(folder, "export.zip")), expected);
  });
});

Deno.test("zipFiles() tolerates a top folder and backslashes", async () => {
  const [wrapped, windows] = await Promise.all([zipped("Our export/"), zipped("Our export\\")]);
  for (const zip of [wrapped, windows]) {
    const [page] = await readAll(await zipFiles("export.zip", zip));
    assert.equal(page?.path, "Our export/launch/2018-02-02.json");
    assert.equal(page?.events.length, 2);
  }
});

Deno.test("zipFiles() refuses a file that claims to unpack to more than 200 MB", async () => {
  const bomb = patchHeaders(await zipped(), CENTRAL_HEADER, 24, 300 * 1024 * 1024);
  const pages = await readAll(await zipFiles("export.zip", bomb));
  assert.deepEqual(pages.flatMap(({ events }) => events), []);
  const refused = pages.flatMap(({ problems }) => problems)
    .filter(({ problem }) => problem.startsWith("cannot be read: holds 314572800 bytes unpacked"));
  assert.deepEqual(refused.map(({ path }) => path), [
    "users.json",
    "channels.json",
    "launch/2018-02-02.json",
    "launch/2018-02-03.json",
  ]);
});

Deno.test("zipFiles() unpacks no more than a file claims", async () => {
  const random = Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 9973).join(" ");
  const lying = patchHeaders(await zipOf({ "a.json": random }), CENTRAL_HEADER, 24, 10);
  await assert.rejects(textOf(await zipFiles("export.zip", lying), "a.json"));
});

Deno.test("zipFiles() reads the other files when one is packed in an unknown way", async () => {
  const broken = await zipped();
  const name = new TextEncoder().encode("launch/2018-02-02.json");
  const view = new DataView(broken.buffer);
  for (let at = 0; at + 46 + name.length < broken.length; at++) {
    const own = broken.subarray(at + 46, at + 46 + name.length);
    const isHeader = view.getUint32(at, true) === CENTRAL_HEADER;
    if (isHeader && own.every((byte, i) => byte === name[i])) view.setUint16(at + 10, 99, true);
  }
  const pages = await readAll(await zipFiles("export.zip", broken));
  assert.deepEqual(
    pages.map(({ path, events, problems }) => [path, events.length, problems.length]),
    [
      ["launch/2018-02-02.json", 0, 1],
      ["launch/2018-02-03.json", 1, 0],
    ],
  );
  assert.match(pages[0]?.problems[0]?.problem ?? "", /damaged or of an unsupported kind/);
});

Deno.test("zipFiles() throws naming the file when the bytes are no zip", async () => {
  const cut = (await zipped()).slice(0, 200);
  for (const bytes of [new Uint8Array(), new TextEncoder().encode("hello"), cut]) {
    await assert.rejects(
      zipFiles("photos.zip", bytes),
      /^Error: photos\.zip is not a readable zip/,
    );
  }
});

Deno.test("openExport() throws naming the path when nothing is there", async () => {
  await inTempDir(async (folder) => {
    const path = join(folder, "nowhere");
    await assert.rejects(openExport(path), {
      message: /nowhere does not exist: give the folder or zip/,
    });
    await Deno.writeTextFile(join(folder, "notes.txt"), "hello");
    await assert.rejects(openExport(join(folder, "notes.txt")), {
      message: /notes\.txt is not a readable zip/,
    });
    await assert.rejects(openExport(folder).then(readAll), { message: /is not a Slack export/ });
  });
});

Deno.test("folderFiles() follows no link out of the folder", async () => {
  await inTempDir(async (folder) => {
    await Deno.mkdir(join(folder, "export", "launch"), { recursive: true });
    await Deno.writeTextFile(join(folder, "outside.json"), "[]");
    await Deno.writeTextFile(join(folder, "export", "channels.json"), "[]");
    await Deno.symlink(
      join(folder, "outside.json"),
      join(folder, "export", "launch", "2018-02-02.json"),
    );
    const files = await openExport(join(folder, "export"));
    assert.deepEqual(await files.list(), [
      "channels.json",
      "launch/2018-02-02.json (a link)",
    ]);
    await assert.rejects(textOf(files, "users.json"), { message: "it is not there" });
  });
});

Deno.test("assertReadableSize() refuses one byte more than the limit", () => {
  assertReadableSize(200 * 1024 * 1024);
  assert.throws(() => assertReadableSize(200 * 1024 * 1024 + 1), RangeError);
});
