/** Meetings and stretches of time in words, on the person's own clock. */
import type { PromptLanguage } from "../../../contracts/prompts.ts";
import { cutText } from "../../../models/extractive/cut.ts";
import { visibleText } from "../../../models/visible_text.ts";
import { day, hour, wallTime } from "../../time/wall_clock.ts";
import type { TimeWindow } from "../../time/window.ts";
import type { Meeting } from "./meeting.ts";
import { localeOf, type Wording, wordingOf } from "./wording.ts";

/** UTF-16 units of a title or place: an invitation may be anybody's text. */
const longest = 200;

/** Says times in one language and zone. */
export class Teller {
  readonly words: Wording;
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;

  /** @param timezone IANA name */
  constructor(language: PromptLanguage | null, private readonly timezone: string) {
    this.words = wordingOf(language);
    const locale = localeOf(language);
    this.#day = new Intl.DateTimeFormat(locale, {
      weekday: "long",
      day: "numeric",
      month: "long",
      timeZone: timezone,
    });
    this.#time = new Intl.DateTimeFormat(locale, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: timezone,
    });
  }

  /** "Thursday 5 March, 14:00–15:00: Launch (Room Tandem)" */
  meeting(meeting: Meeting): string {
    const when = meeting.allDay ? this.days(meeting) : this.stretch(meeting);
    const place = meeting.location ? ` (${this.text(meeting.location)})` : "";
    return `${when}: ${this.title(meeting)}${place}`;
  }

  title({ title }: Meeting): string {
    return this.text(title) || "?";
  }

  /** "Thursday 5 March, 14:00–15:00"; the second day is named where it is another. */
  stretch({ start, end }: TimeWindow): string {
    const from = `${this.#day.format(start)}, ${this.#time.format(start)}`;
    if (start.getTime() === end.getTime()) return from;
    const [first, last] = [this.#day.format(start), this.#day.format(end)];
    return `${from}–${first === last ? "" : `${last}, `}${this.#time.format(end)}`;
  }

  /** An hour of the person's clock as it is written: "09:00". */
  hour(of: number): string {
    return new Date(of * hour).toISOString().slice(11, 16);
  }

  private days({ start, end }: TimeWindow): string {
    const last = new Date(end.getTime() - 1);
    const one = wallTime(end, this.timezone) - wallTime(start, this.timezone) <= day;
    const first = this.#day.format(start);
    return `${one ? first : `${first}–${this.#day.format(last)}`}, ${this.words.allDay}`;
  }

  private text(text: string): string {
    return visibleText(cutText(text, longest));
  }
}
