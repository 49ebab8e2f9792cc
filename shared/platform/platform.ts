import { createUserVerifier, type User, type VerifyUser } from "./auth.ts";
import { type Rpc, rpcOver, serviceClient, userClient } from "./clients.ts";
import { type Clock, fixedClock, systemClock } from "./clock.ts";
import { type Config, loadConfig } from "./config.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { SupabaseClient } from "@supabase/supabase-js";

/** All that reaches outside the process, in one place, so that a test can hold it. */
export interface Platform {
  config: Config;
  /** The time that answers are about. */
  clock: Clock;
  /** The time that rows expire by, whatever time the answers are about. */
  realNow: () => Date;
  /** Milliseconds of a clock that only goes forward, for budgets and durations. */
  monotonic: () => number;
  log: Logger;
  fetch: typeof globalThis.fetch;
  verifyUser: VerifyUser;
  /** Service-only SQL functions in schema `internal`. */
  internal: Rpc;
  /** Service calls to functions in schema `public`, which then need `for_user`. */
  service: SupabaseClient;
  /** The Data API as this person. */
  as(user: User): SupabaseClient;
}

/** What may differ from the real thing. */
export interface PlatformOverrides {
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  write?: (line: string) => void;
}

/** Builds the platform from a validated configuration. */
export function createPlatform(config: Config, overrides: PlatformOverrides = {}): Platform {
  const fetch = overrides.fetch ?? globalThis.fetch;
  const clock = overrides.clock ?? (config.clockNow ? fixedClock(config.clockNow) : systemClock);
  const service = serviceClient(config, fetch);
  return {
    config,
    clock,
    realNow: systemClock.now,
    monotonic: () => performance.now(),
    // Log lines carry the real time, whatever time the answers are about.
    log: createLogger(config.logLevel, systemClock.now, overrides.write),
    fetch,
    verifyUser: createUserVerifier(config, fetch),
    internal: rpcOver(service, "internal"),
    service,
    as: (user) => userClient(config, user.token, fetch),
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
