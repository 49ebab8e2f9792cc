import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Breach, judgeImports } from "./cruise.ts";
import { importRules } from "./import_rules.ts";
import { LAYERS } from "./layers.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What breaks a rule in modules that exist only in the test; each is there with what it imports. */
async function breaches(modules: Record<string, string>): Promise<Breach[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(modules)) {
      await Deno.mkdir(join(root, dirname(path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    return (await judgeImports(root)).breaches;
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

const line = ({ rule, from, to }: Breach) => `${rule}: ${from} -> ${to}`;

/** The modules of one rule's case: what breaks it, and what comes close and is fine. */
interface Case {
  bad: Record<string, string>;
  good: Record<string, string>;
}

const use = (target: string) => `import { a } from "${target}";\nexport const b = a;`;
const leaf = "export const a = 1;";

/** Modules that many cases import. */
const world: Record<string, string> = {
  "shared/apps/prompts.ts": leaf,
  "shared/jobs/leaf.ts": leaf,
  "shared/platform/leaf.ts": leaf,
  "shared/agents/intents/list.ts": leaf,
  "shared/agents/intents/answer/leaf.ts": leaf,
  "shared/agents/intents/answers/leaf.ts": leaf,
  "shared/connectors/connector.ts": leaf,
  "shared/connectors/slack/leaf.ts": leaf,
  "shared/connectors/slackline/leaf.ts": leaf,
  "shared/connectors/tokens/leaf.ts": leaf,
  "supabase/functions/tasks/leaf.ts": leaf,
  "supabase/embedded/leaf.ts": leaf,
  "supabase/commands/leaf.ts": leaf,
  "tests/support/leaf.ts": leaf,
};

const cases: Record<string, Case> = {
  "shared-imports-only-shared": {
    bad: {
      "shared/jobs/function.ts": use("../../supabase/functions/tasks/leaf.ts"),
      "shared/jobs/embedded.ts": use("../../supabase/embedded/leaf.ts"),
      "shared/jobs/command.ts": use("../../supabase/commands/leaf.ts"),
      "shared/jobs/test.ts": use("../../tests/support/leaf.ts"),
    },
    good: { "shared/jobs/fine.ts": use("./leaf.ts") + '\nimport "node:crypto";' },
  },
  "one-room-knows-the-telegram-library": {
    bad: {
      "shared/connectors/telegram/other.ts": use("telegram/tl/index.js"),
      "shared/jobs/telegram.ts": use("telegram"),
      "supabase/commands/telegram.ts": use("big-integer"),
    },
    good: { "shared/connectors/telegram/library/client.ts": use("telegram") },
  },
  "functions-import-only-apps": {
    bad: {
      "supabase/functions/one/index.ts": use("../../../shared/jobs/leaf.ts"),
      "supabase/functions/two/index.ts": use("../tasks/leaf.ts"),
      "supabase/functions/three/index.ts": use("../../embedded/leaf.ts"),
      "supabase/functions/four/index.ts": 'import "node:crypto";',
    },
    good: { "supabase/functions/five/index.ts": use("../../../shared/apps/prompts.ts") },
  },
  "embedded-knows-nothing-of-the-product": {
    bad: {
      "supabase/embedded/shared.ts": use("../../shared/platform/leaf.ts"),
      "supabase/embedded/command.ts": use("../commands/leaf.ts"),
      "supabase/embedded/test.ts": use("../../tests/support/leaf.ts"),
      "supabase/embedded/function.ts": use("../functions/tasks/leaf.ts"),
    },
    good: { "supabase/embedded/gateway/fine.ts": use("../leaf.ts") + '\nimport "node:fs";' },
  },
  "commands-import-only-what-ships": {
    bad: {
      "supabase/commands/test.ts": use("../../tests/support/leaf.ts"),
      "supabase/commands/function.ts": use("../functions/tasks/leaf.ts"),
    },
    good: {
      "supabase/commands/embedded.ts": use("../embedded/leaf.ts"),
      "supabase/commands/shared.ts": use("../../shared/jobs/leaf.ts"),
    },
  },
  "intents-know-no-sibling": {
    bad: {
      "shared/agents/intents/summarize/graph.ts": use("../answer/leaf.ts"),
      // A folder whose name only begins like the own one.
      "shared/agents/intents/answer/graph.ts": use("../answers/leaf.ts"),
    },
    good: {
      "shared/agents/intents/all.ts": use("./answer/leaf.ts"),
      "shared/agents/intents/answer/fine.ts": use("./leaf.ts"),
      "shared/agents/intents/answer/deep/fine.ts": use("../../list.ts"),
    },
  },
  "providers-know-no-sibling": {
    bad: {
      "shared/connectors/outlook/pull.ts": use("../slack/leaf.ts"),
      "shared/connectors/slack/pull.ts": use("../slackline/leaf.ts"),
      "shared/connectors/tokens/all.ts": use("../slack/leaf.ts"),
    },
    good: {
      "shared/connectors/providers.ts": use("./slack/leaf.ts"),
      "shared/connectors/slack/live/fine.ts": use("../leaf.ts"),
      "shared/connectors/slack/live/token.ts": use("../../tokens/leaf.ts"),
      "shared/connectors/slack/live/contract.ts": use("../../connector.ts"),
    },
  },
  "versions-stand-in-the-import-map": {
    bad: {
      "shared/jobs/npm.ts": 'import "npm:zod@4";',
      "shared/jobs/jsr.ts": 'import "jsr:@std/assert";',
      "supabase/embedded/https.ts": 'import "https://example.test/a.ts";',
    },
    good: { "shared/jobs/named.ts": 'import "zod";' },
  },
  "only-platform-reads-the-process": {
    bad: {
      "shared/jobs/process.ts": 'import process from "node:process"; process.env;',
      "shared/jobs/hooks.ts": 'import { performance } from "node:perf_hooks"; performance.now();',
      "shared/jobs/bare.ts": 'import process from "process"; process.env;',
    },
    good: { "shared/platform/env.ts": 'import process from "node:process"; process.env;' },
  },
  "no-cycles": {
    bad: {
      "shared/vector/one.ts": use("./two.ts") + "\nexport const a = 1;",
      "shared/vector/two.ts": use("./three.ts") + "\nexport const a = 1;",
      "shared/vector/three.ts": use("./one.ts") + "\nexport const a = 1;",
      "tests/types.ts": 'import type { B } from "./back.ts";\nexport interface A { b: B }',
      "tests/back.ts": 'import type { A } from "./types.ts";\nexport interface B { a: A }',
      "shared/vector/self.ts": 'import { s } from "./self.ts";\nexport { s };',
    },
    good: { "shared/vector/both.ts": use("../platform/leaf.ts") },
  },
};

Deno.test("each rule of imports reports what breaks it and nothing else", async (t) => {
  const modules = { ...world };
  for (const { bad, good } of Object.values(cases)) Object.assign(modules, bad, good);
  const found = await breaches(modules);
  for (const [rule, { bad }] of Object.entries(cases)) {
    await t.step(rule, () => {
      const reported = found.filter((breach) => breach.rule === rule)
        .flatMap(({ from, cycle }) => [from, ...cycle]);
      assert.deepEqual([...new Set(reported)].sort(), Object.keys(bad).sort());
    });
  }
  await t.step("every rule has a case, and each layer its own", () => {
    const named = importRules.map(({ name }) => name ?? "").filter((name) =>
      !name.startsWith("imports-point-down-from-")
    );
    assert.deepEqual(named.sort(), Object.keys(cases).sort());
  });
});

Deno.test("an import between layers may point down and never up", async () => {
  const modules: Record<string, string> = {};
  const expected: string[] = [];
  LAYERS.forEach((from, i) => {
    modules[`shared/${from}/leaf.ts`] = leaf;
    LAYERS.forEach((to, j) => {
      const path = `shared/${from}/to_${to}.ts`;
      modules[path] = use(`../${to}/leaf.ts`);
      if (j < i) {
        expected.push(`imports-point-down-from-${from}: ${path} -> shared/${to}/leaf.ts`);
      }
    });
  });
  assert.deepEqual((await breaches(modules)).map(line).sort(), expected.sort());
});

Deno.test("an upward import is seen in each form that import takes, and in no text", async () => {
  const forms = [
    `import { a } from "../jobs/leaf.ts"; a;`,
    `import type { A } from "../jobs/leaf.ts";`,
    `import { type A } from "../jobs/leaf.ts";`,
    `import "../jobs/leaf.ts";`,
    `export { a } from "../jobs/leaf.ts";`,
    `export type { A } from "../jobs/leaf.ts";`,
    `export * from "../jobs/leaf.ts";`,
    `const a = await import("../jobs/leaf.ts"); a;`,
    "const a = await import(`../jobs/leaf.ts`); a;",
    `export type A = import("../jobs/leaf.ts").A;`,
    `export function f(x: typeof import("../jobs/leaf.ts")) { return x; }`,
    `import { a } from "./../../shared/jobs/leaf.ts"; a;`,
  ];
  const modules: Record<string, string> = {
    ...world,
    "shared/platform/text.ts":
      'const a = \'import x from "../jobs/leaf.ts"\', b = `import("../jobs/leaf.ts")`;',
  };
  forms.forEach((form, index) => modules[`shared/platform/form_${index}.ts`] = form);
  const found = (await breaches(modules)).filter(({ rule }) =>
    rule === "imports-point-down-from-platform"
  );
  assert.deepEqual(
    found.map(({ from }) => from).sort(),
    forms.map((_, index) => `shared/platform/form_${index}.ts`).sort(),
  );
});

Deno.test("the project's own imports break no rule", async () => {
  const { modules, imports, breaches } = await judgeImports(ROOT);
  assert.deepEqual(breaches.map(line), []);
  // The reading itself is checked: an empty tree would pass above.
  assert.ok(modules > 300 && imports > 1000, `${modules} modules, ${imports} imports`);
});
