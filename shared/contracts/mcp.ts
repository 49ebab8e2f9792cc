import { createRoute, z } from "@hono/zod-openapi";
import { Instant, json, problemResponses, storable, StoredInstant } from "./api.ts";
import { CalendarQuery, endsAfterStart, order } from "./calendar.ts";
import { Addressed, Source } from "./events.ts";
import { Coverage, PromptContext, PromptRequest } from "./prompts.ts";
import { TaskQuery } from "./tasks.ts";

/** How many rows one call gives: a model reads all of them. */
const PageSize = z.int("must be a whole number").min(1, "must be 1 or more")
  .max(100, "must be 100 or less").default(25);
const { sources, time_window, priority } = PromptContext.shape;

export const AskInput = z.strictObject({
  prompt: PromptRequest.shape.prompt.describe("The question or wish, in plain words"),
  sources,
  time_window,
  priority,
});

export const SummarizeInput = z.strictObject({
  sources,
  time_window: time_window.describe("What is summarised; left out: the last 24 hours"),
});

export const TasksInput = TaskQuery.extend({ limit: PageSize });

export const CalendarInput = z.strictObject({
  start_at: Instant.optional(),
  end_at: Instant.optional(),
  limit: PageSize,
  cursor: CalendarQuery.shape.cursor,
}).refine((query) => endsAfterStart(query), order);

export const SearchInput = z.strictObject({
  query: storable(
    z.string("must be a text").trim().min(1, "must not be empty")
      .max(1000, "must have at most 1000 characters"),
  ),
  sources,
  time_window,
  limit: z.int("must be a whole number").min(1, "must be 1 or more")
    .max(50, "must be 50 or less").default(20),
});

export const CoverageInput = z.strictObject({ sources });

/** One event or note of the timeline, as a search finds it. */
export const TimelineHit = z.object({
  type: z.enum(["event", "note"]),
  id: z.guid(),
  source: Source.nullable(),
  title: z.string().nullable(),
  author: z.string().nullable(),
  place: z.string().nullable(),
  addressed: Addressed,
  occurred_at: StoredInstant,
  thread_id: z.guid().nullable(),
  url: z.string().nullable(),
  text: z.string(),
  /** Whether the text goes on. */
  truncated: z.boolean(),
});
export type TimelineHit = z.infer<typeof TimelineHit>;

export const SearchOutput = z.object({
  hits: z.array(TimelineHit),
  /** Whether the search went by words alone though it should not. */
  degraded: z.boolean(),
  coverage: z.array(Coverage),
});

/** RFC 9728, 2: what an MCP client asks where to get a token. */
export const ProtectedResource = z.object({
  resource: z.url(),
  resource_name: z.string(),
  authorization_servers: z.array(z.url()),
  bearer_methods_supported: z.array(z.literal("header")),
}).openapi("ProtectedResource");

export const protectedResourceRoute = createRoute({
  method: "get",
  path: "/.well-known/oauth-protected-resource",
  operationId: "getProtectedResource",
  summary: "Where an MCP client gets a token (RFC 9728)",
  responses: {
    200: json(ProtectedResource, "The server and its authorization server"),
    ...problemResponses(413, 429),
  },
});
