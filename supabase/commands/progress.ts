import { stderr, type Writer } from "./terminal.ts";

/** Shows one line that changes on a terminal, and plain lines now and then anywhere else. */
export interface Progress {
  /** The step that runs now, with where it stands. */
  update(text: string): void;
  /** The same for a step that is counted: n of N, how fast, and how long yet. */
  count(what: string, done: number, total: number): void;
  /** Ends the step with a line that stays. */
  done(text: string): void;
}

/** Milliseconds between two plain lines. */
const PLAIN_EVERY = 5000;
/** A rate is said when it stands on at least this many milliseconds. */
const RATE_AFTER = 1000;

/** Progress on standard error, so that standard output carries the answers alone. */
export function stderrProgress(
  writer: Writer = stderr,
  now: () => number = () => performance.now(),
): Progress {
  let lastPlain = 0;
  let counted: { what: string; since: number; from: number } | null = null;
  const update = (text: string) => {
    if (writer.isTerminal) return writer.replace(`  ${text}`);
    if (now() - lastPlain < PLAIN_EVERY) return;
    lastPlain = now();
    writer.line(`  ${text}`);
  };
  return {
    update,
    count(what, done, total) {
      if (counted?.what !== what) counted = { what, since: now(), from: done };
      const elapsed = now() - counted.since;
      const rate = elapsed < RATE_AFTER ? 0 : (done - counted.from) * 1000 / elapsed;
      update(`${what}: ${done} of ${total}${speed(rate, total - done)}`);
    },
    done(text) {
      counted = null;
      writer.line(`✓ ${text}`);
    },
  };
}

function speed(rate: number, left: number): string {
  if (rate <= 0) return "";
  const seconds = Math.ceil(left / rate);
  const time = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return `, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, ${time} left`;
}
