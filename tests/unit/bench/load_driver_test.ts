import assert from "node:assert/strict";
import { drive, showOutcomes } from "../../bench/load/driver.ts";

Deno.test("drive() sends all that it is asked to, by their shares, and counts what fails by why", async () => {
  const ran = { good: 0, bad: 0 };
  const outcomes = await drive(
    [
      { name: "good", share: 75, run: () => Promise.resolve(void ran.good++) },
      {
        name: "bad",
        share: 25,
        run: () => Promise.reject(new Error(ran.bad++ % 2 ? "status 500" : "status 503")),
      },
    ],
    1000,
    1,
  );
  assert.deepEqual(ran, { good: 750, bad: 250 });
  const [good, bad] = outcomes;
  assert.deepEqual([good?.requests, good?.failed.size], [750, 0]);
  assert.deepEqual([bad?.requests, ...(bad?.failed ?? [])], [
    250,
    ["status 503", 125],
    ["status 500", 125],
  ]);
  assert.match(showOutcomes("all", outcomes), /bad +250 +250 .*status 503: 125, status 500: 125/);
});

Deno.test("drive() waits for no answer, and counts the time that a request waited to be sent", async () => {
  const open: (() => void)[] = [];
  const [outcome] = await drive(
    [{
      name: "slow",
      share: 100,
      run: () =>
        new Promise((end) => {
          open.push(end);
          // The last one lets all of them end: none was held up by those before it.
          if (open.length === 200) open.forEach((each) => each());
        }),
    }],
    1000,
    0.2,
  );
  assert.deepEqual([outcome?.requests, outcome?.failed.size], [200, 0]);
  assert.ok(
    (outcome?.p50 ?? 0) <= (outcome?.p95 ?? 0) && (outcome?.p95 ?? 0) <= (outcome?.most ?? 0),
  );
});
