import { currentRequestId } from "../request_id.ts";

/** What is told of: what was thrown, or what ended badly without that, by name and code. */
export type Failure = Error | { name: string; code: string };

/** Names and ids that say where it was: a function, a queue, a run. What is no such word is left out. */
export type Place = Readonly<Record<string, string>>;

/** Tells whoever runs the project of failures that nobody would otherwise see. */
export interface FailureReporter {
  /** Returns at once and never throws; what is too much, or was told of already, is dropped. */
  report(failure: Failure, place: Place): void;
}

/** A failure as it leaves the process. */
export interface FailureReport {
  /** The class of the error. */
  name: string;
  code: string | undefined;
  /** Of the error, without its message; only frames of our own files may be told. */
  stack: string | undefined;
  place: Place;
  at: Date;
  /** The same that happened since the last report of it, and was not told. */
  unreported: number;
}

/** Within how many milliseconds how much is told; and how many reports may be under way at once. */
export interface ReportBounds {
  windowMilliseconds: number;
  mostInWindow: number;
  mostUnderWay: number;
}

const defaultBounds: ReportBounds = {
  windowMilliseconds: 60_000,
  mostInWindow: 30,
  mostUnderWay: 5,
};

/** What a reporter is made with. */
export interface ReporterParts {
  send(report: FailureReport): Promise<void>;
  now(): Date;
  /** In milliseconds; only goes forward. */
  monotonic(): number;
  /** Keeps the process until the work is done, where it would otherwise end with the answer. */
  keepAlive(work: Promise<void>): void;
  /** Told when a report could not be sent. */
  failed(error: unknown): void;
  bounds?: ReportBounds;
}

/** The reporter of a project that has nowhere to report to. */
export const noFailureReports: FailureReporter = { report() {} };

/**
 * A reporter that sends each kind of failure (class, code, function and queue) once in a window, few
 * kinds at all, and an error that passes through several hands once.
 */
export function createFailureReporter(parts: ReporterParts): FailureReporter {
  const { windowMilliseconds, mostInWindow, mostUnderWay } = parts.bounds ?? defaultBounds;
  const told = new WeakSet<object>();
  const kinds = new Map<string, { since: number; unreported: number }>();
  let underWay = 0;

  /** How many of the kind were dropped before this one; null: this one is dropped, too. */
  function admit(kind: string): number | null {
    const now = parts.monotonic();
    const known = kinds.get(kind);
    const recent = [...kinds.values()].filter(({ since }) => now - since < windowMilliseconds);
    if (known && now - known.since < windowMilliseconds) {
      known.unreported++;
      return null;
    }
    if (recent.length >= mostInWindow || underWay >= mostUnderWay) return null;
    if (kinds.size > mostInWindow * 4) kinds.clear();
    kinds.set(kind, { since: now, unreported: 0 });
    return known?.unreported ?? 0;
  }

  function tell(failure: Failure, given: Place): void {
    if (told.has(failure)) return;
    told.add(failure);
    const name = className.test(failure.name) ? failure.name : "Error";
    const code = codeOf(failure);
    const place = words({ request_id: currentRequestId() ?? "", ...given });
    const unreported = admit([name, code, place["function"], place["queue"]].join("|"));
    if (unreported === null) return;
    underWay++;
    const stack = failure instanceof Error ? stackWithoutMessage(failure) : undefined;
    const report = { name, code, stack, place, at: parts.now(), unreported };
    const work = Promise.resolve().then(() => parts.send(report))
      .catch(parts.failed).catch(() => {}).finally(() => {
        underWay--;
      });
    parts.keepAlive(work);
  }

  return {
    report(failure, place) {
      try {
        tell(failure, place);
      } catch (error) {
        // What was thrown may be anything, with getters that throw in their turn.
        parts.failed(error);
      }
    },
  };
}

const className = /^[A-Za-z_$][\w$]{0,99}$/;
const word = /^[\w.:/-]{1,100}$/;

function codeOf(failure: Failure): string | undefined {
  const code: unknown = "code" in failure ? failure.code : undefined;
  return typeof code === "string" && word.test(code) ? code : undefined;
}

function words(place: Place): Place {
  return Object.fromEntries(Object.entries(place).filter(([, text]) => word.test(text)));
}

/**
 * The frames below the header, which holds the message: of many lines, perhaps, that look like frames
 * themselves. Undefined where name or message were changed after the stack was taken, so that nobody
 * can say where it ends.
 */
function stackWithoutMessage({ stack = "", message }: Error): string | undefined {
  const [name = ""] = /^[\w$]*(?: \[\w+\])?/.exec(stack) ?? [];
  const header = message === "" ? name : `${name}: ${message}`;
  return stack.startsWith(`${header}\n`) ? stack.slice(header.length + 1) : undefined;
}
