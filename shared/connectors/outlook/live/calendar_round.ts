import type { Deletion, Reset } from "../../../contracts/events.ts";
import type { ThreadPart } from "../../../events/threads.ts";
import { EventRow, OutlookEvent } from "../calendar/event.ts";
import { calendarEventId, normaliseEvent } from "../calendar/normalise.ts";
import { withCancelled } from "./cancelled.ts";
import type { CalendarCursor } from "./cursors.ts";
import type { Calendar } from "./folders.ts";
import {
  daysFrom,
  deltaPage,
  type OutlookPage,
  pageOf,
  type Reading,
  type Round,
} from "./round.ts";
import { deletionOf, eventFates } from "./verify.ts";

/** Days ahead that are read. */
const DAYS_AHEAD = 90;
/** After so many days a round over a later window is begun. */
const DAYS_ROLLED = 7;

/**
 * One calendar over a window that moves along with the time. What leaves the window is called removed
 * like what is deleted, so whatever is called so is asked for by its id.
 */
export class CalendarRound implements Round {
  readonly source = "calendar";
  readonly resource: string;
  cursor: CalendarCursor;
  #reset: Reset | null = null;
  /** Series that this reading has seen: their occurrences need not ask for them. */
  readonly #masters = new Set<string>();

  /** @param stored undefined: the calendar was never read */
  constructor(
    private readonly reading: Reading,
    private readonly calendar: Calendar,
    stored: CalendarCursor | undefined,
  ) {
    this.resource = calendar.id;
    this.cursor = stored ?? this.#beginning();
  }

  isDue(now: Date): boolean {
    const { name = this.calendar.name } = this.cursor;
    return name !== this.calendar.name || now >= daysFrom(new Date(this.cursor.begun), DAYS_ROLLED);
  }

  restart(): void {
    this.cursor = { ...this.#beginning(), removed: this.cursor.removed };
    // An event's place in the timeline is that of its change, which no window bounds.
    this.#reset = { since: null, until: null };
  }

  next(): Promise<string> {
    const { link, from, to } = this.cursor;
    return Promise.resolve(
      link ??
        `/me/calendars/${encodeURIComponent(this.resource)}/calendarView/delta` +
          `?startDateTime=${from}&endDateTime=${to}`,
    );
  }

  async read(body: unknown, at: Date): Promise<OutlookPage> {
    const { rows, link, ended } = deltaPage(this.reading.api, body);
    const there = new Set<string>();
    const removed: string[] = [];
    const found: unknown[] = [];
    const masters = new Set<string>();
    let unreadable = 0;
    for (const entry of rows) {
      const row = EventRow.safeParse(entry).data;
      if (!row) {
        unreadable++;
        continue;
      }
      if (row["@removed"]) {
        removed.push(row.id);
        continue;
      }
      there.add(row.id);
      // An occurrence may say nothing but its time; what it is its series says.
      if (row.type === "occurrence") {
        if (row.seriesMasterId) masters.add(row.seriesMasterId);
      } else found.push(entry);
    }
    for (const id of there) this.#masters.add(id);
    const unseen = [...masters].filter((id) => !this.#masters.has(id));
    for (const fate of await eventFates(this.reading.api, unseen)) {
      this.#masters.add(fate.id);
      if (fate.is === "there") found.push(fate.item);
    }
    const completed = await withCancelled(this.reading.api, found);
    const { parts, bad } = this.#parts(completed.events);
    unreadable += completed.unreadable;
    const gone = [...new Set([...this.cursor.removed, ...removed])].filter((id) => !there.has(id));
    this.cursor = { ...this.cursor, link, ended, removed: gone };
    return this.#page(at, ended, { parts, problems: this.#unreadable(unreadable + bad) });
  }

  refused(code: string, at: Date): OutlookPage {
    return this.#page(at, false, { problems: [{ resource: this.resource, code, count: null }] });
  }

  async *settle(): AsyncGenerator<OutlookPage> {
    const { api, accountId, now } = this.reading;
    const at = now();
    const deletions: Deletion[] = [];
    const moved: unknown[] = [];
    const unsure: string[] = [];
    for (const fate of await eventFates(api, this.cursor.removed)) {
      if (fate.is === "there") moved.push(fate.item);
      else if (fate.is === "unsaid") unsure.push(fate.id);
      else deletions.push(deletionOf(calendarEventId(accountId, fate.id), this.resource, at));
    }
    this.cursor = { ...this.cursor, removed: unsure };
    const { events, unreadable } = await withCancelled(api, moved);
    const { parts, bad } = this.#parts(events);
    const problems = this.#unreadable(bad + unreadable);
    yield this.#page(at, this.cursor.ended, { parts, deletions, problems });
  }

  #parts(found: readonly unknown[]): { parts: ThreadPart[]; bad: number } {
    const { accountId, own } = this.reading;
    const parts: ThreadPart[] = [];
    let bad = 0;
    for (const entry of found) {
      const event = OutlookEvent.safeParse(entry).data;
      const part = event && normaliseEvent(event, { accountId, own, calendar: this.calendar.name });
      if (part) parts.push(part);
      else if (!event) bad++;
    }
    return { parts, bad };
  }

  #unreadable(count: number): OutlookPage["problems"] {
    return count > 0 ? [{ resource: this.resource, code: "event_unreadable", count }] : [];
  }

  #beginning(): CalendarCursor {
    const { now, initialDays } = this.reading;
    const begun = now();
    const iso = (days: number) => daysFrom(begun, days).toISOString().replace(/\.\d+Z$/, "Z");
    return {
      kind: "calendar",
      link: null,
      name: this.calendar.name,
      ended: false,
      removed: [],
      from: iso(-initialDays),
      to: iso(DAYS_AHEAD),
      begun: begun.toISOString(),
    };
  }

  #page(at: Date, complete: boolean, more: Partial<OutlookPage>): OutlookPage {
    const reset = this.#reset;
    this.#reset = null;
    return pageOf(this, { at, complete, ...(reset ? { reset } : {}), ...more });
  }
}
