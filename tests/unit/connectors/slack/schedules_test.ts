import assert from "node:assert/strict";
import fc from "fast-check";
import { Follower } from "./live_fixture.ts";
import type { Fault } from "../../../providers/slack/server.ts";

type Step =
  | { kind: "post"; channel: number; minutes: number }
  | { kind: "reply"; root: number }
  | { kind: "edit"; root: number }
  | { kind: "remove"; root: number }
  | { kind: "poll" }
  | { kind: "crash"; pages: number }
  | { kind: "fault"; after: number; fault: Fault }
  /** The person leaves a conversation out, or takes it in again. */
  | { kind: "select"; channel: number; read: boolean }
  | { kind: "wait"; minutes: number };

const CHANNELS = ["C1", "C2", "D1", "G1"];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("post" as const),
      channel: fc.nat({ max: 3 }),
      minutes: fc.nat({ max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("reply" as const), root: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("edit" as const), root: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), root: fc.nat() }) },
  { weight: 4, arbitrary: fc.constant({ kind: "poll" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      pages: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("fault" as const),
      after: fc.nat({ max: 5 }),
      fault: fc.constantFrom<Fault>(
        { status: 429, headers: { "retry-after": "7" } },
        { status: 500 },
        { status: 503 },
        { error: "internal_error" },
        { cut: true },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("select" as const),
      channel: fc.nat({ max: 3 }),
      read: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      minutes: fc.integer({ min: 1, max: 2000 }),
    }),
  },
);

async function play(steps: readonly Step[], searchDelay: number): Promise<Follower> {
  const follower = new Follower({ searchDelay });
  const { workspace } = follower.server;
  for (const id of ["U1", "U2"]) workspace.addMember(id, `Name ${id}`);
  workspace.addConversation("C1", "one", ["U1", "U2"]);
  workspace.addConversation("C2", "two", ["U1", "U2"]);
  workspace.addConversation("D1", "", ["U1", "U2"], "im");
  workspace.addConversation("G1", "three", ["U1", "U2"], "private");
  const roots: { channel: string; ts: string }[] = [];
  let number = 0;
  for (const step of steps) {
    const root = "root" in step ? roots[step.root % Math.max(1, roots.length)] : undefined;
    switch (step.kind) {
      case "post": {
        const channel = CHANNELS[step.channel] ?? "C1";
        const { ts } = workspace.post(
          channel,
          "U2",
          `m${number++}`,
          follower.at(-step.minutes / 10),
        );
        roots.push({ channel, ts });
        break;
      }
      case "reply":
        if (root && workspace.channel(root.channel).messages.has(root.ts)) {
          const thread = { thread_ts: root.ts };
          workspace.post(root.channel, "U1", `r${number++}`, follower.at(0), thread);
        }
        break;
      case "edit":
        if (
          root && workspace.channel(root.channel).messages.get(root.ts)?.subtype === undefined &&
          workspace.channel(root.channel).messages.has(root.ts)
        ) {
          workspace.edit(root.channel, root.ts, `e${number++}`, follower.at(0));
        }
        break;
      case "remove":
        if (root && workspace.channel(root.channel).messages.has(root.ts)) {
          workspace.remove(root.channel, root.ts, follower.at(0));
        }
        break;
      case "poll":
        await follower.poll();
        break;
      case "crash":
        follower.crashAfter = step.pages;
        await follower.poll();
        follower.crashAfter = Infinity;
        break;
      case "fault": {
        let left = step.after;
        follower.server.fault = () => left-- === 0 ? step.fault : null;
        await follower.poll();
        follower.server.fault = () => null;
        break;
      }
      case "select": {
        const channel = CHANNELS[step.channel] ?? "C1";
        const others = follower.selection.exclude.filter((id) => id !== channel);
        follower.selection.exclude = step.read ? others : [...others, channel];
        break;
      }
      case "wait":
        follower.now += step.minutes * 60_000;
    }
    follower.now += 1000;
  }
  follower.selection.exclude = [];
  // A round of the audit over everything: what search does not tell is found by it.
  for (let tick = 0; tick < 12; tick++) {
    follower.now += 5 * 60_000;
    await follower.poll();
  }
  return follower;
}

Deno.test("readWorkspace() ends where the workspace is, whatever happened in between", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60, size: "max" }),
      fc.constantFrom(0, 30, 600),
      async (steps, searchDelay) => {
        await using follower = await play(steps, searchDelay);
        assert.deepEqual(follower.stored(), follower.expected());
        assert.deepEqual(follower.server.violations, []);
        assert.equal(follower.server.limits.refused, 0);
      },
    ),
    { numRuns: Number(Deno.env.get("SCHEDULES") ?? 60) },
  );
});
