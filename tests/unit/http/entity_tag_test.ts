import assert from "node:assert/strict";
import fc from "fast-check";
import { entityTag, ifMatch } from "../../../shared/http/entity_tag.ts";
import { ProblemError } from "../../../shared/http/errors.ts";

const version = "2026-01-31T09:00:00.123456+00:00";

Deno.test("ifMatch() takes * and no header for whatever version there is", () => {
  assert.equal(ifMatch(undefined), null);
  assert.equal(ifMatch(" * "), null);
});

Deno.test("ifMatch() reads back what entityTag() names, alone and in a list", () => {
  assert.equal(entityTag(version.replace("T", " ")), `"${version}"`);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(version, "2026-02-01T00:00:00+00"), { minLength: 1 }),
      (versions) => {
        assert.deepEqual(ifMatch(versions.map(entityTag).join(" , ")), versions);
      },
    ),
  );
});

Deno.test("ifMatch() lets weak tags and tags of others match nothing", () => {
  assert.deepEqual(ifMatch(`W/"${version}"`), []);
  assert.deepEqual(ifMatch('"33a64df5"'), []);
  assert.deepEqual(ifMatch('"a,b", "2026"'), []);
});

Deno.test("ifMatch() refuses what is no list of tags, naming the header", () => {
  for (const header of ["", "  ", version, '"a" "b"', '"a', 'w/"a"', "*, *"]) {
    assert.throws(() => ifMatch(header), (error) => {
      assert.ok(error instanceof ProblemError);
      assert.deepEqual([error.status, error.extra.errors?.[0]?.field], [400, "if-match"]);
      return true;
    }, header);
  }
});
