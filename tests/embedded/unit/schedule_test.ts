import assert from "node:assert/strict";
import fc from "fast-check";
import { returnMessage } from "../../../supabase/embedded/schedules/cron.ts";
import { parseSchedule } from "../../../supabase/embedded/schedules/schedule.ts";

const at = (text: string) => new Date(text);
const next = (schedule: string, now: string, last: string | null = null) =>
  parseSchedule(schedule).next(at(now), last === null ? null : at(last))?.toISOString();

Deno.test("parseSchedule() finds the next minute of five cron fields, in UTC", () => {
  const cases = [
    ["*/5 * * * *", "2026-03-01T10:02:30Z", "2026-03-01T10:05:00.000Z"],
    ["*/5 * * * *", "2026-03-01T10:05:00Z", "2026-03-01T10:10:00.000Z"],
    ["0 2 * * *", "2026-03-29T02:00:00Z", "2026-03-30T02:00:00.000Z"],
    ["0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["0 12 $ * *", "2026-02-10T00:00:00Z", "2026-02-28T12:00:00.000Z"],
    ["30 8 * * mon-fri", "2026-03-06T08:30:00Z", "2026-03-09T08:30:00.000Z"],
    ["0 0 * * 7", "2026-03-02T00:00:00Z", "2026-03-08T00:00:00.000Z"],
    // Both day fields: either of them is enough, as with every cron.
    ["0 0 13 * fri", "2026-03-01T00:00:00Z", "2026-03-06T00:00:00.000Z"],
  ] as const;
  for (const [schedule, now, expected] of cases) {
    assert.equal(next(schedule, now), expected, schedule);
  }
});

Deno.test("parseSchedule() counts seconds from the last start", () => {
  const now = "2026-03-01T10:00:00Z";
  assert.equal(next("10 seconds", now), "2026-03-01T10:00:10.000Z");
  assert.equal(next("10 seconds", now, "2026-03-01T09:59:55Z"), "2026-03-01T10:00:05.000Z");
  // A run that took longer than the interval is followed by the next one at once.
  assert.equal(next("10 seconds", now, "2026-03-01T09:00:00Z"), "2026-03-01T10:00:00.000Z");
});

Deno.test("parseSchedule() never goes back in time", () => {
  const schedules = ["*/7 3-5 * * *", "0 0 1 * *", "59 23 31 12 *", "1 seconds", "59 seconds"];
  fc.assert(fc.property(
    fc.constantFrom(...schedules),
    fc.date({ min: at("2020-01-01"), max: at("2040-01-01"), noInvalidDate: true }),
    (schedule, now) => {
      const due = parseSchedule(schedule).next(now, now);
      assert.ok(due !== null && due > now, `${schedule} at ${now.toISOString()}`);
    },
  ));
});

Deno.test("parseSchedule() refuses what pg_cron refuses", () => {
  for (
    const schedule of [
      "",
      "* * * *",
      "* * * * * *",
      "61 * * * *",
      "0 seconds",
      "60 seconds",
      "1.5 seconds",
      "@daily",
      "whenever",
    ]
  ) {
    assert.throws(() => parseSchedule(schedule), /^Error: invalid schedule: /, schedule);
  }
});

Deno.test("returnMessage() says what pg_cron says", () => {
  const rows = (rowCount: number) => ({ rowCount, returnsRows: true });
  const changed = (rowCount: number) => ({ rowCount, returnsRows: false });
  assert.equal(returnMessage("select 1", [rows(1)]), "1 row");
  assert.equal(returnMessage("delete from a; select 1", [changed(3), rows(2)]), "2 rows");
  assert.equal(returnMessage("select 1; delete from a", [rows(1), changed(3)]), "DELETE 3");
  assert.equal(returnMessage("insert into a values (1)", [changed(1)]), "INSERT 0 1");
  assert.equal(returnMessage("vacuum", [changed(0)]), "VACUUM");
  assert.equal(returnMessage("-- nothing", []), "");
});
