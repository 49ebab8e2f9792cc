/** Random lives of a mailbox: what happens in it, at Microsoft, and to whoever reads it. */
import fc from "fast-check";
import type { Expiry } from "../../../providers/outlook/delta.ts";
import type { Fault } from "../../../providers/outlook/faults.ts";
import type { LifecycleEvent } from "../../../providers/outlook/subscriptions.ts";

/** What somebody does in the mailbox, or Microsoft with what it keeps of it. */
export type Deed =
  | { kind: "arrive"; folder: number; ageMinutes: number; attached: boolean }
  | { kind: "draft" }
  | { kind: "send"; mail: number }
  | { kind: "edit" | "remove"; mail: number }
  | { kind: "move"; mail: number; folder: number }
  | {
    kind: "folder";
    what: "make" | "rename" | "move" | "bin" | "restore" | "delete";
    folder: number;
    into: number;
  }
  | { kind: "plan"; day: number; weekly: boolean }
  | { kind: "date"; what: "rename" | "shift" | "cancel" | "remove"; date: number; day: number }
  | { kind: "series"; what: "except" | "shift" | "cancel" | "skip"; date: number; week: number }
  | { kind: "expire"; code: Expiry; status: 400 | 404 | 410 }
  /** The access token ends before its time. */
  | { kind: "token" }
  /** Microsoft says something of a subscription, or drops it and says nothing. */
  | { kind: "subscription"; which: number; says: LifecycleEvent | null };

/** One reading, as it goes. */
export interface Visit {
  kind: "poll";
  /** Pages that are stored before the worker dies. */
  pages: number;
  /** Instead of the answer to a request so many after the first. */
  faults: { after: number; fault: Fault }[];
  /** Done by others before a request so many after the first is answered. */
  meanwhile: { call: number; deed: Deed }[];
}

export type Step =
  | Deed
  | Visit
  /** A reading because of a push, if one came. */
  | { kind: "push" }
  | { kind: "wait"; minutes: number }
  /** The person leaves a folder out, or takes it in again. */
  | { kind: "select"; folder: number; read: boolean };

const number = fc.nat({ max: 1000 });
const of = <Kind extends string>(kind: Kind) => fc.constant(kind);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of("arrive"),
      folder: number,
      ageMinutes: fc.nat({ max: 20 * 1440 }),
      attached: fc.nat({ max: 5 }).map((sixth) => sixth === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of("draft") }) },
  { weight: 1, arbitrary: fc.record({ kind: of("send"), mail: number }) },
  { weight: 3, arbitrary: fc.record({ kind: of("edit"), mail: number }) },
  { weight: 3, arbitrary: fc.record({ kind: of("remove"), mail: number }) },
  { weight: 6, arbitrary: fc.record({ kind: of("move"), mail: number, folder: number }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of("folder"),
      what: fc.constantFrom("make", "make", "rename", "move", "bin", "restore", "delete"),
      folder: number,
      into: number,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of("plan"),
      day: fc.integer({ min: -20, max: 120 }),
      weekly: fc.nat({ max: 2 }).map((third) => third === 0),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of("date"),
      // Mostly out of the window, and back into it.
      what: fc.constantFrom("rename", "shift", "shift", "shift", "cancel", "remove"),
      date: number,
      day: fc.constantFrom(-5, 3, 30, 200, 200, 200),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of("series"),
      what: fc.constantFrom("except", "shift", "cancel", "skip"),
      date: number,
      week: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: of("expire"),
      code: fc.constantFrom("SyncStateNotFound", "syncStateNotFound", "resyncRequired"),
      status: fc.constantFrom(400, 404, 410),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: of("token") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: of("subscription"),
      which: number,
      says: fc.constantFrom("missed", "subscriptionRemoved", "reauthorizationRequired", null),
    }),
  },
);

const fault = fc.constantFrom<Fault>(
  { retryAfter: 7 },
  { status: 500, code: "InternalServerError" },
  { status: 503, code: "ServiceUnavailable", headers: { "retry-after": "3" } },
  { status: 410, code: "SyncStateNotFound" },
  { reset: true },
  { cut: true },
  { truncated: true },
  { page: "empty" },
  { page: "replayed" },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: deed },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of("poll"),
      pages: fc.constantFrom(Infinity, Infinity, Infinity, 0, 1, 2, 3, 5, 8),
      faults: fc.array(fc.record({ after: fc.nat({ max: 14 }), fault }), { maxLength: 2 }),
      meanwhile: fc.array(fc.record({ call: fc.nat({ max: 14 }), deed }), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of("push") }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: of("wait"), minutes: fc.integer({ min: 1, max: 6000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of("select"), folder: number, read: fc.boolean() }),
  },
);

/** A life, step by step. */
export const schedule = fc.array(step, { minLength: 5, maxLength: 60, size: "max" });
export type Schedule = readonly Step[];
