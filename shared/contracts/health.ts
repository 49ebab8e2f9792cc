import { createRoute, z } from "@hono/zod-openapi";
import { json, problemResponses } from "./api.ts";

export const Alive = z.object({ status: z.literal("ok") }).openapi("Alive");

const count = z.number().int();
const time = z.string().nullable();

const QueueState = z.object({
  /** All messages, claimed and postponed ones too. */
  waiting: count,
  visible: count,
  oldest_seconds: count,
  /** Messages that were read more than once. */
  retrying: count,
  most_attempts: count,
  running: count,
  dead_letters: count,
  last_success_at: time,
});

const ScheduleState = z.object({
  schedule: z.string(),
  active: z.boolean(),
  last_success_at: time,
});

/** Of the accounts that are read live, per provider. */
const AccountState = z.object({ active: count, failing: count, oldest_success_at: time });

/** What `internal.health_report()` returns. */
export const HealthReport = z.object({
  queues: z.record(z.string(), QueueState),
  schedules: z.record(z.string(), ScheduleState),
  accounts: z.record(z.string(), AccountState),
  dispatch_configured: z.boolean(),
});
export type HealthReport = z.infer<typeof HealthReport>;

/** What `internal.metrics_report()` returns: counts and names, no id of anybody. */
export const MetricsReport = z.object({
  /** When it was measured. */
  taken_at: z.string(),
  report: z.object({
    health: HealthReport,
    accounts: z.array(z.object({
      provider: z.string(),
      status: z.string(),
      accounts: count,
      /** Since the account that is furthest behind was last read to the end. */
      lag_seconds: z.number(),
    })),
    embeddable_events: count,
    embedded: z.array(z.object({ model: z.string(), object_type: z.string(), objects: count })),
    /** What only grows. */
    counters: z.array(z.object({
      metric: z.string(),
      labels: z.record(z.string(), z.string()),
      total: z.number(),
    })),
  }),
});
export type MetricsReport = z.infer<typeof MetricsReport>;

/** What `internal.readiness()` returns. */
export const ReadinessReport = z.object({
  dispatch_configured: z.boolean(),
  /** The provider of embeddings refuses whatever it is asked: its key, its rights or its model. */
  embeddings_refused: z.boolean(),
});

/** What `internal.account_report()` returns: for the operator, not for the public. */
export const AccountReport = z.array(z.object({
  account_id: z.guid(),
  provider: z.string(),
  status: z.string(),
  last_success_at: time,
  last_failure_at: time,
  error_code: z.string().nullable(),
}));
export type AccountReport = z.infer<typeof AccountReport>;

export const Ready = z.object({
  status: z.enum(["ready", "not_ready"]),
  checks: z.record(z.string(), z.enum(["ok", "failed", "not_configured", "refused"])),
}).openapi("Readiness");
export type Readiness = z.infer<typeof Ready>;

export const aliveRoute = createRoute({
  method: "get",
  operationId: "getHealth",
  path: "/",
  summary: "Whether the function runs",
  responses: { 200: json(Alive, "It runs"), ...problemResponses(413) },
});

export const readyRoute = createRoute({
  method: "get",
  operationId: "getReadiness",
  path: "/ready",
  summary: "Whether the database answers, and what is configured",
  responses: {
    200: json(Ready, "Ready"),
    ...problemResponses(413),
    503: json(Ready, "Not ready"),
  },
});

export const metricsRoute = createRoute({
  method: "get",
  operationId: "getMetrics",
  path: "/metrics",
  summary: "Queues, jobs, accounts and answers as Prometheus text, without anybody's id",
  description: "With `METRICS_KEY` as a bearer token, or with the secret key in `apikey`.",
  security: [{ secretKey: [] }],
  responses: {
    200: {
      description: "Metrics in the Prometheus text format 0.0.4",
      content: { "text/plain": { schema: z.string() } },
    },
    ...problemResponses(401, 503),
  },
});

export const openApiRoute = createRoute({
  method: "get",
  operationId: "getOpenApiDocument",
  path: "/openapi.json",
  summary: "This document",
  responses: {
    200: json(z.record(z.string(), z.unknown()), "OpenAPI 3.1"),
    ...problemResponses(413),
  },
});
