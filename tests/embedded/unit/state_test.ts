import assert from "node:assert/strict";
import { join } from "node:path";
import { DataFolderError, memoryState, openDataFolder } from "../../../supabase/embedded/state.ts";

async function folder() {
  const path = await Deno.makeTempDir({ prefix: "embedded-state-" });
  return {
    path: join(path, "data"),
    file: join(path, "data", "stack.json"),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("openDataFolder() finds the same keys again", async () => {
  await using data = await folder();
  const first = await openDataFolder(data.path);
  await first.update({ url: "http://127.0.0.1:1", notes: { demo: { email: "a@b.c" } } });
  const { state } = first;
  await first.release();
  const second = await openDataFolder(data.path);
  assert.deepEqual(second.state, { ...state, url: "" }, "all but the address, which is gone");
  assert.equal(second.databaseFolder, join(data.path, "database"));
  await second.release();
});

Deno.test("openDataFolder() keeps the keys from other users of the machine", async () => {
  await using data = await folder();
  const store = await openDataFolder(data.path);
  const mode = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
  assert.equal(await mode(data.file), 0o600);
  await store.update({ url: "http://127.0.0.1:2" });
  assert.equal(await mode(data.file), 0o600);
  assert.equal(await mode(data.path), 0o700);
  await store.release();
});

Deno.test("openDataFolder() refuses a folder in use, and names who uses it", async () => {
  await using data = await folder();
  const store = await openDataFolder(data.path);
  await store.update({ url: "http://127.0.0.1:3" });
  await assert.rejects(openDataFolder(data.path), (error: unknown) => {
    assert.ok(error instanceof DataFolderError);
    assert.match(error.message, new RegExp(`in use by process ${Deno.pid} .*127.0.0.1:3.*--data`));
    return true;
  });
  await store.release();
  await (await openDataFolder(data.path)).release();
});

Deno.test("openDataFolder() takes over from a process that is gone", async () => {
  await using data = await folder();
  const store = await openDataFolder(data.path);
  await store.update({ pid: 999_999_999 });
  await store.release();
  const next = await openDataFolder(data.path);
  assert.equal(next.state.pid, Deno.pid);
  await next.release();
});

Deno.test("openDataFolder() refuses a broken stack.json without quoting it", async () => {
  await using data = await folder();
  await Deno.mkdir(data.path);
  for (const text of ["{", "{}", '{"secret_key":"sb_secret_topsecret"}']) {
    await Deno.writeTextFile(data.file, text);
    await assert.rejects(openDataFolder(data.path), (error: unknown) => {
      assert.ok(error instanceof DataFolderError);
      assert.match(error.message, /stack\.json is not what this program wrote/);
      assert.doesNotMatch(error.message, /topsecret/);
      return true;
    });
  }
});

Deno.test("openDataFolder() says why a folder cannot be written", async () => {
  await using data = await folder();
  await Deno.writeTextFile(data.path, "a file");
  await assert.rejects(openDataFolder(data.path), /data folder .* cannot be written/);
});

Deno.test("memoryState() has fresh keys each time", async () => {
  const [first, second] = [memoryState(), memoryState()];
  assert.match(first.state.publishable_key, /^sb_publishable_[\w-]{43}$/);
  assert.match(first.state.secret_key, /^sb_secret_[\w-]{43}$/);
  assert.notEqual(first.state.secret_key, second.state.secret_key);
  assert.equal(first.databaseFolder, null);
  await first.update({ url: "x" });
  assert.equal(first.state.url, "x");
});
