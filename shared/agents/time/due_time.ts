import { type Deadline, deadlineAt } from "./deadline_grammar.ts";
import { readings } from "./readings.ts";
import type { Reader } from "./reader.ts";

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
 * The deadline that a sentence names, with its words: of several that lie ahead, the first that a
 * word such as "by" or "until" makes one.
 *
 * @param timezone IANA name
 */
export function findDeadline(
  sentence: string,
  written: Date,
  timezone = "UTC",
): NamedDeadline | null {
  const context = { text: sentence, now: written, timezone, direction: "future" as const };
  return readings(context, (reader) => {
    const found = best(reader);
    return found && { ...found, value: { text: words(reader, found), due: found.at } };
  });
}

function best(reader: Reader): Deadline | null {
  let first: Deadline | null = null;
  for (let at = 0; at < reader.tokens.length;) {
    const found = deadlineAt(reader, at);
    if (found && found.at > reader.now) {
      if (found.said) return found;
      first ??= found;
    }
    at = found ? Math.max(found.next, at + 1) : at + 1;
  }
  return first;
}

function words({ text, tokens }: Reader, { first, next }: Deadline): string {
  return text.slice(tokens[first]?.index, tokens[next - 1]?.end);
}
