import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError, readConfig } from "../../../supabase/embedded/config.ts";

async function folder(files: Record<string, string>) {
  const root = await Deno.makeTempDir({ prefix: "embedded-config-" });
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(join(root, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  const logs: string[] = [];
  return {
    root,
    logs,
    read: () =>
      readConfig(join(root, "config.toml"), join(root, "functions"), (line) => logs.push(line)),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

Deno.test("readConfig() has the defaults of the CLI when there is no file", async () => {
  await using project = await folder({});
  const config = await project.read();
  assert.deepEqual(config.api.schemas, ["public", "graphql_public"]);
  assert.equal(config.auth.jwt_expiry, 3600);
  assert.equal(config.functions.size, 0);
});

Deno.test("readConfig() finds functions by folder, and verifies tokens unless told otherwise", async () => {
  await using project = await folder({
    "config.toml": `
      [functions.open]
      verify_jwt = false
      import_map = "./import_map.json"
      [functions.off]
      enabled = false`,
    "import_map.json": "{}",
    "functions/open/index.ts": "",
    "functions/plain/index.ts": "",
    "functions/plain/deno.json": "{}",
    "functions/off/index.ts": "",
    "functions/_shared/index.ts": "",
    "functions/no_entry/other.ts": "",
  });
  const { functions } = await project.read();
  assert.deepEqual([...functions.keys()].sort(), ["open", "plain"]);
  assert.deepEqual(functions.get("open"), {
    name: "open",
    verifyJwt: false,
    entrypoint: join(project.root, "functions/open/index.ts"),
    importMap: join(project.root, "import_map.json"),
  });
  assert.equal(functions.get("plain")?.verifyJwt, true);
  assert.equal(functions.get("plain")?.importMap, join(project.root, "functions/plain/deno.json"));
});

Deno.test("readConfig() leaves a function out and says so when it has no file", async () => {
  await using project = await folder({ "config.toml": "[functions.ghost]\nverify_jwt = false\n" });
  assert.equal((await project.read()).functions.size, 0);
  assert.match(project.logs.join("\n"), /functions\.ghost is left out.*ghost\/index\.ts/);
});

for (
  const [what, toml, message] of [
    ["the TOML is broken", "[api\n", /config\.toml: Invalid TOML/],
    ["schemas is text", '[api]\nschemas = "public"\n', /api\.schemas: /],
    ["schemas is empty", "[api]\nschemas = []\n", /api\.schemas: /],
    ["verify_jwt is text", '[functions.a]\nverify_jwt = "no"\n', /functions\.a\.verify_jwt: /],
    ["jwt_expiry is over a week", "[auth]\njwt_expiry = 604801\n", /auth\.jwt_expiry: /],
    [
      "the import map is missing",
      '[functions.a]\nimport_map = "./nope.json"\n',
      /functions\.a\.import_map: no file at .*nope\.json/,
    ],
  ] as const
) {
  Deno.test(`readConfig() names the key when ${what}`, async () => {
    await using project = await folder({ "config.toml": toml, "functions/a/index.ts": "" });
    await assert.rejects(project.read(), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, message);
      return true;
    });
  });
}
