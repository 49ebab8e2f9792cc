/** What may happen to a call instead of its answer. */

export type Fault =
  /** An error of the API. */
  | { code: number; error: string }
  /** The connection is lost before the call is carried out, or after it. */
  | { drop: true | "after" }
  /** An error of the transport, as -404 for a key that the server does not know. */
  | { transport: number }
  /** The call came under a salt that has just expired. */
  | { badSalt: true }
  /** The call is carried out once this resolves. */
  | { slow: Promise<unknown> };

export const floodWait = (seconds: number): Fault => ({
  code: 420,
  error: `FLOOD_WAIT_${seconds}`,
});

/** The account or the number lives in another data centre. */
export const migrate = (what: "PHONE" | "USER" | "NETWORK", dataCentre: number): Fault => ({
  code: 303,
  error: `${what}_MIGRATE_${dataCentre}`,
});

/** The key was used from two places at once: it is void from now on. */
export const KEY_DUPLICATED = { code: 406, error: "AUTH_KEY_DUPLICATED" } satisfies Fault;
export const SESSION_REVOKED = { code: 401, error: "SESSION_REVOKED" } satisfies Fault;
export const USER_DEACTIVATED = { code: 401, error: "USER_DEACTIVATED" } satisfies Fault;
/** A channel's box is behind its own data: the same call works a little later. */
export const OUTDATED = { code: 500, error: "PERSISTENT_TIMESTAMP_OUTDATED" } satisfies Fault;
export const INTERNAL = { code: 500, error: "RPC_CALL_FAIL" } satisfies Fault;

/** Errors after which nothing is signed in under the key any more. */
export const ENDS_SESSION = new Set([
  "AUTH_KEY_DUPLICATED",
  "AUTH_KEY_UNREGISTERED",
  "SESSION_EXPIRED",
  "SESSION_REVOKED",
  "USER_DEACTIVATED",
  "USER_DEACTIVATED_BAN",
]);

/** Each method's faults in the order in which its next calls meet them; null lets a call pass. */
export function inTurn(faults: Readonly<Record<string, readonly (Fault | null)[]>>) {
  const left = new Map(Object.entries(faults).map(([method, list]) => [method, [...list]]));
  return (method: string): Fault | null => left.get(method)?.shift() ?? null;
}
