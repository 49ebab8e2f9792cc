import assert from "node:assert/strict";
import { eventually, makeProject, signUp, start } from "./fixture.ts";

const json = (expression: string) =>
  `export default { fetch: async (request: Request) => Response.json(${expression}) };`;

/** What the permissions of the process answer when a function tries. */
const ATTEMPTS = `
const attempt = async (work: () => unknown) => {
  try { await work(); return "allowed"; } catch (error) { return (error as Error).name; }
};
export default { fetch: async () => Response.json({
  readProject: await attempt(() => Deno.readTextFile(new URL(import.meta.url))),
  readOutside: await attempt(() => Deno.readTextFile("/etc/passwd")),
  write: await attempt(() => Deno.writeTextFile(new URL("./made.txt", import.meta.url), "x")),
  run: await attempt(() => new Deno.Command("true").output()),
  setEnv: await attempt(() => Deno.env.get("PATH")),
}) };`;

Deno.test("startStack() runs the functions of a project", async (t) => {
  await using project = await makeProject({
    "supabase/config.toml": `
      [functions.echo]
      verify_jwt = false
      import_map = "./import_map.json"
      [functions.attempts]
      verify_jwt = false
      [functions.broken]
      verify_jwt = false
      [functions.dies]
      verify_jwt = false
      [functions.restless]
      verify_jwt = false`,
    "supabase/import_map.json": '{ "imports": { "words": "./words.ts" } }',
    "supabase/words.ts": 'export const word = "mapped";',
    "supabase/functions/echo/index.ts": `
      import { word } from "words";
      ${
      json(`{ word, url: request.url, body: await request.text(), env: Deno.env.toObject(),
        headers: Object.fromEntries(request.headers) }`)
    }`,
    "supabase/functions/closed/index.ts": json('"inside"'),
    "supabase/functions/attempts/index.ts": ATTEMPTS,
    "supabase/functions/broken/index.ts": "export default {",
    "supabase/functions/dies/index.ts": "export default { fetch: () => Deno.exit(7) };",
    "supabase/functions/restless/index.ts": `export default { fetch: () => {
      setTimeout(() => { throw new Error("long after"); }, 1);
      Promise.reject(new Error("nobody waits"));
      return new Response("fine");
    } };`,
    ".env": "FROM_FILE=yes\nSUPABASE_URL=http://elsewhere\nOVERRIDDEN=file\n",
  });
  await using stack = await start(project.root, {
    functions: "process",
    envFile: ".env",
    functionsEnv: ({ jwtSecret }, file) => ({
      OVERRIDDEN: `caller over ${file["OVERRIDDEN"]}`,
      AUTH_JWT_SECRET: jwtSecret,
    }),
  });
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${stack.url}/functions/v1${path}`, init);
    const text = await response.text();
    return { status: response.status, text };
  };

  await t.step("a function sees its path, its imports and its variables", async () => {
    const { status, text } = await ask("/echo/a?b=1", { method: "POST", body: "hello" });
    assert.equal(status, 200);
    const seen = JSON.parse(text);
    assert.equal(seen.word, "mapped");
    assert.equal(seen.url, `${stack.url}/echo/a?b=1`);
    assert.equal(seen.body, "hello");
    assert.equal(seen.env.SUPABASE_URL, stack.url);
    assert.deepEqual(JSON.parse(seen.env.SUPABASE_SECRET_KEYS), { default: stack.secretKey });
    assert.equal(seen.env.AUTH_JWT_SECRET, stack.jwtSecret);
    assert.equal(seen.env.FROM_FILE, "yes");
    assert.equal(seen.env.OVERRIDDEN, "caller over file");
  });

  await t.step("nothing of this process's own environment leaks into a function", async () => {
    Deno.env.set("EMBEDDED_TEST_SECRET", "x");
    const seen = JSON.parse((await ask("/echo")).text);
    const expected = ["AUTH_JWT_SECRET", "FROM_FILE", "OVERRIDDEN", "SUPABASE_PUBLISHABLE_KEYS"]
      .concat(["SUPABASE_SECRET_KEYS", "SUPABASE_URL"]);
    const machine = new Set(["PATH", "HOME", "DENO_DIR", "DO_NOT_TRACK"]);
    assert.deepEqual(Object.keys(seen.env).filter((name) => !machine.has(name)).sort(), expected);
    assert.ok(!Object.keys(seen.headers).some((name) => name.includes("token")));
  });

  await t.step("a function may read the project, and do nothing else to the machine", async () => {
    assert.deepEqual(JSON.parse((await ask("/attempts")).text), {
      readProject: "allowed",
      readOutside: "NotCapable",
      write: "NotCapable",
      run: "NotCapable",
      setEnv: "allowed",
    });
  });

  await t.step("verify_jwt is on unless config.toml turns it off", async () => {
    assert.equal((await ask("/closed")).status, 401);
    const { token } = await signUp(stack, "ada@example.org");
    const signed = (value: string) => ask("/closed", { headers: { authorization: value } });
    assert.deepEqual(await signed(`Bearer ${token}`), { status: 200, text: '"inside"' });
    assert.equal((await signed(`Bearer ${token}x`)).status, 401);
    assert.equal((await signed(`Bearer ${stack.secretKey}`)).status, 401);
  });

  await t.step("what a function breaks is its own", async () => {
    assert.equal((await ask("/broken")).status, 503);
    assert.equal((await ask("/ghost")).status, 404);
    assert.deepEqual(await ask("/restless"), { status: 200, text: "fine" });
    await eventually(
      () =>
        Promise.resolve(
          /long after/.test(stack.logs.join()) && /nobody waits/.test(stack.logs.join()),
        ),
      "what the function left behind, in the log",
    );
    assert.equal((await ask("/echo")).status, 200);
  });

  await t.step("a process that dies is started again", async () => {
    assert.equal((await ask("/dies")).status, 502);
    assert.equal((await ask("/attempts")).status, 200, "the next request waits for the new one");
    assert.match(stack.logs.join("\n"), /functions process ended \(code 7\); starting it again/);
  });
});

Deno.test("startStack() starts the functions anew when a watched file changes", async () => {
  await using project = await makeProject({
    "supabase/config.toml": "[functions.word]\nverify_jwt = false",
    "supabase/functions/word/index.ts": `import { word } from "../../../lib/word.ts";
      export default { fetch: () => new Response(word) };`,
    "lib/word.ts": 'export const word = "old";',
  });
  await using stack = await start(project.root, { functions: "process", watch: ["lib"] });
  const ask = async () => await (await fetch(`${stack.url}/functions/v1/word`)).text();
  assert.equal(await ask(), "old");
  await project.write("lib/word.ts", 'export const word = "new";');
  await eventually(async () => await ask() === "new", "the changed function", 30_000);
  await project.write("lib/word.ts", "export const word = ;");
  await eventually(async () => /BOOT_ERROR/.test(await ask()), "the broken function", 30_000);
  await project.write("lib/word.ts", 'export const word = "mended";');
  await eventually(async () => await ask() === "mended", "the mended function", 30_000);
});
