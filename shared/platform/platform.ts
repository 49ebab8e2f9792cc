import { type Clock, fixedClock, systemClock } from "./clock.ts";
import { type Config, loadConfig } from "./config.ts";
import {
  createFailureReporter,
  type FailureReporter,
  noFailureReports,
} from "./failures/reporter.ts";
import { createSentrySender } from "./failures/sentry.ts";
import { createLogger, errorFields, type Logger } from "./logger.ts";
import { type OpenSession, runtimeModels } from "./runtime_ai.ts";

/** All that reaches outside the process, in one place, so that a test can hold it. */
export interface Platform {
  config: Config;
  /** The time that answers are about. */
  clock: Clock;
  /** The time that rows expire by, whatever time the answers are about. */
  realNow: () => Date;
  /** Milliseconds of a clock that only goes forward, for budgets and durations. */
  monotonic: () => number;
  /** Resolves after so many milliseconds. */
  sleep: (milliseconds: number) => Promise<void>;
  log: Logger;
  /** Tells of failures where SENTRY_DSN says so. */
  failures: FailureReporter;
  /** Keeps the process until the work is done, where it could end with the answer. */
  keepAlive: (work: Promise<void>) => void;
  fetch: typeof globalThis.fetch;
  /** Models that the runtime brings along; null where it brings none. */
  runtimeModels: OpenSession | null;
}

/** What may differ from the real thing. */
export interface PlatformOverrides {
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  write?: (line: string) => void;
  failures?: FailureReporter;
  runtimeModels?: OpenSession | null;
}

/** Builds the platform from a validated configuration. */
export function createPlatform(config: Config, overrides: PlatformOverrides = {}): Platform {
  const fetch = overrides.fetch ?? globalThis.fetch;
  // Log lines and reports carry the real time, whatever time the answers are about.
  const log = createLogger(config.logLevel, systemClock.now, overrides.write);
  const monotonic = () => performance.now();
  return {
    config,
    clock: overrides.clock ?? (config.clockNow ? fixedClock(config.clockNow) : systemClock),
    realNow: systemClock.now,
    monotonic,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    log,
    keepAlive,
    failures: overrides.failures ?? createFailures(config, fetch, monotonic, log),
    fetch,
    runtimeModels: overrides.runtimeModels === undefined
      ? runtimeModels()
      : overrides.runtimeModels,
  };
}

function createFailures(
  { failureReports }: Config,
  fetch: typeof globalThis.fetch,
  monotonic: () => number,
  log: Logger,
): FailureReporter {
  if (!failureReports) return noFailureReports;
  return createFailureReporter({
    send: createSentrySender(failureReports, fetch),
    now: systemClock.now,
    monotonic,
    keepAlive,
    failed: (error) => log.warning("failure not reported", errorFields(error)),
  });
}

/** What the hosted runtime has besides Deno's. Source: Supabase, Functions, Background tasks. */
interface EdgeRuntime {
  waitUntil(work: Promise<unknown>): void;
}

/** A hosted function may be ended as soon as it has answered; anywhere else the process goes on. */
function keepAlive(work: Promise<void>): void {
  (globalThis as { EdgeRuntime?: EdgeRuntime }).EdgeRuntime?.waitUntil(work);
}

/**
 * The platform of a running function.
 *
 * @throws {ConfigError} when a variable is missing or malformed.
 */
export function platformFromEnvironment(): Platform {
  return createPlatform(loadConfig(Deno.env.toObject()));
}
