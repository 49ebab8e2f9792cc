import { durationAt } from "./amounts.ts";
import { dayOf, daysOf, monthsOf } from "./calendar.ts";
import { type Bound, type Expression, make } from "./expression.ts";
import { type Moment, momentAt } from "./moments.ts";
import { unitToDateAt } from "./periods.ts";
import type { Reader } from "./reader.ts";
import { rollingAt } from "./rolling_window.ts";
import { following } from "./stretch.ts";
import { day, firstInstant, hour, minute, type Wall } from "./wall_clock.ts";

/** "before Monday" reads so many days. */
const daysBefore = 30;

/** The window that begins to be named at this token; null where none does. */
export function expressionAt(reader: Reader, index: number): Expression | null {
  if (reader.has(index - 1, "no")) return null;
  return rollingAt(reader, index) ?? soFarAt(reader, index) ?? ledAt(reader, index) ??
    plainAt(reader, index);
}

/** "month to date", "YTD", "so far today", "earlier this week", "this year so far". */
function soFarAt(reader: Reader, index: number): Expression | null {
  const date = unitToDateAt(reader, reader.skip(index));
  if (date) return make(date.start, reader.now, index, date.next);
  const before = reader.has(index, "soFar");
  const moment = momentAt(reader, before ? index + 1 : index);
  if (!moment?.stretch || moment.time) return null;
  if (!before && !reader.has(moment.next, "soFar")) return null;
  const end = moment.end < reader.here ? moment.end : reader.now;
  return make(moment.start, end, index, before ? moment.next : moment.next + 1);
}

/** "since …", "before …", "after …", "from … to …", "between … and …". */
function ledAt(reader: Reader, index: number): Expression | null {
  const since = reader.has(index, "since");
  const from = reader.has(index, "from");
  const after = reader.has(index, "after");
  const before = reader.has(index, "before", "until");
  const between = reader.has(index, "between");
  if (!since && !from && !after && !before && !between) return null;
  const timed = momentAt(reader, index);
  if (timed?.time && timed.next > index) return timeLed(reader, index, timed);
  const moment = momentAt(reader, index + 1);
  if (!moment) return null;
  if (before && !since) {
    return moment.start === moment.end
      ? null
      : make(moment.start - daysBefore * day, moment.start, index, moment.next, moment);
  }
  const range = rangeFrom(reader, index, moment, between);
  if (range) return range;
  if (between) return isRange(moment) ? dayOnly(reader, moment, index) : null;
  const lasting = lastingAt(reader, index, moment);
  if (lasting) return lasting;
  if (from && (isRange(moment) || isOf(reader, index, moment))) {
    return dayOnly(reader, moment, index);
  }
  const long = moment.stretch && !moment.time && after && moment.end <= reader.here;
  if (moment.start > reader.here) {
    return moment.stretch && from ? dayOnly(reader, moment, index) : null;
  }
  return make(long ? moment.end : moment.start, reader.now, index, moment.next, moment);
}

/** "emails from last week", "resumen de la semana pasada", "die Nachrichten von gestern". */
function isOf(reader: Reader, index: number, { stretch, next }: Moment): boolean {
  if (!stretch || reader.has(index, "since")) return false;
  if (/^(on|onward|onwards|forward|forwards|an|ab)$/.test(reader.lower(next))) return false;
  if (reader.has(index, "of")) return true;
  const before = reader.tokens[index - 1];
  return before !== undefined && /^\p{L}/u.test(before.text) &&
    (reader.has(index - 1, "stuff") || !reader.has(index - 1, "recap", "plain"));
}

/** "3 to 5 March", "yesterday 2pm to 5pm": both ends are in it already. */
function isRange({ stretch, time }: Moment): boolean {
  return time
    ? time.kind === "range"
    : stretch?.grain === "day" && stretch.end - stretch.start > day;
}

/** A time behind its lead: "since 9am", "before 10 yesterday", "between 2 and 4am". */
function timeLed(reader: Reader, index: number, moment: Moment): Expression | null {
  const kind = moment.time?.kind;
  const first = index;
  if (kind === "since" || kind === "after") {
    const lasting = lastingAt(reader, index, moment);
    if (lasting) return lasting;
    const range = rangeFrom(reader, index, moment, false);
    if (range) return range;
    const ahead = moment.start > reader.here;
    const end = ahead ? moment.end : reader.now;
    return {
      ...make(moment.start, end, first, moment.next, moment),
      alone: moment.stretch ? null : "time",
    };
  }
  return {
    ...make(moment.start, moment.end, first, moment.next, moment),
    alone: moment.stretch ? null : "time",
  };
}

/** A moment without a lead, with what is joined to it. */
function plainAt(reader: Reader, index: number): Expression | null {
  if (reader.has(index, "by") && !reader.has(index, "to", "before", "until")) return null;
  const moment = momentAt(reader, index);
  if (!moment) return null;
  // A deadline says when something is due, not what to read.
  const lead = reader.has(index - 1, "the") ? index - 2 : index - 1;
  if (reader.has(lead, "by") && !reader.has(lead, "since", "from")) return null;
  const lasting = moment.time ? lastingAt(reader, index, moment) : null;
  if (!lasting && sinceClause(reader, index) && moment.start < reader.here) {
    return make(moment.start, reader.now, index, moment.next, moment);
  }
  // "today since 9"
  const open = moment.time?.kind === "since" || moment.time?.kind === "after";
  if (!lasting && open && moment.start < reader.here && moment.end > reader.here) {
    return make(moment.start, reader.now, index, moment.next, moment);
  }
  return lasting ?? rangeFrom(reader, index, moment, false) ?? dayOnly(reader, moment, index);
}

/** "since I left at 5pm", "since my last message on Monday" */
function sinceClause(reader: Reader, index: number): boolean {
  if (reader.language.code !== "en") return false;
  for (let at = index - 1; at >= Math.max(0, index - 8); at--) {
    if (/^[.?!,;]$/.test(reader.lower(at))) return false;
    if (reader.lower(at) === "since") return true;
  }
  return false;
}

function dayOnly(reader: Reader, moment: Moment, first: number): Expression {
  const { stretch, time } = moment;
  return {
    ...make(moment.start, endOf(reader, moment), first, moment.next, moment),
    alone: !stretch ? "time" : !time && stretch.end - stretch.start <= day ? "day" : null,
  };
}

/** Looking back, what is running ends now. */
function endOf(reader: Reader, { stretch, end }: Moment): Bound {
  return stretch?.running && reader.past ? reader.now : end;
}

/** "yesterday from 2pm for 2 hours" */
function lastingAt(reader: Reader, first: number, moment: Moment): Expression | null {
  if (!reader.has(moment.next, "for") || !moment.time) return null;
  const length = durationAt(reader, moment.next + 1);
  if (!length) return null;
  const start = firstInstant(moment.start, reader.timezone);
  const exact = length.parts.reduce((sum, { count, unit }) => {
    const days = daysOf[unit] ?? (monthsOf[unit] ?? 0) * 30;
    return sum + count * (days > 0 ? days * day : unit === "hour" ? hour : minute);
  }, 0);
  return make(start, new Date(start.getTime() + Math.round(exact)), first, length.next, moment);
}

/** "Monday to Wednesday", "yesterday and today", "from Monday 9am until now", "3 March to 5 March". */
function rangeFrom(
  reader: Reader,
  first: number,
  from: Moment,
  between: boolean,
): Expression | null {
  let all = from;
  let end: Bound = from.end;
  let start = from.start;
  let next = from.next;
  for (let count = 0; count < 7; count++) {
    const comma = reader.lower(next) === ",";
    const and = reader.has(next, "and") || comma;
    const to = reader.has(next, "to", "until");
    if (!and && !to) break;
    let at = next + 1;
    if (comma && reader.has(at, "and")) at++;
    if (reader.has(at, "on", "at", "in", "from", "the") && !momentAt(reader, at)) at++;
    if (to && reader.has(at, "now") && reader.meaning(at).day === undefined) {
      return make(start, reader.now, first, at + 1, from);
    }
    const other = momentAt(reader, at);
    if (!other || (and && !between && (!from.stretch || !other.stretch || other.time))) break;
    if (and && !between) {
      const ahead = other.stretch ? following(other.stretch, start) : null;
      const used = ahead && ahead.start <= reader.here ? ahead : other;
      start = Math.min(start, used.start);
      end = other.stretch?.running ? reader.now : Math.max(Number(end), used.end);
    } else {
      const close = lastOf(reader, all, other);
      if (close === null) break;
      end = close;
    }
    all = other;
    next = other.next;
    if (to || between) break;
  }
  return next === from.next ? null : make(start, end, first, next, from);
}

/** Where a range from `from` to `other` ends. */
function lastOf(reader: Reader, from: Moment, other: Moment): Wall | null {
  const { stretch, time } = other;
  if (time && !stretch) {
    const base = dayOf(from.start);
    const at = base + (other.start - dayOf(other.start));
    return at > from.start ? at : at + day;
  }
  const placed = stretch?.open && from.start > other.start
    ? { ...other, ...shifted(other, following(stretch, from.start).start - stretch.start) }
    : stretch?.open
    ? { ...other, ...shifted(other, following(stretch, dayOf(from.start)).start - stretch.start) }
    : other;
  const end = stretch?.grain === "hour" || time && time.kind !== "part" && time.kind !== "range"
    ? placed.start
    : placed.end;
  return end > from.start && (reader.past || end > reader.here) ? end : null;
}

function shifted({ start, end }: Moment, by: number): { start: Wall; end: Wall } {
  return { start: start + by, end: end + by };
}
