import assert from "node:assert/strict";
import { z } from "zod";
import { fieldErrors } from "../../../shared/http/validation.ts";

const schema = z.strictObject({
  title: z.string("must be a text").min(1, "must not be empty"),
  count: z.number().max(3).optional(),
  context: z.strictObject({
    sources: z.array(z.enum(["slack", "outlook"])).optional(),
    list: z.array(z.strictObject({ id: z.number() })).optional(),
  }).optional(),
});

function named(value: unknown): Record<string, string> {
  const parsed = schema.safeParse(value);
  assert.ok(!parsed.success);
  return Object.fromEntries(
    fieldErrors(parsed.error.issues).map(({ field, message }) => [field, message]),
  );
}

Deno.test("fieldErrors() names a field by its path", () => {
  assert.deepEqual(named({ title: "" }), { title: "must not be empty" });
  const sources = named({ title: "x", context: { sources: ["slack", "fax"] } });
  assert.deepEqual(Object.keys(sources), ["context.sources[1]"]);
  const deep = named({ title: "x", context: { list: [{ id: 1 }, { id: "2" }] } });
  assert.deepEqual(Object.keys(deep), ["context.list[1].id"]);
});

Deno.test("fieldErrors() names each unknown field by itself", () => {
  assert.deepEqual(named({ title: "x", prioritet: 1, "another one": 2 }), {
    prioritet: "is not a known field",
    "another one": "is not a known field",
  });
  assert.deepEqual(named({ title: "x", context: { list: [{ id: 1, extra: 1 }] } }), {
    "context.list[0].extra": "is not a known field",
  });
});

Deno.test("fieldErrors() calls the whole value body", () => {
  assert.deepEqual(Object.keys(named([])), ["body"]);
  assert.deepEqual(Object.keys(named(null)), ["body"]);
});

Deno.test("fieldErrors() writes each message so that it can follow the field's name", () => {
  assert.match(named({ title: "x", count: 4 })["count"] ?? "", /^too big/);
  assert.match(named({ title: "x", count: "4" })["count"] ?? "", /^invalid input/);
  assert.equal(named({ title: 7 })["title"], "must be a text");
});

Deno.test("fieldErrors() stays small, however much is sent", () => {
  const keys = Array.from({ length: 15_000 }, (_, n) => [`${n}${"k".repeat(500)}`, 1]);
  const parsed = schema.safeParse({ title: "x", ...Object.fromEntries(keys) });
  assert.ok(!parsed.success);
  const errors = fieldErrors(parsed.error.issues);
  assert.equal(errors.length, 21);
  assert.deepEqual(errors.at(-1), {
    field: "body",
    message: "has 14980 more fields that are not valid",
  });
  assert.ok(errors.every(({ field }) => field.length <= 100));
});
