import assert from "node:assert/strict";
import { join } from "node:path";
import { parseTarGzip } from "nanotar";
import {
  bundleExtensions,
  pack,
  readExtension,
  STAND_INS,
} from "../../../supabase/embedded/database/extensions/bundle.ts";

async function extension(files: Record<string, string>) {
  const folder = await Deno.makeTempDir({ prefix: "embedded-extension-" });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(folder, name), text);
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

Deno.test("bundleExtensions() packs the control and script of every stand-in", async () => {
  const cache = await Deno.makeTempDir({ prefix: "embedded-cache-" });
  try {
    const bundles = await bundleExtensions(cache);
    assert.deepEqual(Object.keys(bundles), [...STAND_INS]);
    for (const [name, url] of Object.entries(bundles)) {
      const names = (await parseTarGzip(await Deno.readFile(url))).map((file) => file.name);
      assert.ok(names.includes(`share/postgresql/extension/${name}.control`), names.join());
      assert.ok(names.some((file) => file.startsWith(`share/postgresql/extension/${name}--`)));
    }
    assert.deepEqual(await bundleExtensions(cache), bundles);
    const kept = await Array.fromAsync(Deno.readDir(join(cache, "extensions")));
    assert.equal(kept.length, STAND_INS.length, "no drafts and no second copies stay");
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
});

Deno.test("pack() gives the same bytes for the same files, and others for others", async () => {
  const file = (text: string) => [{ name: "a.control", data: new TextEncoder().encode(text) }];
  assert.deepEqual(await pack(file("x")), await pack(file("x")));
  assert.notDeepEqual(await pack(file("x")), await pack(file("y")));
});

Deno.test("readExtension() takes only files of that extension", async () => {
  await using made = await extension({
    "a.control": "default_version = '1.2'\n",
    "a--1.2.sql": "select 1;",
    "ab--1.2.sql": "select 2;",
    "README.md": "",
  });
  const names = (await readExtension(made.folder, "a")).map((file) => file.name);
  assert.deepEqual(names, ["a--1.2.sql", "a.control"]);
});

Deno.test("readExtension() refuses an extension without its control or default version", async () => {
  await using none = await extension({ "a--1.0.sql": "" });
  await assert.rejects(readExtension(none.folder, "a"), /has no a\.control/);
  await using unset = await extension({ "a.control": "comment = ''\n" });
  await assert.rejects(readExtension(unset.folder, "a"), /sets no default_version/);
  await using other = await extension({
    "a.control": "default_version = '2.0'",
    "a--1.0.sql": "",
  });
  await assert.rejects(readExtension(other.folder, "a"), /has no a--2\.0\.sql/);
});
