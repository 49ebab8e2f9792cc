/** What happens in the calendar of a random life. */
import type { Scene } from "./scene.ts";
import type { Deed } from "./schedules.ts";

const DAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

/** The dates that a life has made, and what becomes of them. */
export class CalendarDeeds {
  readonly #dates: string[] = [];

  /** @param name a new one for what begins with these letters */
  constructor(
    private readonly scene: Scene,
    private readonly name: (kind: string) => string,
  ) {}

  plan(day: number, weekly: boolean): void {
    const at = this.scene.at(day * 1440);
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
    const plan = { subject: this.name("d"), at, ...(weekly ? { recurrence } : {}) };
    this.#dates.push(this.scene.mailbox.calendars.add(plan).key);
  }

  #date(number: number) {
    const { appointments } = this.scene.mailbox.calendars;
    const there = this.#dates.flatMap((key) => appointments.get(key) ?? []);
    return there[number % Math.max(1, there.length)];
  }

  changeDate(what: "rename" | "shift" | "cancel" | "remove", number: number, day: number): void {
    const { calendars } = this.scene.mailbox;
    const { key, event } = this.#date(number) ?? {};
    if (key === undefined || !event) return;
    if (what === "rename") calendars.update(key, { subject: this.name("n") });
    else if (what === "cancel" && !event.isCancelled) calendars.cancel(key);
    else if (what === "remove") calendars.remove(key);
    else if (what === "shift" && !event.recurrence) {
      calendars.update(key, this.#times(this.scene.at(day * 1440)));
    }
  }

  changeSeries(what: Extract<Deed, { kind: "series" }>["what"], number: number, week: number) {
    const { calendars } = this.scene.mailbox;
    const { key, event } = this.#date(number) ?? {};
    if (key === undefined || !event?.recurrence) return;
    const first = Date.parse(`${event.start.dateTime?.slice(0, 10)}T00:00:00Z`);
    const day = new Date(first + week * 7 * 86_400_000);
    const date = day.toISOString().slice(0, 10);
    if (what === "skip") calendars.skip(key, date);
    else if (what === "except") calendars.except(key, date, { subject: this.name("x") });
    else if (what === "shift") {
      calendars.except(key, date, this.#times(new Date(day.getTime() + 34 * 3_600_000)));
    } else {calendars.except(key, date, {
        isCancelled: true,
        subject: `Canceled: ${event.subject}`,
      });}
  }

  #times(start: Date) {
    const time = (at: number) => ({
      dateTime: `${new Date(at).toISOString().slice(0, 19)}.0000000`,
      timeZone: "UTC",
    });
    return { start: time(start.getTime()), end: time(start.getTime() + 30 * 60_000) };
  }
}
