/** What goes wrong instead of an answer, when a test says so. */
import type { Outgoing } from "./http.ts";
import { GraphFailure } from "./graph_failure.ts";

/** A request that reached Graph or the token endpoint. */
export interface OutlookRequest {
  method: string;
  /** Below the version, without the query: `me/mailFolders('…')/messages/delta`; or the tenant's page. */
  path: string;
  query: URLSearchParams;
  headers: Headers;
  /** Whose mailbox; null at the identity platform. */
  user: string | null;
}

export type Fault =
  /** Any answer. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** A refusal in Graph's form. */
  | { status: number; code: string; message?: string; headers?: Record<string, string> }
  /** 429; seconds or a date. */
  | { retryAfter: number | string }
  | { reset: true }
  /** The right answer, but it breaks off and its connection with it. */
  | { cut: true }
  /** The right answer, but its JSON ends in the middle as if that were all. */
  | { truncated: true }
  /** The right answer, of which the second half waits for this. */
  | { until: Promise<void> }
  /** Of a delta: no items and a link to the same position; the page before once more. */
  | { page: "empty" | "replayed" };

/**
 * What a fault makes of a request.
 *
 * @param answer what would be answered
 * @throws {GraphFailure} where it is a refusal
 */
export async function failing(fault: Fault, answer: () => Promise<Response>): Promise<Outgoing> {
  if ("reset" in fault) return fault;
  if ("retryAfter" in fault) {
    throw new GraphFailure(429, "TooManyRequests", "Too many requests.", {
      "retry-after": String(fault.retryAfter),
    });
  }
  if ("code" in fault) {
    const { status, code, message = "A failure that the test asked for.", headers } = fault;
    throw new GraphFailure(status, code, message, headers);
  }
  if ("status" in fault) {
    const { status, headers = {}, body = "failure" } = fault;
    return { response: new Response(status === 204 ? null : body, { status, headers }) };
  }
  const response = await answer();
  if ("cut" in fault) return { response, cut: true };
  if ("until" in fault) return { response, until: fault.until };
  if ("truncated" in fault) {
    const text = await response.text();
    const { status, headers } = response;
    return { response: new Response(text.slice(0, text.length / 2), { status, headers }) };
  }
  return { response };
}
