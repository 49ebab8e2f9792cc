import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createFailureReporter,
  type FailureReport,
  type ReporterParts,
} from "../../../../shared/platform/failures/reporter.ts";
import { withRequestId } from "../../../../shared/platform/request_id.ts";

/** A reporter whose time the test moves, and what it sent. */
function scenario(parts: Partial<ReporterParts> = {}) {
  const sent: FailureReport[] = [];
  const failed: unknown[] = [];
  const kept: Promise<void>[] = [];
  const clock = { now: 0 };
  const reporter = createFailureReporter({
    send: (report) => {
      sent.push(report);
      return Promise.resolve();
    },
    now: () => new Date(1_700_000_000_000),
    monotonic: () => clock.now,
    keepAlive: (work) => void kept.push(work),
    failed: (error) => void failed.push(error),
    ...parts,
  });
  return { reporter, sent, failed, clock, settle: () => Promise.all(kept), kept };
}

function coded(code: string): Error {
  return Object.assign(new TypeError("what nobody may read"), { code });
}

Deno.test("report() tells of an error by class, code and place, and of none twice", async () => {
  const { reporter, sent, settle } = scenario();
  const error = coded("23505");
  withRequestId("7d1f2c64-0000-4000-8000-000000000001", () => {
    reporter.report(error, { function: "tasks" });
    reporter.report(error, { function: "another hand" });
  });
  await settle();
  assert.equal(sent.length, 1);
  const { stack, ...told } = sent[0] ?? assert.fail();
  assert.deepEqual(told, {
    name: "TypeError",
    code: "23505",
    place: { request_id: "7d1f2c64-0000-4000-8000-000000000001", function: "tasks" },
    at: new Date(1_700_000_000_000),
    unreported: 0,
  });
  assert.match(stack ?? "", /^ +at coded .*reporter_test\.ts/);
});

Deno.test("report() tells of a kind once a minute, and then how often it happened besides", async () => {
  const { reporter, sent, clock, settle } = scenario();
  for (let i = 0; i < 10; i++) reporter.report(coded("same"), { function: "tasks" });
  reporter.report(coded("same"), { function: "drafts" });
  reporter.report({ name: "DeadLetter", code: "same" }, { queue: "embed" });
  await settle();
  assert.deepEqual(sent.map(({ unreported }) => unreported), [0, 0, 0]);
  clock.now = 60_000;
  reporter.report(coded("same"), { function: "tasks" });
  await settle();
  assert.equal(sent.at(-1)?.unreported, 9);
});

Deno.test("report() sends no more than it may, whatever happens", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ code: fc.nat(200), wait: fc.nat(3000) }), { maxLength: 300 }),
      async (failures) => {
        const times: number[] = [];
        const bounds = { windowMilliseconds: 60_000, mostInWindow: 10, mostUnderWay: 1000 };
        const { reporter, clock, settle } = scenario({
          bounds,
          send: () => {
            times.push(clock.now);
            return Promise.resolve();
          },
        });
        for (const { code, wait } of failures) {
          clock.now += wait;
          reporter.report(coded(`c${code}`), {});
          await settle();
        }
        for (const from of times) {
          const within = times.filter((at) => at >= from && at < from + bounds.windowMilliseconds);
          assert.ok(within.length <= bounds.mostInWindow, String(within.length));
        }
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("report() has no more reports under way than it may, and goes on when they end", async () => {
  const open: (() => void)[] = [];
  const { reporter, kept, settle } = scenario({
    bounds: { windowMilliseconds: 1, mostInWindow: 100, mostUnderWay: 2 },
    send: () => new Promise((done) => open.push(done)),
  });
  for (let i = 0; i < 5; i++) reporter.report(coded(`c${i}`), {});
  await Promise.resolve();
  assert.equal(kept.length, 2);
  open.forEach((end) => end());
  await settle();
  reporter.report(coded("c9"), {});
  assert.equal(kept.length, 3);
  await Promise.resolve();
  open.at(-1)?.();
  await settle();
});

Deno.test("report() throws nothing, and leaves nothing rejected", async () => {
  const refusing = scenario({ send: () => Promise.reject(new Error("down")) });
  refusing.reporter.report(coded("a"), {});
  await refusing.settle();
  assert.equal(refusing.failed.length, 1);

  const throwing = scenario({
    send: () => {
      throw new Error("broken");
    },
    keepAlive: () => {
      throw new Error("no runtime");
    },
  });
  throwing.reporter.report(coded("a"), {});
  assert.equal(throwing.failed.length, 1, "the runtime's refusal");

  const odd = new Error("odd");
  Object.defineProperty(odd, "code", {
    get() {
      throw new Error("a getter");
    },
  });
  const { reporter, failed, sent } = scenario();
  reporter.report(odd, {});
  assert.deepEqual([failed.length, sent.length], [1, 0]);
});

Deno.test("report() tells no text: of a message, a name, a code or a place", async () => {
  const canary = "canary";
  const texts = [
    canary,
    `first\n    at ${canary} (file:///shared/http/app.ts:1:1)\nlast ${canary}`,
    `\n\n${canary}`,
    `${canary}\r\n at ${canary}`,
  ];
  for (const text of texts) {
    const plain = new Error(text);
    const renamed = Object.assign(new Error(text), {
      name: `${text} is no class`,
      code: `${text} !`,
    });
    const changed = new Error(text);
    // The stack is written when it is first read.
    assert.ok(changed.stack?.includes(text));
    changed.message = "another message";
    const caused = new Error("outer", { cause: new Error(text) });
    for (const error of [plain, renamed, changed, caused]) {
      const { reporter, sent, settle } = scenario();
      reporter.report(error, { function: "tasks", said: `${text} with a space` });
      await settle();
      assert.equal(sent.length, 1);
      assert.ok(!JSON.stringify(sent).includes(canary), JSON.stringify(sent));
    }
  }
});
