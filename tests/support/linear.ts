import assert from "node:assert/strict";

/** Runs of each; what is linear shows it in the first ones, unless the machine is busy. */
const mostRounds = 40;
/** Milliseconds below which nothing can be told. */
const tellable = 3;

/**
 * Fails where `long`, which has four times as much to read as `short`, takes the square of its time.
 * The fastest runs count: whatever else the machine does only adds, so that it is measured again
 * until it is seen to be linear.
 */
export function assertLinear(name: string, short: () => void, long: () => void): void {
  let [ofShort, ofLong] = [Infinity, Infinity];
  for (let round = 0; round < mostRounds; round++) {
    ofShort = Math.min(ofShort, milliseconds(short));
    ofLong = Math.min(ofLong, milliseconds(long));
    if (ofLong < 10 * Math.max(ofShort, tellable)) return;
  }
  assert.fail(`${name}: ${ofShort} and ${ofLong} ms`);
}

function milliseconds(run: () => void): number {
  const start = worked();
  run();
  return worked() - start;
}

/** What the kernel says this thread has worked, where there is such a kernel: waiting is no work. */
const schedule = "/proc/thread-self/schedstat";

/** Milliseconds that this thread has worked; on other systems the time that passed. */
function worked(): number {
  try {
    return Number(Deno.readTextFileSync(schedule).split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}
