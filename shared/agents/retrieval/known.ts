import type { Coverage } from "../../contracts/prompts.ts";
import type { AgentContext } from "../context.ts";
import type { TimeWindow } from "../time/window.ts";
import { READING_TOLERANCE } from "./coverage.ts";
import type { Scope } from "./scope.ts";

/**
 * What can be said of a window in which nothing was found: that nothing is there, as far as all of it
 * has been read, or that nothing is known of it; and the first and last day that each source covers.
 *
 * @param timezone IANA name, in which the days are told
 */
export function emptyWindow(
  coverage: readonly Coverage[],
  window: TimeWindow,
  now: Date,
  timezone: string,
): string {
  const read = coverage.filter(({ read_from, read_until }) => read_from ?? read_until);
  if (window.start > now) {
    return said("This window has not begun yet: nothing is known of it.", read, timezone);
  }
  if (read.length === 0) {
    const linked = coverage.some(({ status }) => status !== "not_linked");
    return linked
      ? "Nothing has been read yet, so nothing is known of this window."
      : "No source is linked, so nothing is known of this window.";
  }
  const end = Math.min(window.end.getTime(), now.getTime());
  const parts = read.map((source) => partOf(source, window.start.getTime(), end));
  if (parts.every((part) => part === "none")) {
    return said("Nothing is known of this window.", read, timezone);
  }
  return parts.every((part) => part === "all")
    ? said("Nothing was found in this window, as far as can be seen.", read, timezone)
    : said("Nothing was found in the part of this window that has been read.", read, timezone);
}

/** What can be said of a window and scope in which nothing was found. */
export async function nothingIn(
  { coverage, clock, timezone }: Pick<AgentContext, "coverage" | "clock" | "timezone">,
  window: TimeWindow,
  scope: Scope,
): Promise<string> {
  return emptyWindow(await coverage(scope.sources, window.end), window, clock.now(), timezone);
}

/** How much of [start, end) a source was read for. */
function partOf({ read_from, read_until }: Coverage, start: number, end: number) {
  const from = read_from === null ? -Infinity : Date.parse(read_from);
  const until = read_until === null ? -Infinity : Date.parse(read_until) + READING_TOLERANCE;
  if (until <= start || from >= end) return "none";
  return from <= start && until >= end ? "all" : "some";
}

function said(sentence: string, read: readonly Coverage[], timezone: string): string {
  const spans = read.map(({ source, read_from, read_until }) => {
    const from = read_from === null ? "" : ` from ${dayOf(read_from, timezone)}`;
    return `${source}${from} ${
      read_until === null ? "on, not to its end yet" : `to ${dayOf(read_until, timezone)}`
    }`;
  });
  return spans.length === 0 ? sentence : `${sentence} Read so far: ${spans.join("; ")}.`;
}

/** "Wednesday 18 March 2026" */
function dayOf(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone,
  }).format(new Date(instant)).replace(",", "");
}
