import { away, durationAt, inDays } from "./amounts.ts";
import { dayOf } from "./calendar.ts";
import { type Expression, make } from "./expression.ts";
import { standsAlone } from "./names.ts";
import type { Reader } from "./reader.ts";
import { wallTime } from "./wall_clock.ts";

/** "last 2 hours", "the past 90 min", "les 2 dernières heures", "next 2 hours", "seit 2 Stunden". */
export function rollingAt(reader: Reader, index: number): Expression | null {
  let at = reader.skip(index);
  const count = reader.digits(at) ?? reader.meaning(at).number;
  // "2 dernières heures"
  const swapped = count !== undefined && reader.meaning(at + 1).which !== undefined;
  const which = reader.meaning(swapped ? at + 1 : at).which;
  if (!which) return sinceLength(reader, index);
  if (swapped) at += 2;
  else at++;
  if (reader.has(at, "the")) at++;
  const found = durationAt(reader, at);
  if (!found) return null;
  const length = swapped && found.bare
    ? { ...found, parts: found.parts.map(({ unit }) => ({ unit, count })), bare: false }
    : found;
  const [part] = length.parts;
  if (!part || length.parts.every((each) => each.count === 0)) return null;
  const small = part.unit === "hour" || part.unit === "minute" || part.unit === "second";
  const counted = small || part.unit === "day" || part.unit === "fortnight";
  if (length.bare && which !== "past" && !counted) return null;
  if (part.unit === "weekend" || part.unit === "night") return null;
  // "any last minute changes", "the last second of the film"
  const single = length.parts.length === 1 && /[^s]$/.test(reader.lower(length.next - 1));
  if (length.bare && part.unit !== "hour" && small && !standsAlone(reader, length.next)) {
    return null;
  }
  if (length.bare && part.unit !== "hour" && small && reader.has(length.next, "of")) return null;
  if (
    single && reader.language.code === "en" && part.count > 1 &&
    !standsAlone(reader, length.next) && !/^(h|m|d|w|s|min|hr)$/.test(reader.lower(length.next - 1))
  ) {
    return null;
  }
  if (which === "this") return null;
  return which === "next" || which === "coming"
    ? make(reader.now, away(reader, length.parts, 1), index, length.next)
    : make(away(reader, length.parts, -1), reader.now, index, length.next);
}

/** "seit 2 Stunden", "desde hace 2 horas", "since 2 hours ago", "da 2 ore". */
function sinceLength(reader: Reader, index: number): Expression | null {
  if (!reader.has(index, "since")) return null;
  const ahead = reader.has(index + 1, "agoAhead");
  const length = durationAt(reader, ahead ? index + 2 : index + 1);
  if (!length || length.bare) return null;
  const [part] = length.parts;
  const hours = length.parts.every(({ unit }) => unit === "hour");
  // "depuis 14 heures", "sinds 2 uur", "depuis 9h": a time of day.
  const clock = reader.language.code === "nl" || (part?.count ?? 0) > 6 ||
    reader.glued(length.next - 1);
  if (!ahead && hours && clock && reader.language.code !== "en" && reader.language.code !== "de") {
    return null;
  }
  const next = reader.has(length.next, "ago") ? length.next + 1 : length.next;
  const start = away(reader, length.parts, -1);
  const days = next > length.next && inDays(length.parts);
  return make(days ? dayOf(wallTime(start, reader.timezone)) : start, reader.now, index, next);
}
