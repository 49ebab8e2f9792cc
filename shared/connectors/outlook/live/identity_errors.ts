/** What Microsoft's identity platform means by its errors (learn.microsoft.com, AADSTS codes). */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";

/**
 * The person must consent again: idle for 90 days, expired, revoked, sign-in frequency, consent
 * missing, second factor, conditional access, code used, resource unknown, consent by an
 * administrator.
 */
const RELINK: ReadonlySet<number> = new Set([
  700082,
  70008,
  50173,
  70043,
  65001,
  50076,
  50079,
  53003,
  54005,
  500011,
  90094,
  65004,
]);
/** The app's registration is wrong: secret, its expiry, unknown, redirect URI, a field, the tenant. */
const OPERATOR: ReadonlySet<number> = new Set([
  7000215,
  7000218,
  7000222,
  700016,
  50011,
  900144,
  9002331,
]);
/** OAuth's own words for a grant that is over, where no code comes with them. */
const ENDED: ReadonlySet<string> = new Set([
  "invalid_grant",
  "interaction_required",
  "consent_required",
]);

const refusal = z.object({
  error: z.string(),
  error_codes: z.array(z.number().int()).default([]),
});

/**
 * Reads a refusal of the token endpoint. Its description, which may name people, is left out.
 *
 * @param retryAfter what Retry-After asked for, in seconds
 */
export function identityError(status: number, body: unknown, retryAfter?: number): ConnectorError {
  if (status === 429 || status >= 500) {
    return new ConnectorError(
      `status_${status}`,
      retryAfter === undefined ? { kind: "retry" } : { kind: "wait", seconds: retryAfter },
    );
  }
  const { success, data } = refusal.safeParse(body);
  if (!success) return new ConnectorError("unexpected_answer", { kind: "retry" });
  const { error, error_codes: codes } = data;
  // The operator's fault comes first: nobody mends it by linking again.
  if (codes.some((code) => OPERATOR.has(code)) || error === "invalid_client") {
    return new ConnectorError("app_registration", { kind: "retry" });
  }
  if (error === "temporarily_unavailable") return new ConnectorError(error, { kind: "retry" });
  const known = codes.find((code) => RELINK.has(code)) ?? codes[0];
  if (known !== undefined && (RELINK.has(known) || error === "invalid_grant")) {
    return new ConnectorError(`aadsts_${known}`, { kind: "relink" });
  }
  return ENDED.has(error)
    ? new ConnectorError(error, { kind: "relink" })
    : new ConnectorError("identity_refused", { kind: "retry" });
}
