/** The only file that knows Slack's SDK: calls in, parsed answers or our own errors out. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
} from "@slack/web-api";
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";

/** Slack's Web API with one token. */
export interface SlackApi {
  /**
   * Calls one method.
   *
   * @throws {ConnectorError} where Slack does not let us, now or for good
   * @throws {SlackMethodError} where it refuses this one thing (a channel that is gone, a scope)
   */
  call<T>(method: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T>;
}

/** Slack refused one thing, and goes on with others. `code` is Slack's word. */
export class SlackMethodError extends Error {
  override name = "SlackMethodError";

  constructor(
    readonly code: string,
    readonly method: string,
    /** The scopes that the method needs, where it was refused for want of one. */
    readonly needed: string | undefined,
  ) {
    super(`Slack refused ${method}: ${code}`);
  }
}

/** Where the Web API is and how it is called. */
export interface SlackApiSettings {
  /** Ends with "/api/". */
  apiUrl: string;
  fetch: typeof globalThis.fetch;
}

/** Milliseconds that one answer may take. */
const TIMEOUT = 30_000;

/**
 * The grant is over, until the person links the workspace again (docs.slack.dev, errors of every
 * method).
 */
const ENDED = new Set([
  "account_inactive",
  "ekm_access_denied",
  "invalid_auth",
  "invalid_refresh_token",
  "not_authed",
  "org_login_required",
  "team_access_not_granted",
  "token_revoked",
  "two_factor_setup_required",
]);
/** Slack's own trouble. */
const TROUBLE = new Set([
  "fatal_error",
  "internal_error",
  "request_timeout",
  "service_unavailable",
]);

/** @param token undefined for methods that need none */
export function createSlackApi({ apiUrl, fetch }: SlackApiSettings, token?: string): SlackApi {
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    fetch: withoutRefusedBodies(fetch),
    timeout: TIMEOUT,
    // The queue retries, and knows better for how long than an SDK that holds a worker meanwhile.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    // What it would log are arguments and answers.
    logger: silent,
  });
  return {
    async call(method, args, answer) {
      const given = await client.apiCall(method, args).catch((error: unknown) => {
        throw asOurs(error, method);
      });
      const parsed = answer.safeParse(given);
      if (parsed.success) return parsed.data;
      throw new ConnectorError("unexpected_answer", { kind: "retry" });
    },
  };
}

/** The SDK leaves the body of a refusal unread, which holds its connection. Status and headers say all. */
function withoutRefusedBodies(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input: string | URL | Request, init?: RequestInit) => {
    const response = await fetch(input, init);
    if (response.ok) return response;
    await response.body?.cancel();
    const { status, statusText, headers } = response;
    return new Response(null, { status, statusText, headers });
  };
}

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => "error" as never,
  setName() {},
};

const refusal = z.object({ error: z.string(), needed: z.string().optional().catch(undefined) });

/** Words and numbers only: messages of the SDK quote what was sent. */
function asOurs(error: unknown, method: string): Error {
  if (error instanceof WebAPIRateLimitedError) {
    return new ConnectorError("ratelimited", { kind: "wait", seconds: error.retryAfter });
  }
  if (error instanceof WebAPIPlatformError) {
    const { error: code, needed } = refusal.parse(error.data);
    // A body that is no JSON is taken for an error by the SDK, word for word.
    if (!/^[a-z_]{1,64}$/.test(code)) {
      return new ConnectorError("unexpected_answer", { kind: "retry" });
    }
    if (ENDED.has(code)) return new ConnectorError(code, { kind: "relink" });
    if (code === "ratelimited") return new ConnectorError(code, { kind: "wait", seconds: 60 });
    if (TROUBLE.has(code)) return new ConnectorError(code, { kind: "retry" });
    return new SlackMethodError(code, method, needed);
  }
  if (error instanceof WebAPIHTTPError) {
    return new ConnectorError(`status_${error.statusCode}`, { kind: "retry" });
  }
  return new ConnectorError("unreachable", { kind: "retry" });
}
