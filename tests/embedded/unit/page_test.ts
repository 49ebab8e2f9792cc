import assert from "node:assert/strict";
import { join } from "node:path";
import { Hono } from "hono";
import { servePage } from "../../../supabase/embedded/gateway/page.ts";

async function withPage(run: (get: (path: string) => Promise<Response>) => Promise<void>) {
  const parent = await Deno.makeTempDir();
  try {
    const folder = join(parent, "page");
    await Deno.mkdir(join(folder, "app"), { recursive: true });
    await Deno.writeTextFile(join(parent, "secret.txt"), "not to be read");
    await Deno.writeTextFile(join(folder, "index.html"), "<!DOCTYPE html>");
    await Deno.writeTextFile(join(folder, "config.json"), '{"url": "https://elsewhere.test"}');
    await Deno.writeTextFile(join(folder, "app", "main.js"), "export {};");
    const app = new Hono();
    app.get("*", servePage({ folder, publishableKey: "sb_publishable_of_the_test" }));
    app.notFound((c) => c.text("elsewhere", 404));
    await run(async (path) => await app.request(`http://127.0.0.1${path}`));
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("servePage() serves files by their kind, under a policy without inline scripts", async () => {
  await withPage(async (get) => {
    for (const [path, type] of [["/", "text/html"], ["/app/main.js", "text/javascript"]] as const) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      assert.ok(response.headers.get("content-type")?.startsWith(type), path);
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'none'; script-src 'self'/);
      assert.doesNotMatch(policy, /unsafe|\*/);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      await response.body?.cancel();
    }
  });
});

Deno.test("servePage() tells the page how to call the stack, whatever the folder says", async () => {
  await withPage(async (get) => {
    assert.deepEqual(await (await get("/config.json")).json(), {
      url: "",
      publishable_key: "sb_publishable_of_the_test",
    });
  });
});

Deno.test("servePage() serves nothing outside of its folder, and hands on what it lacks", async () => {
  await withPage(async (get) => {
    const paths = ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/app", "/gone.js"];
    for (const path of [...paths, "//secret.txt", "/app/main.js/x", "/..\\secret.txt"]) {
      const response = await get(path);
      assert.deepEqual([response.status, await response.text()], [404, "elsewhere"], path);
    }
  });
});
