import assert from "node:assert/strict";
import { emptyWindow } from "../../../../shared/agents/retrieval/known.ts";
import type { Coverage } from "../../../../shared/contracts/prompts.ts";

const now = new Date("2026-03-18T15:00:00Z");
const slack: Coverage = {
  source: "slack",
  status: "current",
  read_from: "2026-03-01T23:30:00.000Z",
  read_until: "2026-03-18T14:58:00.000Z",
  detail: "Read to the end",
  not_embedded: 0,
};
const unlinked: Coverage = {
  ...slack,
  source: "telegram",
  status: "not_linked",
  read_from: null,
  read_until: null,
};
const mail: Coverage = { ...slack, source: "outlook", read_until: null, status: "behind" };
const span = "slack from Sunday 1 March 2026 to Wednesday 18 March 2026";

function said(start: string, end: string, coverage: Coverage[], timezone = "UTC"): string {
  return emptyWindow(coverage, { start: new Date(start), end: new Date(end) }, now, timezone);
}

Deno.test("emptyWindow() says that nothing was found only of what has been read", () => {
  assert.equal(
    said("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", [slack, unlinked]),
    `Nothing was found in this window, as far as can be seen. Read so far: ${span}.`,
  );
  assert.equal(
    said("2026-02-20T00:00:00Z", "2026-03-05T00:00:00Z", [slack]),
    `Nothing was found in the part of this window that has been read. Read so far: ${span}.`,
  );
});

Deno.test("emptyWindow() knows nothing of what was before, is not read yet, or lies ahead", () => {
  const before = said("2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", [slack]);
  assert.equal(before, `Nothing is known of this window. Read so far: ${span}.`);
  const after = said("2026-03-18T00:00:00Z", "2026-03-19T00:00:00Z", [
    { ...slack, read_until: "2026-03-12T09:00:00.000Z" },
  ]);
  assert.match(after, /^Nothing is known of this window\. .* to Thursday 12 March 2026\.$/);
  assert.equal(
    said("2026-03-19T00:00:00Z", "2026-03-20T00:00:00Z", [slack]),
    `This window has not begun yet: nothing is known of it. Read so far: ${span}.`,
  );
});

Deno.test("emptyWindow() takes a window that goes on to be read when it is up to now", () => {
  assert.match(
    said("2026-03-18T00:00:00Z", "2026-03-19T00:00:00Z", [slack]),
    /^Nothing was found in this window/,
  );
});

Deno.test("emptyWindow() names each source, and one that is not read to its end", () => {
  assert.equal(
    said("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", [slack, mail]),
    "Nothing was found in the part of this window that has been read. " +
      `Read so far: ${span}; outlook from Sunday 1 March 2026 on, not to its end yet.`,
  );
});

Deno.test("emptyWindow() tells days as the person has them", () => {
  assert.match(
    said("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", [slack], "Asia/Tokyo"),
    /slack from Monday 2 March 2026 to Wednesday 18 March 2026/,
  );
});

Deno.test("emptyWindow() says when no source is linked or none is read", () => {
  const [start, end] = ["2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z"];
  assert.equal(
    said(start, end, [unlinked]),
    "No source is linked, so nothing is known of this window.",
  );
  assert.equal(
    said(start, end, [unlinked, { ...mail, read_from: null }]),
    "Nothing has been read yet, so nothing is known of this window.",
  );
});
