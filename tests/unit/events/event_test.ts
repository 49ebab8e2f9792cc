import assert from "node:assert/strict";
import fc from "fast-check";
import { NormalisedEvent } from "../../../shared/contracts/events.ts";
import { contentHash } from "../../../shared/events/content_hash.ts";
import { canonicalInstant } from "../../../shared/events/instant.ts";
import { storableJson, storableText } from "../../../shared/events/storable.ts";
import { event } from "./fixtures.ts";

Deno.test("contentHash() is the SHA-256 of the canonical JSON", () => {
  // Computed apart with: printf '%s' '{"body":…}' | sha256sum
  const hash = contentHash({
    event_type: "message",
    author: "Mira",
    place: "#launch",
    title: "Mira in #launch",
    body: "The launch is on Thursday",
    url: null,
    text_for_embedding: "The launch is on Thursday",
    occurred_at: "2024-05-31T10:00:00.000001Z",
    deleted: false,
  });
  assert.equal(hash, "d33cd4041ffee55a65991986ea6ddf0215b111bd41fb915ce447852fcf9d9523");
});

Deno.test("buildEvent() changes the hash when a reader sees a change, and only then", () => {
  const base = event({ external_id: "C1:1" });
  const visible = [
    { title: "Jonas in #launch" },
    { body: "The launch is on Friday" },
    { url: "https://example.com" },
    { text_for_embedding: "The launch is on Friday" },
    { occurred_at: "2024-05-31T10:00:00.000002Z" },
    { deleted: true },
    { event_type: "mention" as const },
    { title: null },
    { author: "Jonas" },
    { place: "#payroll" },
  ];
  const hashes = visible.map((change) => event({ external_id: "C1:1", ...change }).content_hash);
  assert.equal(new Set([base.content_hash, ...hashes]).size, visible.length + 1);

  const invisible = [{ raw: { reactions: 3 } }, { importance_score: 99 }, { external_id: "C1:2" }];
  for (const change of invisible) {
    assert.equal(event({ external_id: "C1:1", ...change }).content_hash, base.content_hash);
  }
});

Deno.test("buildEvent() gives the same hash when one instant is written in two ways", () => {
  const [utc, offset] = ["2024-05-31T10:00:00Z", "2024-05-31T12:00:00.0000000+02:00"]
    .map((occurred_at) => event({ external_id: "C1:1", occurred_at }));
  assert.equal(utc?.content_hash, offset?.content_hash);
  assert.equal(utc?.occurred_at, "2024-05-31T10:00:00.000000Z");
});

Deno.test("buildEvent() makes an event that the contract accepts when the text is arbitrary", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 });
  const broken = fc.constantFrom("a\u0000b", "\ud83d", "\udc00x", "\u0000");
  fc.assert(fc.property(
    fc.option(fc.oneof(text, broken)),
    fc.jsonValue(),
    fc.integer({ min: -500, max: 500 }),
    (body, value, importance_score) => {
      const built = event({ external_id: "C1:1", body, raw: { value, body }, importance_score });
      assert.ok(NormalisedEvent.safeParse(built).success);
      const json = JSON.stringify(built);
      assert.ok(!/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f]..)/.test(json), "Postgres refuses these");
    },
  ));
});

Deno.test("canonicalInstant() keeps microseconds, cuts what is finer and moves to UTC", () => {
  assert.equal(canonicalInstant("2018-02-02T23:00:31.000077Z"), "2018-02-02T23:00:31.000077Z");
  assert.equal(canonicalInstant("2018-02-02T23:00:31Z"), "2018-02-02T23:00:31.000000Z");
  assert.equal(canonicalInstant("2018-02-02T23:00:31.1234567Z"), "2018-02-02T23:00:31.123456Z");
  assert.equal(canonicalInstant("2018-01-01T00:30:00.5+01:00"), "2017-12-31T23:30:00.500000Z");
});

Deno.test("canonicalInstant() throws when there is no zone or no such time", () => {
  for (const text of ["2018-02-02T23:00:31", "2018-02-02", "2018-13-02T23:00:31Z", "", "now"]) {
    assert.throws(() => canonicalInstant(text), /occurred_at must be an ISO date and time/);
  }
});

Deno.test("storableText() leaves ordinary text and emoji as they are", () => {
  assert.equal(storableText("Tomás 🎉\n\tok"), "Tomás 🎉\n\tok");
  assert.equal(storableText("a\u0000b\ud83d"), "ab\ufffd");
});

Deno.test("storableJson() cuts what is nested too deeply, however deep it is", () => {
  let deep: unknown = "x";
  for (let level = 0; level < 100_000; level++) deep = [deep];
  assert.ok(JSON.stringify(storableJson(deep)).length < 200);
  assert.deepEqual(storableJson({ a: [1, null, "x", true], b: undefined }), {
    a: [1, null, "x", true],
  });
  assert.equal(
    JSON.stringify(storableJson(JSON.parse('{"__proto__":{"a":1}}'))),
    '{"__proto__":{"a":1}}',
  );
});

Deno.test("buildEvent() keeps the beginning of a long text and says how much it is", () => {
  const built = event({
    external_id: "C1:1",
    body: "🎉".repeat(40_000),
    text_for_embedding: "short",
  });
  assert.equal(built.cut_from, 80_000);
  assert.ok(built.body?.endsWith("🎉\n[cut: the first 64000 of 80000 characters]"));
  assert.equal(built.text_for_embedding, "short");
  assert.deepEqual(built.problems, ["text_cut"]);
  assert.ok(NormalisedEvent.safeParse(built).success);
  // One character off the border: no half of a pair is left.
  const odd = event({ external_id: "C1:1", body: "x" + "🎉".repeat(40_000) });
  assert.ok(odd.body?.isWellFormed());
  assert.match(odd.body ?? "", /the first 63999 of 80001 characters/);
});

Deno.test("buildEvent() leaves out an address that is none of the web", () => {
  for (
    const url of [
      "javascript:alert(1)",
      " javascript:alert(1)//http://x",
      "data:text/html,x",
      "ftp://example.com",
      "http://",
      "/relative",
      "https://example.com/" + "x".repeat(2100),
    ]
  ) {
    const { url: kept, problems } = event({ external_id: "C1:1", url });
    assert.deepEqual([kept, problems], [null, ["address_left_out"]], url);
  }
  assert.equal(
    event({ external_id: "C1:1", url: "HTTPS://example.com/a" }).url,
    "HTTPS://example.com/a",
  );
});

Deno.test("buildEvent() makes an event that the contract allows, whatever its texts", () => {
  const anyText = fc.string({ unit: "binary", maxLength: 600 });
  const anyLong = fc.tuple(anyText, fc.integer({ min: 0, max: 400 })).map(([text, times]) =>
    text.repeat(times)
  );
  fc.assert(
    fc.property(anyText, anyText, anyText, anyLong, anyLong, (title, author, place, body, raw) => {
      const built = event({ external_id: "C1:1", title, author, place, body, raw: { text: raw } });
      const parsed = NormalisedEvent.safeParse(built);
      assert.ok(parsed.success, parsed.error?.message);
    }),
    { numRuns: 60 },
  );
});
