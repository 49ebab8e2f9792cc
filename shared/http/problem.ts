import type { ProblemError } from "./errors.ts";

const titles: Record<number, string> = {
  400: "Bad request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  412: "Precondition failed",
  413: "Content too large",
  415: "Unsupported media type",
  422: "Unprocessable content",
  429: "Too many requests",
  500: "Internal server error",
  502: "Bad gateway",
  503: "Service unavailable",
  504: "Gateway timeout",
};

/** The error as application/problem+json (RFC 9457); `request_id` finds it in the log. */
export function problemResponse(problem: ProblemError, requestId: string): Response {
  return new Response(
    JSON.stringify({
      type: `urn:prometheus:problem:${problem.code}`,
      title: titles[problem.status],
      status: problem.status,
      code: problem.code,
      detail: problem.detail,
      request_id: requestId,
      ...(problem.extra.errors ? { errors: problem.extra.errors } : {}),
    }),
    {
      status: problem.status,
      headers: { ...problem.extra.headers, "content-type": "application/problem+json" },
    },
  );
}
