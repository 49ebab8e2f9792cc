import assert from "node:assert/strict";
import { NEEDED_SCOPES as OUTLOOK } from "../../../shared/connectors/outlook/live/oauth.ts";
import { NEEDED_SCOPES, WANTED_SCOPES } from "../../../shared/connectors/slack/live/oauth.ts";
import { SUPABASE_CLI } from "../../../supabase/commands/deploy/supabase_cli.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../../../${path}`, import.meta.url));

Deno.test("SETUP names every scope that the connectors ask for", async () => {
  const setup = await read("docs/SETUP.md");
  for (const scope of [...NEEDED_SCOPES, ...WANTED_SCOPES, ...OUTLOOK]) {
    assert.ok(setup.includes(`\`${scope}\``), scope);
  }
});

Deno.test("one version of the Supabase CLI is named everywhere", async () => {
  const paths = [
    "README.md",
    "docs/SETUP.md",
    "docs/MIGRATIONS.md",
    "tests/native/supabase.sh",
    "supabase/commands/deploy/supabase_cli.ts",
  ];
  for (const path of paths) {
    const named = (await read(path)).match(/supabase@\d[\w.]*/g) ?? [];
    assert.ok(named.length > 0, path);
    assert.deepEqual([...new Set(named)], [SUPABASE_CLI], path);
  }
});

Deno.test("CHECKLISTS names no proof that is not there", async () => {
  const text = await read("docs/CHECKLISTS.md");
  const paths = [...text.matchAll(/`((?:tests|supabase|shared|docs|\.ci|\.github)\/[^`{]*)`/g)]
    .map(([, path = ""]) => path);
  assert.ok(paths.length > 50);
  for (const path of new Set(paths)) {
    await assert.doesNotReject(Deno.stat(new URL(`../../../${path}`, import.meta.url)), path);
  }
});
