/** What Microsoft Graph means by its refusals (learn.microsoft.com: Graph errors, throttling). */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import { secondsOf } from "./token_endpoint.ts";

/** How Graph writes its codes: anything else may be somebody's text, and is not repeated. */
const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;

/**
 * Graph refused one thing, and goes on with others. `code` is Graph's word in lower case, "unknown"
 * where what it says is no word of a program.
 */
export class GraphRefusal extends Error {
  override name = "GraphRefusal";
  readonly code: string;

  constructor(readonly status: number, code: string) {
    const word = CODE.test(code) ? code.toLowerCase().replaceAll(".", "_") : "unknown";
    super(`Graph refused: ${status} ${word}`);
    this.code = word;
  }

  /** Whether a delta link is worth nothing any more, and its round begins anew. */
  get lost(): boolean {
    return this.status === 410 || LOST.has(this.code);
  }

  /** Whether what was asked for is not there. */
  get absent(): boolean {
    return this.status === 404;
  }
}

/** In which case Graph writes these differs from place to place, so they are compared in lower. */
const LOST: ReadonlySet<string> = new Set([
  "syncstatenotfound",
  "syncstateinvalid",
  "resyncrequired",
]);
/** Seconds to wait where Graph throttles and does not say for how long. */
const UNSAID_WAIT = 10;

const refusal = z.object({ error: z.object({ code: z.string() }) });

/**
 * Reads a refusal of Graph; its message, which may quote what was asked for, is left out.
 *
 * @param retryAfter the header as it came: seconds or a date
 */
export function graphError(
  status: number,
  body: unknown,
  retryAfter: string | null,
  now: Date,
): ConnectorError | GraphRefusal {
  const seconds = secondsOf(retryAfter, now);
  if (status === 429) {
    return new ConnectorError("throttled", { kind: "wait", seconds: seconds ?? UNSAID_WAIT });
  }
  if (status >= 500) {
    return new ConnectorError(
      `status_${status}`,
      seconds === undefined ? { kind: "retry" } : { kind: "wait", seconds },
    );
  }
  const code = refusal.safeParse(body).data?.error.code ?? "unknown";
  if (status === 401) return new ConnectorError("token_refused", { kind: "relink" });
  return new GraphRefusal(status, code);
}
