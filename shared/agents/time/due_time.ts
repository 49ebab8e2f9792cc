import { type Deadline, deadlineAt } from "./deadline_grammar.ts";
import { readings } from "./readings.ts";
import type { Reader } from "./reader.ts";
import { day, lastInstant } from "./wall_clock.ts";

/** The words of a deadline, and the instant that they mean. */
export interface NamedDeadline {
  text: string;
  due: Date;
}

/**
 * The instant that words such as "by Friday" mean when written at `written`; null where they name
 * none that lies ahead. A day without a time is due when it ends, a week when Friday does. A length
 * of time ("it takes 2 hours") is none. Languages and bounds as in `parseTimeWindow`.
 *
 * @param timezone IANA name
 */
export function parseDueTime(text: string, written: Date, timezone: string): Date | null {
  return findDeadline(text, written, timezone)?.due ?? null;
}

/**
 * The deadline that a sentence names, with the fewest words that mean it alone ("Friday" of "by
 * Friday", but "by 5"): of several that lie ahead, the first that a word such as "by" or "until"
 * makes one.
 *
 * @param timezone IANA name
 */
export function findDeadline(
  sentence: string,
  written: Date,
  timezone = "UTC",
): NamedDeadline | null {
  const read = (text: string) =>
    readings({ text, now: written, timezone, direction: "future" }, (reader) => {
      const found = deadlineIn(reader);
      return found && { ...found, value: { ...words(reader, found), due: found.due } };
    });
  const found = read(sentence);
  if (!found) return null;
  const { text, bare, due } = found;
  const alone = bare !== text && read(bare)?.due.getTime() === due.getTime();
  return { text: alone ? bare : text, due };
}

type Due = Deadline & { due: Date };

/** The deadline in the words of one language. */
export function deadlineIn(reader: Reader): Due | null {
  let first: Due | null = null;
  for (let at = 0; at < reader.tokens.length;) {
    const found = reader.begins(at) ? deadlineAt(reader, at) : null;
    const due: Date | null = found && (found.said || !first) ? ahead(reader, found.at) : null;
    if (found && due) {
      if (found.said) return { ...found, due };
      first ??= { ...found, due };
    }
    at = found ? Math.max(found.next, at + 1) : at + 1;
  }
  return first;
}

/** The instant, where it lies ahead. */
function ahead(reader: Reader, at: Deadline["at"]): Date | null {
  if (typeof at === "number" && at < reader.here - day) return null;
  const due = typeof at === "number" ? lastInstant(at, reader.timezone) : at;
  return due > reader.now ? due : null;
}

/** The words of a deadline, and those without the ones that lead to it. */
function words(reader: Reader, { first, next }: Deadline): { text: string; bare: string } {
  const { text, tokens } = reader;
  let from = first;
  while (from < next - 1 && reader.has(from, "by", "until", "before", "the")) from++;
  const end = tokens[next - 1]?.end;
  return {
    text: text.slice(tokens[first]?.index, end),
    bare: text.slice(tokens[from]?.index, end),
  };
}
