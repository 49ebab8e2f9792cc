import { type Expression, instants } from "./expression.ts";
import { momentAt } from "./moments.ts";
import { readings } from "./readings.ts";
import type { Direction, Reader } from "./reader.ts";
import { expressionAt } from "./window_grammar.ts";
import type { TimeWindow } from "./window.ts";

/** Nobody's timeline begins earlier or goes on for longer. */
const earliest = new Date("1970-01-01T00:00:00Z");
const latest = new Date("9999-01-01T00:00:00Z");

/**
 * The window that a prompt names, read on the person's own clock: "last 2 hours", "since Monday
 * 9am", "yesterday", "between 9 and 11 today", "die letzten 2 Stunden", "hier soir". English,
 * German, French, Spanish, Portuguese, Dutch, Italian and Swedish are told apart by their words. Null where
 * the prompt names none. A past is meant where a day could be past or future, and what has begun
 * ends now, unless `direction` is "future". Arithmetic follows
 * the time zone's calendar, so that "yesterday" has 23 or 25 hours where clocks changed, while
 * "last 24 hours" has 24. Work grows with the length of the prompt, of which 4,000 characters are
 * read.
 *
 * @param timezone IANA name
 */
export function parseTimeWindow(
  prompt: string,
  now: Date,
  timezone: string,
  direction: Direction = "past",
): TimeWindow | null {
  const context = { text: prompt, now, timezone, direction };
  const window = readings(context, (reader) => {
    const found = windowIn(reader);
    return found && { ...found, value: instants(reader, found) };
  });
  if (!window) return null;
  const start = window.start < earliest ? earliest : window.start;
  const end = window.end > latest ? latest : window.end;
  return start < end ? { start, end } : null;
}

/** The first expression; a day and a time that stand apart are one. */
export function windowIn(reader: Reader): Expression | null {
  const found: Expression[] = [];
  for (let at = 0; at < reader.tokens.length && found.length < 2;) {
    const expression = reader.begins(at) ? expressionAt(reader, at) : null;
    if (expression) found.push(expression);
    at = expression ? Math.max(expression.next, at + 1) : at + 1;
  }
  const [first, second] = found;
  if (!first) return null;
  return second ? together(reader, first, second) ?? first : first;
}

/** "between 9 and 11 in the launch channel yesterday" */
function together(reader: Reader, first: Expression, second: Expression): Expression | null {
  const [date, time] = first.alone === "day" ? [first, second] : [second, first];
  if (date.alone !== "day" || time.alone !== "time") return null;
  // Read once more with the time's words behind the day's.
  const words = (expression: Expression) => reader.tokens.slice(expression.first, expression.next);
  const joined = reader.with([...words(date), ...words(time)]);
  const moment = momentAt(joined, 0);
  return moment?.time ? { ...first, start: moment.start, end: moment.end, alone: null } : null;
}
