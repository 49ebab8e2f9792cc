import { z } from "@hono/zod-openapi";
import { Source } from "./events.ts";

/** RFC 9457 problem, the body of every error. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  request_id: z.guid(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
}).openapi("Problem");

const instantForm = "must be an ISO time with offset, such as 2026-01-31T09:00:00Z";
/** What Postgres, JavaScript and ISO 8601 write alike: the years 1 to 9999. */
const earliest = Date.parse("0001-01-01T00:00:00Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

/** An instant with its offset; answers always speak UTC. */
export const Instant = z.iso.datetime({ offset: true, error: instantForm, abort: true })
  .refine((text) => Date.parse(text) >= earliest && Date.parse(text) <= latest, instantForm)
  .openapi({ example: "2026-01-31T09:00:00Z" });

/** Text that Postgres can store: refused here by its field rather than there by the whole row. */
export function storable(text: z.ZodString): z.ZodString {
  return text.refine(
    (value) => !value.includes("\u0000") && value.isWellFormed(),
    "must not hold U+0000 or half a surrogate pair",
  );
}

/**
 * An instant as a database or Data API writes it ("2026-01-31 09:00:00+00" or with a T), in the one
 * form that answers have: ISO 8601 in UTC.
 */
export const StoredInstant = z.string().transform((text, context) => {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  context.addIssue({ code: "custom", message: "is no instant" });
  return z.NEVER;
}).openapi({ format: "date-time", example: "2026-01-31T09:00:00.000Z" });

/** What an answer or a task rests on. */
export const SourceRef = z.object({
  type: z.enum(["event", "thread", "note", "draft", "entity"]),
  id: z.guid(),
  source: Source.nullable(),
}).openapi("SourceRef");
export type SourceRef = z.infer<typeof SourceRef>;

export const Priority = z.enum(["low", "medium", "high"], "must be low, medium or high");
export type Priority = z.infer<typeof Priority>;

const problemContent = { "application/problem+json": { schema: Problem } };

/** The error responses that a route documents; 500 belongs to every route. */
export function problemResponses(
  ...statuses: (400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 502 | 503)[]
) {
  const described: Record<number, string> = {
    400: "The request is not valid; the field is named",
    401: "No or no valid credential",
    403: "The token belongs to an app, which may only read",
    404: "Absent, or somebody else's",
    409: "Conflicts with the present state",
    412: "It has changed since the version that If-Match names",
    413: "The body is over 256 KiB",
    415: "The body is not application/json",
    422: "The Idempotency-Key came with another body before",
    429: "Too many requests; see Retry-After",
    500: "Something is wrong on our side",
    502: "A provider does not answer; try again",
    503: "Something outside did not answer; try again",
  };
  return Object.fromEntries(
    [...statuses, 500].map((
      status,
    ) => [status, { description: described[status] ?? "", content: problemContent }]),
  );
}

/** A JSON response. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } };
}
