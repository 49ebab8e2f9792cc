import assert from "node:assert/strict";
import fc from "fast-check";
import {
  compareSlackTs,
  isSlackTs,
  slackTs,
  slackTsToIso,
} from "../../../../../shared/connectors/slack/messages/timestamps.ts";

Deno.test("slackTsToIso() keeps all six digits", () => {
  assert.equal(slackTsToIso("1517612431.000077"), "2018-02-02T23:00:31.000077Z");
  assert.equal(slackTsToIso("1517612431.999999"), "2018-02-02T23:00:31.999999Z");
  assert.equal(slackTsToIso("0.000001"), "1970-01-01T00:00:00.000001Z");
});

Deno.test("slackTsToIso() throws when the text is no timestamp", () => {
  for (const text of ["", "1517612431", "1517612431.77", "1.5e9.000001", "-1.000000", "x.000000"]) {
    assert.throws(() => slackTsToIso(text), /A Slack timestamp looks like/);
    assert.equal(isSlackTs(text), false);
  }
  assert.equal(isSlackTs(1517612431.000077), false);
});

Deno.test("slackTsToIso() keeps the order and tells neighbours apart", () => {
  const ts = fc.tuple(
    fc.integer({ min: 0, max: 9_999_999_999 }),
    fc.integer({ min: 0, max: 999_999 }),
  );
  fc.assert(fc.property(ts, ts, (a, b) => {
    const [left, right] = [a, b].map(([s, f]) => `${s}.${String(f).padStart(6, "0")}`);
    const expected = Math.sign(a[0] - b[0] || a[1] - b[1]);
    assert.equal(compareSlackTs(left ?? "", right ?? ""), expected);
  }));
});

Deno.test("slackTs() is undone by slackTsToIso()", () => {
  const from = new Date("1970-01-01T00:00:00Z");
  fc.assert(fc.property(
    fc.date({ min: from, max: new Date("2200-01-01"), noInvalidDate: true }),
    fc.integer({ min: 0, max: 999 }),
    (at, sequence) => {
      const iso = slackTsToIso(slackTs(at, sequence));
      assert.equal(iso, at.toISOString().replace("Z", `${String(sequence).padStart(3, "0")}Z`));
    },
  ));
  assert.throws(() => slackTs(new Date(-1)), /from 1970 on/);
  assert.throws(() => slackTs(new Date(NaN)), /from 1970 on/);
  assert.throws(() => slackTs(new Date(0), 1000), /sequence of 0 to 999/);
});
