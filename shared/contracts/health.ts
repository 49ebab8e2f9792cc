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
  summary: "The same state as Prometheus text, per account too; needs the secret key",
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
