/** Slack's `<!date^…>`: a time that each reader sees in their own zone. */

/**
 * The format's text with its tokens replaced, as Slack's clients write them in English; the zone is
 * named with times. Relative tokens ("pretty", {ago}) are written out, because who reads an event
 * reads it later.
 * @param seconds Unix time, as the command writes it
 * @param format such as "{date_short} at {time}"
 * @param timeZone IANA name of the reader's zone
 */
export function slackDate(seconds: string, format: string, timeZone = "UTC"): string {
  const at = new Date(Number(seconds) * 1000);
  if (!/^-?\d{1,12}(?:\.\d+)?$/.test(seconds) || Number.isNaN(at.getTime())) {
    return "(unknown date)";
  }
  const written = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-US", { timeZone, ...options }).format(at)
      .replaceAll("\u202f", " ");
  const field = (options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes) =>
    new Intl.DateTimeFormat("en-US", { timeZone, ...options }).formatToParts(at)
      .find((part) => part.type === type)?.value ?? "";
  const [year, day] = [field({ year: "numeric" }, "year"), field({ day: "numeric" }, "day")];
  const long = `${written({ month: "long" })} ${day}${ordinal(Number(day))}, ${year}`;
  const time = written({ hour: "numeric", minute: "2-digit", timeZoneName: "short" });
  const short = written({ month: "short", day: "numeric", year: "numeric" });
  const numbers = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const [month2, day2] = [field(numbers, "month"), field(numbers, "day")];
  const weekday = written({ weekday: "long" });
  const texts: Readonly<Record<string, string>> = {
    date_num: `${year}-${month2}-${day2}`,
    date_slash: `${month2}/${day2}/${year}`,
    date: long,
    date_pretty: long,
    date_short: short,
    date_short_pretty: short,
    date_long: `${weekday}, ${long}`,
    date_long_pretty: `${weekday}, ${long}`,
    date_long_full: `${weekday}, ${long}`,
    day_divider_pretty: `${weekday}, ${long}`,
    time,
    time_secs: written({
      hour: "numeric",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "short",
    }),
    ago: `${long} at ${time}`,
  };
  const text = format.replace(
    /\{(\w+)\}/g,
    (_, token: string) => texts[token] ?? texts["date_num"] ?? "",
  )
    .trim();
  return text || long;
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}
