import { away, type Duration, durationAt, inDays } from "./amounts.ts";
import { dayOf, shift, startOf } from "./calendar.ts";
import type { Edge, Unit } from "./language.ts";
import { calendarAt, type Moment, momentAt } from "./moments.ts";
import { isPossessive } from "./names.ts";
import type { Reader } from "./reader.ts";
import type { Stretch } from "./stretch.ts";
import { day, hour, type Wall, wallTime } from "./wall_clock.ts";

export interface Deadline {
  /** A wall clock's time, or an instant. */
  at: Wall | Date;
  first: number;
  next: number;
  /** A word says that it is one: "by", "until", "within", "end of day". */
  said: boolean;
}

/** Offices close at five; a working week ends on Friday. */
const closing = 17;
const workingDays = 5;

/** The deadline that begins to be named at this token; null where none does. */
export function deadlineAt(reader: Reader, index: number): Deadline | null {
  if (reader.has(index - 1, "no")) return null;
  const found = lengthAt(reader, index) ?? endAt(reader, index) ?? calendarDeadline(reader, index);
  // "today's notes", "Monday's meeting"
  if (found && isPossessive(reader, found.next)) return null;
  return found;
}

/** "in 2 hours", "within the hour", "in the next 2 days", "in 3 Tagen", "sous 2 jours". */
function lengthAt(reader: Reader, index: number): Deadline | null {
  const soon = reader.has(index, "within") ? index + 1 : null;
  if (soon === null) return null;
  let at = reader.skip(soon);
  const which = reader.meaning(at).which;
  if (which === "next" || which === "coming") at++;
  const length = durationAt(reader, at);
  if (!length) return null;
  const within = !reader.has(index, "in") || reader.lower(index) === "within";
  if (length.bare && !(within && at > soon)) return null;
  return { at: after(reader, length), first: index, next: length.next, said: true };
}

/** Hours are counted; what is counted in days is due when the last of them ends. */
function after(reader: Reader, { parts }: Duration): Wall | Date {
  const at = away(reader, parts, 1);
  if (!inDays(parts)) return at;
  return dayOf(wallTime(at, reader.timezone)) + day;
}

/** "EOD", "end of day Friday", "COB tomorrow", "end of the week", "end of next month", "EOM". */
function endAt(reader: Reader, index: number): Deadline | null {
  const lead = leads(reader, index);
  const start = reader.skip(lead.next);
  const dated = calendarAt(reader, start);
  const at = dated?.grain === "day" ? dated.next : start;
  const roles = ["endOfDay", "endOfWork", "endOfWeek"] as const;
  const role = roles.find((name) => reader.has(at, name));
  const done = (wall: Wall, next: number): Deadline => ({
    at: wall,
    first: index,
    next,
    said: true,
  });
  if (!role) return edgeDeadline(reader, start, done, lead.said);
  if (role === "endOfWeek") {
    return done(endOfWeek(reader, startOf("week", reader.here)), at + 1);
  }
  let base = dated?.start ?? dayOf(reader.here);
  let next = at + 1;
  if (!dated) {
    const behind = reader.has(next, "on", "of", "in") ? next + 1 : next;
    const named = calendarAt(reader, behind);
    if (named?.grain === "day") [base, next] = [named.start, named.next];
  }
  if (role === "endOfDay") return done(base + day, next);
  const close = base + closing * hour;
  return done(close > reader.here || base > reader.here ? close : close + day, next);
}

const letters: Record<string, Unit> = { eom: "month", eoq: "quarter", eoy: "year" };

function edgeDeadline(
  reader: Reader,
  index: number,
  done: (wall: Wall, next: number) => Deadline,
  said: boolean,
): Deadline | null {
  const unit = letters[reader.lower(index)];
  if (unit) return done(shift(unit, startOf(unit, reader.here), 1), index + 1);
  const { edgeOf } = reader.meaning(index);
  const edge: Edge | undefined = edgeOf?.edge ?? reader.meaning(index).edge;
  if (!edge) return null;
  const part = calendarAt(reader, index);
  if (!part) return null;
  if (edge === "end" && part.grain === "week") return done(part.end - 2 * day, part.next);
  // "by the start of next week" is its first day, "early next week" may be a later one.
  return done(edge === "start" && said ? part.start + day : part.end, part.next);
}

/** Friday's end, or Sunday's where the weekend has begun. */
function endOfWeek(reader: Reader, monday: Wall): Wall {
  const friday = monday + workingDays * day;
  return friday > reader.here ? friday : monday + 7 * day;
}

/** "by Friday", "until 5pm", "before Monday", "tomorrow noon", "next week", "3 March". */
function calendarDeadline(reader: Reader, index: number): Deadline | null {
  const lead = leads(reader, index);
  const timed = momentAt(reader, index);
  const moment = timed ?? momentAt(reader, lead.next) ?? momentAt(reader, lead.next - 1);
  if (!moment) return null;
  const due = dueOf(reader, moment, lead);
  return {
    at: due,
    first: index,
    next: moment.next,
    said: lead.said,
  };
}

interface Lead {
  next: number;
  said: boolean;
  before: boolean;
}

/** The words that make a time a deadline, at most three: "due by", "until". */
function leads(reader: Reader, index: number): Lead {
  let next = index;
  let before = false;
  while (next < index + 3 && reader.has(next, "by", "until", "before")) {
    before = before || reader.has(next, "before");
    next++;
  }
  const said = next > index;
  if (reader.has(next, "on", "in", "at") && !momentAt(reader, next)) next++;
  return { next, said, before };
}

function dueOf(reader: Reader, moment: Moment, lead: Lead): Wall {
  const { stretch, time } = moment;
  const due = time || stretch?.grain === "hour"
    ? dueTime(moment)
    : stretch
    ? dueDay(reader, stretch, lead)
    : moment.end;
  // A weekday or date whose time has passed is the next one.
  return due <= reader.here && stretch?.open ? shift(stretch.open, due, 1) : due;
}

function dueTime({ start, end, time }: Moment): Wall {
  if (!time) return start;
  return time.kind === "point" || time?.kind === "since" || time?.kind === "after" ? start : end;
}

/** A day without a time is due when it ends, a week when its work does. */
function dueDay(reader: Reader, { start, end, grain, part }: Stretch, lead: Lead): Wall {
  if (lead.before) return start;
  if (part === "lunch" || part === "breakfast" || part === "dinner" || part === "noon") {
    return start;
  }
  if (grain === "week") return endOfWeek(reader, start);
  const long = grain === "month" || grain === "quarter" || grain === "year";
  return long && lead.said && start > reader.here ? start + day : end;
}
