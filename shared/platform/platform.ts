import { type Clock, fixedClock, systemClock } from "./clock.ts";
import { type Config, loadConfig } from "./config.ts";
import { createLogger, type Logger } from "./logger.ts";

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
  fetch: typeof globalThis.fetch;
}

/** What may differ from the real thing. */
export interface PlatformOverrides {
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  write?: (line: string) => void;
}

/** Builds the platform from a validated configuration. */
export function createPlatform(config: Config, overrides: PlatformOverrides = {}): Platform {
  return {
    config,
    clock: overrides.clock ?? (config.clockNow ? fixedClock(config.clockNow) : systemClock),
    realNow: systemClock.now,
    monotonic: () => performance.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    // Log lines carry the real time, whatever time the answers are about.
    log: createLogger(config.logLevel, systemClock.now, overrides.write),
    fetch: overrides.fetch ?? globalThis.fetch,
  };
}

/**
 * The platform of a running function.
 *
 * @throws {ConfigError} when a variable is missing or malformed.
 */
export function platformFromEnvironment(): Platform {
  return createPlatform(loadConfig(Deno.env.toObject()));
}
