import assert from "node:assert/strict";
// So that Deno unpacks them into node_modules.
import "@supabase/supabase-js";
import "eventsource-parser";
import "htm";
// @ts-types="./support/untyped.d.ts"
import "preact";

const PAGE = new URL("../../supabase/page/", import.meta.url);
const PACKAGES = new URL("../../node_modules/", import.meta.url);

Deno.test("vendor/ holds the bundles of the pinned packages, as they are", async () => {
  const bundles = {
    "preact.js": "preact/dist/preact.mjs",
    "hooks.js": "preact/hooks/dist/hooks.mjs",
    "htm.js": "htm/dist/htm.module.js",
    ...Object.fromEntries(
      ["index", "parse", "errors"].map((name) => [
        `eventsource-parser/${name}.js`,
        `eventsource-parser/dist/${name}.js`,
      ]),
    ),
    "supabase.js": "@supabase/supabase-js/dist/umd/supabase.js",
  };
  for (const [name, bundle] of Object.entries(bundles)) {
    const own = await Deno.readTextFile(new URL(`vendor/${name}`, PAGE));
    // A browser finds a module by its address alone.
    const theirs = (await Deno.readTextFile(new URL(bundle, PACKAGES)))
      .replaceAll('from"preact"', 'from"./preact.js"');
    assert.ok(own === theirs, `vendor/${name} is not ${bundle}`);
  }
});

Deno.test("no module of the page writes markup or reaches for another host", async () => {
  const forbidden = [
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML/,
    /\beval\(|new Function\(/,
    /from "(?!\.{1,2}\/)/,
  ];
  let read = 0;
  const folders = [new URL("app/", PAGE)];
  for (const folder of folders) {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) {
        folders.push(new URL(`${name}/`, folder));
        continue;
      }
      const text = await Deno.readTextFile(new URL(name, folder));
      for (const pattern of forbidden) assert.doesNotMatch(text, pattern, name);
      read++;
    }
  }
  assert.ok(read > 20, `only ${read} modules were read`);
});
