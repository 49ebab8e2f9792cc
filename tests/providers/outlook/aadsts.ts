/**
 * Errors of the Microsoft identity platform: the words of its security token service (AADSTS…) with
 * the OAuth error that each belongs to.
 *
 * learn.microsoft.com/entra/identity-platform/reference-error-codes
 */

interface Known {
  error: string;
  status: 400 | 401;
  text: string;
  suberror?: string;
}

const invalidGrant = (text: string, suberror?: string): Known => ({
  error: "invalid_grant",
  status: 400,
  text,
  ...(suberror === undefined ? {} : { suberror }),
});
const invalidRequest = (text: string): Known => ({ error: "invalid_request", status: 400, text });
const invalidClient = (text: string): Known => ({ error: "invalid_client", status: 401, text });

const KNOWN = {
  50011: invalidRequest(
    "The redirect URI specified in the request does not match the redirect URIs configured for the application.",
  ),
  50076: {
    error: "interaction_required",
    status: 400,
    text: "Due to a configuration change made by your administrator, or because you moved to a " +
      "new location, you must use multi-factor authentication to access the resource.",
    suberror: "basic_action",
  },
  50173: invalidGrant(
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The " +
      "user might have changed or reset their password.",
    "bad_token",
  ),
  50194: invalidRequest(
    "Application is not configured as a multi-tenant application. Usage of the /common endpoint " +
      "is not supported for such apps created after '10/15/2018'.",
  ),
  53003: invalidGrant(
    "Access has been blocked by Conditional Access policies. The access policy does not allow " +
      "token issuance.",
    "message_only",
  ),
  54005: invalidGrant(
    "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use " +
      "an existing refresh token.",
  ),
  65001: invalidGrant(
    "The user or administrator has not consented to use the application. Send an interactive " +
      "authorization request for this user and resource.",
    "consent_required",
  ),
  65004: {
    error: "access_denied",
    status: 400,
    text: "User declined to consent to access the app.",
  },
  70000: invalidGrant(
    "The request was denied because one or more scopes requested are unauthorized or expired. " +
      "The user must first sign in and grant the client application access to the requested scope.",
  ),
  70003: {
    error: "unsupported_grant_type",
    status: 400,
    text: "The app requested an unsupported grant type.",
  },
  70008: invalidGrant(
    "The provided authorization code or refresh token has expired due to inactivity. Send a new " +
      "interactive authorization request for this user and resource.",
  ),
  70011: {
    error: "invalid_scope",
    status: 400,
    text: "The provided value for the input parameter 'scope' is not valid.",
  },
  70043: invalidGrant(
    "The refresh token has expired or is invalid due to sign-in frequency checks by conditional " +
      "access.",
    "token_expired",
  ),
  90002: invalidRequest(
    "Tenant not found. Check to make sure you have the correct tenant ID and are signing into " +
      "the correct cloud.",
  ),
  90094: {
    error: "access_denied",
    status: 400,
    text: "An administrator of the organization must grant permission to the application.",
  },
  500112: {
    error: "invalid_client",
    status: 400,
    text: "The reply address does not match the reply address provided when requesting " +
      "Authorization code.",
  },
  501481: invalidGrant(
    "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  ),
  700016: {
    error: "unauthorized_client",
    status: 400,
    text:
      "Application was not found in the directory. This can happen if the application has not " +
      "been installed by the administrator of the tenant or consented to by any user.",
  },
  700082: invalidGrant("The refresh token has expired due to inactivity.", "bad_token"),
  900144: invalidRequest("The request body must contain the following parameter:"),
  7000215: invalidClient("Invalid client secret provided."),
  7000218: invalidClient(
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  7000222: invalidClient("The provided client secret keys are expired."),
  9002313: invalidGrant("Invalid request. Request is malformed or invalid."),
  9002325: invalidRequest("Proof Key for Code Exchange is required."),
  9002331: invalidRequest(
    "Application is configured for use by Microsoft Account users only. Please use the /consumers " +
      "endpoint to serve this request.",
  ),
} satisfies Record<number, Known>;

export type AadstsCode = keyof typeof KNOWN;

/** A refusal of the identity platform. */
export class Aadsts extends Error {
  /** The word of OAuth, as `invalid_grant`. */
  readonly word: string;
  readonly status: number;
  readonly #suberror: string | undefined;

  /** @param detail what is named after the text, as the parameter that is missing */
  constructor(readonly code: AadstsCode, detail = "") {
    const known: Known = KNOWN[code];
    super(`AADSTS${code}: ${known.text}${detail === "" ? "" : ` ${detail}`}`);
    this.word = known.error;
    this.status = known.status;
    this.#suberror = known.suberror;
  }

  /** The answer of the token endpoint. */
  response(now: number, base: string): Response {
    const [trace, correlation] = [crypto.randomUUID(), crypto.randomUUID()];
    const timestamp = new Date(now).toISOString().replace("T", " ").replace(/\.\d+Z$/, "Z");
    return Response.json({
      error: this.word,
      error_description: `${this.message} Trace ID: ${trace} Correlation ID: ${correlation} ` +
        `Timestamp: ${timestamp}`,
      error_codes: [this.code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${base}error?code=${this.code}`,
      ...(this.#suberror === undefined ? {} : { suberror: this.#suberror }),
    }, {
      status: this.status,
      headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" },
    });
  }
}
