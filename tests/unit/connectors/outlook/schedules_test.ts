import assert from "node:assert/strict";
import fc from "fast-check";
import type { Fault } from "../../../providers/outlook/faults.ts";
import type { Expiry } from "../../../providers/outlook/delta.ts";
import { Follower } from "./live_fixture.ts";
import { type Rule, RULES } from "./rules.ts";

type Step =
  | { kind: "arrive"; folder: number; ageMinutes: number }
  | { kind: "edit" | "remove"; mail: number }
  | { kind: "move"; mail: number; folder: number }
  | { kind: "folder"; what: "make" | "rename" | "bin" | "restore" | "delete"; folder: number }
  | { kind: "plan"; day: number; weekly: boolean }
  | { kind: "date"; what: "rename" | "shift" | "cancel" | "remove"; date: number; day: number }
  | { kind: "series"; what: "except" | "skip"; date: number; week: number }
  | { kind: "poll" }
  | { kind: "push" }
  | { kind: "crash"; pages: number }
  | { kind: "fault"; after: number; fault: Fault }
  | { kind: "expire"; code: Expiry; status: 400 | 404 | 410 }
  | { kind: "wait"; minutes: number };

const of = <Kind extends string>(kind: Kind) => fc.constant(kind);
const number = fc.nat({ max: 1000 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of("arrive"),
      folder: number,
      ageMinutes: fc.nat({ max: 20 * 1440 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: of("edit"), mail: number }) },
  { weight: 2, arbitrary: fc.record({ kind: of("remove"), mail: number }) },
  { weight: 5, arbitrary: fc.record({ kind: of("move"), mail: number, folder: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: of("folder"),
      what: fc.constantFrom("make", "rename", "bin", "restore", "delete"),
      folder: number,
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
    weight: 2,
    arbitrary: fc.record({
      kind: of("series"),
      what: fc.constantFrom("except", "skip"),
      date: number,
      week: fc.nat({ max: 4 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: of("poll") }) },
  { weight: 2, arbitrary: fc.record({ kind: of("push") }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: of("crash"), pages: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: of("fault"),
      after: fc.nat({ max: 12 }),
      fault: fc.constantFrom<Fault>(
        { retryAfter: 7 },
        { status: 500, code: "InternalServerError" },
        { status: 503, code: "ServiceUnavailable", headers: { "retry-after": "3" } },
        { status: 401, code: "InvalidAuthenticationToken" },
        { reset: true },
        { page: "empty" },
        { page: "replayed" },
      ),
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
  {
    weight: 2,
    arbitrary: fc.record({ kind: of("wait"), minutes: fc.integer({ min: 1, max: 6000 }) }),
  },
);

/** One mailbox and what happens to it, step by step. */
class Play {
  readonly #mails: string[] = [];
  readonly #dates: string[] = [];
  #number = 0;

  constructor(readonly follower: Follower) {}

  async take(step: Step): Promise<void> {
    const { follower } = this;
    const { mailbox, server } = follower;
    switch (step.kind) {
      case "arrive": {
        const folder = this.#folder(step.folder);
        const receivedAt = follower.at(-step.ageMinutes);
        const subject = this.#name("m");
        this.#mails.push(mailbox.arrive({ subject, folder, receivedAt }).key);
        break;
      }
      case "edit": {
        const mail = this.#mail(step.mail);
        if (mail) mailbox.edit(mail, { subject: this.#name("e") });
        break;
      }
      case "remove": {
        const mail = this.#mail(step.mail);
        if (mail) mailbox.remove(mail);
        break;
      }
      case "move": {
        const mail = this.#mail(step.mail);
        if (mail) mailbox.move(mail, this.#folder(step.folder));
        break;
      }
      case "folder":
        this.#changeFolder(step.what, step.folder);
        break;
      case "plan":
        this.#plan(step.day, step.weekly);
        break;
      case "date":
        this.#changeDate(step.what, step.date, step.day);
        break;
      case "series":
        this.#changeSeries(step.what, step.date, step.week);
        break;
      case "poll":
        await follower.poll();
        break;
      case "push": {
        // It comes in the middle of a reading, which another one follows.
        follower.server.fault = () => {
          follower.server.fault = () => null;
          this.#mails.push(mailbox.arrive({ subject: this.#name("p") }).key);
          return null;
        };
        await follower.poll();
        server.fault = () => null;
        await follower.poll();
        break;
      }
      case "crash":
        follower.crashAfter = step.pages;
        await follower.poll();
        follower.crashAfter = Infinity;
        break;
      case "fault": {
        let left = step.after;
        server.fault = () => left-- === 0 ? step.fault : null;
        await follower.poll();
        server.fault = () => null;
        break;
      }
      case "expire":
        server.graph.deltas.expire(step.code, undefined, step.status);
        break;
      case "wait":
        follower.pass(step.minutes);
    }
    follower.pass(1 / 30);
  }

  #name(kind: string): string {
    return `${kind}${this.#number++}`;
  }

  #mail(number: number): string | undefined {
    const there = this.#mails.filter((key) => this.follower.mailbox.mails.has(key));
    return there[number % Math.max(1, there.length)];
  }

  /** One that mails are put into: Outlook's own, and those that were made. */
  #folder(number: number): string {
    const { mailbox } = this.follower;
    const known = ["inbox", "archive", "sentitems", "deleteditems", "junkemail"];
    const all = [...known, ...this.#made()];
    return mailbox.folder(all[number % all.length] ?? "inbox").key;
  }

  #made(): string[] {
    return [...this.follower.mailbox.folders.values()]
      .filter(({ wellKnown }) => wellKnown === null).map(({ key }) => key);
  }

  #changeFolder(what: "make" | "rename" | "bin" | "restore" | "delete", number: number): void {
    const { mailbox } = this.follower;
    const made = this.#made();
    const folder = made[number % Math.max(1, made.length)];
    if (what === "make") {
      if (made.length < 4) mailbox.createFolder(this.#name("F"));
    } else if (folder === undefined) return;
    else if (what === "rename") mailbox.renameFolder(folder, this.#name("R"));
    else if (what === "bin") mailbox.moveFolder(folder, "deleteditems");
    else if (what === "restore") mailbox.moveFolder(folder, mailbox.root);
    else mailbox.deleteFolder(folder);
  }

  #date(number: number): string | undefined {
    const there = this.#dates.filter((key) =>
      this.follower.mailbox.calendars.appointments.has(key)
    );
    return there[number % Math.max(1, there.length)];
  }

  #plan(day: number, weekly: boolean): void {
    const { follower } = this;
    const at = follower.at(day * 1440);
    const recurrence = {
      pattern: {
        type: "weekly" as const,
        interval: 1,
        daysOfWeek: [DAYS[at.getUTCDay()] ?? "monday"],
        firstDayOfWeek: "monday" as const,
      },
      range: {
        type: "numbered" as const,
        startDate: at.toISOString().slice(0, 10),
        numberOfOccurrences: 6,
        recurrenceTimeZone: "UTC",
      },
    };
    const plan = { subject: this.#name("d"), at, ...(weekly ? { recurrence } : {}) };
    this.#dates.push(follower.mailbox.calendars.add(plan).key);
  }

  #changeDate(what: "rename" | "shift" | "cancel" | "remove", number: number, day: number): void {
    const { follower } = this;
    const { calendars } = follower.mailbox;
    const key = this.#date(number);
    if (key === undefined) return;
    const { event } = calendars.appointment(key);
    if (what === "rename") calendars.update(key, { subject: this.#name("n") });
    else if (what === "cancel" && !event.isCancelled) calendars.cancel(key);
    else if (what === "remove") calendars.remove(key);
    else if (what === "shift" && !event.recurrence) {
      const time = (minutes: number) => ({
        dateTime: `${follower.at(day * 1440 + minutes).toISOString().slice(0, 19)}.0000000`,
        timeZone: "UTC",
      });
      calendars.update(key, { start: time(0), end: time(30) });
    }
  }

  #changeSeries(what: "except" | "skip", number: number, week: number): void {
    const { calendars } = this.follower.mailbox;
    const key = this.#date(number);
    const { event } = key === undefined ? { event: undefined } : calendars.appointment(key);
    if (key === undefined || !event?.recurrence) return;
    const first = Date.parse(`${event.start.dateTime?.slice(0, 10)}T00:00:00Z`);
    const date = new Date(first + week * 7 * 86_400_000).toISOString().slice(0, 10);
    if (what === "skip") calendars.skip(key, date);
    else calendars.except(key, date, { subject: this.#name("x") });
  }
}

const DAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

/** What is wrong in the end; nothing, where every rule is kept. */
async function play(steps: readonly Step[], without: Rule | null = null): Promise<string[]> {
  await using follower = await Follower.start({}, without);
  const play = new Play(follower);
  for (const step of steps) await play.take(step);
  // Folders that are gone are asked after for an hour; calendars are read anew after a week.
  for (const minutes of [5, 90, 5, 8 * 1440, 5]) {
    follower.pass(minutes);
    await follower.poll();
  }
  const [stored, expected] = [follower.mails(), follower.expectedMails()];
  return [
    ...stored.filter((mail) => !expected.includes(mail)).map((mail) => `${mail} is stored`),
    ...expected.filter((mail) => !stored.includes(mail)).map((mail) => `${mail} is not stored`),
    ...stored.length === new Set(stored).size ? [] : ["a mail is stored twice"],
    ...follower.wrongDates(),
    ...without === null ? follower.server.violations : [],
    ...follower.server.graph.throttle(follower.server.person.id).refused > 0 ? ["throttled"] : [],
  ];
}

const schedules = fc.array(step, { minLength: 5, maxLength: 50 });

Deno.test("readMailbox() ends where the mailbox is, whatever happened in between", async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (steps) => assert.deepEqual(await play(steps), [])),
    { numRuns: Number(Deno.env.get("SCHEDULES") ?? 40) },
  );
});

for (const rule of RULES) {
  Deno.test(`the random schedules notice when a rule is not kept: ${rule}`, async () => {
    // By what is stored in the end, and by no exception on the way; with one seed, so that it is quick.
    const { failed, errorInstance } = await fc.check(
      fc.asyncProperty(schedules, async (steps) => assert.deepEqual(await play(steps, rule), [])),
      { seed: 3, numRuns: 500, endOnFailure: true },
    );
    assert.ok(failed && errorInstance instanceof assert.AssertionError, String(errorInstance));
  });
}
