/**
 * The one place through which commands write. What they print was written by others (messages,
 * names of people, channels and files), and a terminal obeys more than letters.
 */
import { format, stripVTControlCharacters } from "node:util";

/**
 * What must not reach a terminal: controls but tab and line feed, format characters (marks of
 * direction, characters of no width, tags), lone surrogates, line separators, and the letters that
 * show nothing.
 */
const UNSAFE =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/gu;

/** Text with its line breaks and tabs, without anything else that a terminal would obey. */
export function safeText(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n?/g, "\n")).toWellFormed().replace(UNSAFE, "");
}

/** The same on one line, so that a name or title cannot pass for a line of the program's own. */
export function safeLine(text: string): string {
  return safeText(text).replace(/\s+/g, " ").trim();
}

/** JSON that parses to the same value; what a terminal would obey is written as an escape. */
export function safeJson(value: unknown, indent?: number): string {
  const escape = (character: string) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join("");
  return (JSON.stringify(value, null, indent) ?? "null").replace(UNSAFE, escape);
}

/** Standard output or standard error. */
export interface Writer {
  readonly isTerminal: boolean;
  /** Prints text, safely, and ends the line. */
  line(text: string): void;
  json(value: unknown, indent?: number): void;
  /** Puts one line in the place of the last; on a terminal only. */
  replace(text: string): void;
  /** Empties the screen; on a terminal only. */
  clear(): void;
}

type Stream = Pick<typeof Deno.stdout, "writeSync" | "isTerminal">;

/** A writer over a stream of bytes. */
export function createWriter(stream: Stream): Writer {
  const isTerminal = stream.isTerminal();
  /** What empties the line that may be replaced; a line that stays must not go on after it. */
  const emptied = "\r\x1b[2K";
  let replaceable = false;
  const write = (text: string) => {
    let bytes = new TextEncoder().encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      // Whoever read this has gone, as with `| head`.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
  return {
    isTerminal,
    line: (text) => {
      write(`${replaceable ? emptied : ""}${safeText(text)}\n`);
      replaceable = false;
    },
    json: (value, indent) => write(`${safeJson(value, indent)}\n`),
    replace: (text) => {
      if (!isTerminal) return;
      write(`${emptied}${safeLine(text)}`);
      replaceable = true;
    },
    clear: () => {
      if (isTerminal) write("\x1b[2J\x1b[H");
    },
  };
}

export const stdout: Writer = createWriter(Deno.stdout);
export const stderr: Writer = createWriter(Deno.stderr);

/** Makes whatever a library prints a line of standard error: standard output is the result. */
export function keepStdoutForResults(): void {
  for (const method of ["log", "info", "debug", "warn", "error"] as const) {
    console[method] = (...values: unknown[]) => stderr.line(format(...values));
  }
}
