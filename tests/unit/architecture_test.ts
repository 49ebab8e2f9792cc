import assert from "node:assert/strict";
import { analyse } from "./architecture/analyse.ts";
import { LAYERS } from "./architecture/layers.ts";
import { violations } from "./architecture/rules.ts";

const ROOT = new URL("../../", import.meta.url);

async function sources(folder: string, found = new Map<string, string>()) {
  for await (const entry of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory) await sources(`${path}/`, found);
    else if (/\.(ts|tsx|js|mjs)$/.test(path)) {
      found.set(path, await Deno.readTextFile(new URL(path, ROOT)));
    }
  }
  return found;
}

/** The breaches in a small set of modules that exist only in the test. */
function breaches(modules: Record<string, string>): string[] {
  return violations(analyse(new Map(Object.entries(modules))));
}

function assertBreach(modules: Record<string, string>, ...expected: RegExp[]) {
  const found = breaches(modules);
  assert.equal(found.length, expected.length, found.join("\n"));
  expected.forEach((pattern, index) => assert.match(found[index] ?? "", pattern));
}

Deno.test("violations() finds none in shared/ and supabase/functions/", async () => {
  const files = await sources("supabase/functions/", await sources("shared/"));
  const facts = analyse(files);
  assert.deepEqual(violations(facts), []);
  // The reading itself is checked: an empty tree or a parser that sees nothing would pass above.
  for (const layer of LAYERS) {
    assert.ok([...files.keys()].some((path) => path.startsWith(`shared/${layer}/`)), layer);
  }
  assert.ok(
    facts.some(({ path, globals }) => path.startsWith("shared/platform/") && globals.length > 0),
    "shared/platform/ reads no ambient value",
  );
});

Deno.test("violations() reports a comment that the hosted bundler takes for an import", () => {
  assertBreach(
    { "shared/jobs/a.ts": '/**\n * import { b } from "./gone.ts"\n */\nexport const a = 1;' },
    /^shared\/jobs\/a\.ts:2 a comment looks like an import of \.\/gone\.ts/,
  );
  assertBreach({ "shared/jobs/a.ts": "// an important part of './x.ts'? no: prose\nexport {};" });
});

Deno.test("violations() reports a computed import", () => {
  assertBreach(
    { "shared/jobs/a.ts": "await import(`./${name}.ts`);" },
    /:1 imports a computed path/,
  );
  assertBreach({ "shared/jobs/a.ts": 'await import("./b.ts"); await import(`./c.ts`);' });
});

Deno.test("violations() reports a file of shared/ that is in no layer", () => {
  assertBreach({ "shared/helpers/a.ts": "export {};" }, /shared\/helpers\/a\.ts is in no layer/);
  assertBreach({ "shared/a.ts": "export {};" }, /shared\/a\.ts is in no layer/);
});

Deno.test("violations() reports a function that is more than one short entry", () => {
  const entry = "supabase/functions/tasks/index.ts";
  assertBreach({ [entry]: `${"// text\n".repeat(9)}export {};\n` });
  assertBreach({ [entry]: `${"// text\n".repeat(10)}export {};\n` }, /has 11 lines/);
  for (const path of ["tasks/routes.ts", "tasks/lib/index.ts", "shared.ts"]) {
    assertBreach({ [`supabase/functions/${path}`]: "export {};" }, /beside a function's entry/);
  }
});

Deno.test("violations() reports each way to read the environment, the clock or fetch", () => {
  const forms: [string, string][] = [
    ['Deno.env.get("A");', "Deno.env"],
    ['Deno["env"].get("A");', "Deno.env"],
    ["const { env } = Deno;", "Deno.env"],
    ["const { env: e } = Deno;", "Deno.env"],
    ["const { ...all } = Deno;", "Deno"],
    ["const runtime = Deno;", "Deno"],
    ["globalThis.Deno.env;", "Deno.env"],
    ["const { Deno: d } = globalThis;", "Deno"],
    ["const { Deno: { env } } = globalThis;", "Deno"],
    ["function f({ env } = Deno) {}", "Deno"],
    ["declare const Deno: { env: unknown }; Deno.env;", "Deno.env"],
    ["process.env.A;", "process.env"],
    ["Date.now();", "Date.now"],
    ["const clock = Date.now;", "Date.now"],
    ["const clock = { now: Date.now };", "Date.now"],
    ["new Date();", "new Date()"],
    ["new Date;", "new Date()"],
    ["Date();", "Date()"],
    ["new globalThis.Date();", "new Date()"],
    ['fetch("http://127.0.0.1");', "fetch"],
    ["const options = { fetch };", "fetch"],
    ["const f = options.fetch ?? fetch;", "fetch"],
    ["globalThis.fetch;", "fetch"],
    ["globalThis['fetch'];", "fetch"],
    ["const { fetch: f } = globalThis;", "fetch"],
    ["const g = globalThis;", "globalThis"],
    ["performance.now();", "performance"],
    ["Temporal.Now.instant();", "Temporal.Now"],
  ];
  for (const path of ["shared/jobs/a.ts", "supabase/functions/tasks/index.ts"]) {
    for (const [text, use] of forms) {
      const found = breaches({ [path]: `export {};\n${text}` });
      assert.deepEqual(
        found,
        [`${path}:2 uses ${use}: take it as a parameter, only shared/platform/ reads it`],
        text,
      );
    }
  }
  for (const [text] of forms) assertBreach({ "shared/platform/a.ts": text });
});

Deno.test("violations() accepts values that were passed in and harmless uses of the same names", () => {
  assertBreach({
    "shared/jobs/a.ts": `
      import { performance } from "./own.ts";
      interface Deps { fetch: typeof fetch; now: () => Date; g: typeof globalThis.fetch }
      export function run({ fetch, now }: Deps, Date2 = Date.UTC(2026, 0)) {
        performance.now();
        const self = { env: 1 };
        return fetch(String(now())), new Date(Date2), new Date(0) instanceof Date, self.env;
      }
      export class Client {
        fetch() { return this.fetch(); }
        static Deno = { env: 1 };
      }
      Client.Deno.env;
      Date.parse("2026-01-01");
      Deno.readTextFile("a");
      const label = { fetch: 1, performance: 2 };
      label.fetch + label.performance; // Date.now() and fetch() in a comment
      "Date.now()";
      typeof Deno;
    `,
  });
});
