/** Names of what is stored as a code. */
export const SOURCES = {
  slack: "Slack",
  telegram: "Telegram",
  outlook: "Outlook",
  calendar: "Calendar",
};

/** The name of a source as people write it. */
export function sourceName(source) {
  return SOURCES[source] ?? source ?? "Note";
}

/**
 * An instant as a person says it, in their zone: "today, 14:05", "Thu 15 Jan, 10:00".
 *
 * @param {string} instant ISO 8601
 * @param {string} timeZone IANA name
 */
export function when(instant, timeZone, now = new Date()) {
  const date = new Date(instant);
  const time = format(date, { hour: "2-digit", minute: "2-digit", timeZone });
  const day = dayOf(date, timeZone);
  if (day === dayOf(now, timeZone)) return `today, ${time}`;
  if (day === dayOf(new Date(now.getTime() - DAY), timeZone)) return `yesterday, ${time}`;
  if (day === dayOf(new Date(now.getTime() + DAY), timeZone)) return `tomorrow, ${time}`;
  const year = day.slice(0, 4) === dayOf(now, timeZone).slice(0, 4) ? {} : { year: "numeric" };
  return format(date, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    ...year,
  });
}

/** An end of a day is the day that ends then, "tomorrow"; any other instant is itself. */
export function dueBy(instant, timeZone, now = new Date()) {
  const due = new Date(instant);
  const clock = format(due, { hour: "2-digit", minute: "2-digit", timeZone });
  if (clock !== "00:00" && clock !== "23:59") return when(instant, timeZone, now);
  const day = new Date(due.getTime() - (clock === "00:00" ? 60_000 : 0));
  return when(day.toISOString(), timeZone, now).replace(/, \d\d:\d\d$/, "");
}

/** A stretch; its end without the day where that is the day of its start. */
export function stretch(start, end, timeZone) {
  const sameDay = dayOf(new Date(start), timeZone) === dayOf(new Date(end), timeZone);
  const until = sameDay
    ? format(new Date(end), { hour: "2-digit", minute: "2-digit", timeZone })
    : when(end, timeZone);
  return `${when(start, timeZone)} – ${until}`;
}

/** A day as a heading: "Thursday, 15 January". */
export function dayName(instant, timeZone) {
  return format(new Date(instant), {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone,
  });
}

/** The calendar day of an instant in a zone, `YYYY-MM-DD`. */
export function dayOf(date, timeZone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    timeZone,
  });
  return parts.format(date);
}

/** "1 task", "2 tasks". */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

const DAY = 86_400_000;

function format(date, options) {
  return new Intl.DateTimeFormat(undefined, { hourCycle: "h23", ...options }).format(date);
}
