import { MetricsReport } from "../../contracts/health.ts";
import type { DataAccess } from "../../database/clients.ts";
import type { Platform } from "../../platform/platform.ts";
import { runtimeModel } from "../../models/runtime/embedder.ts";
import { renderMetrics } from "./metrics.ts";

/** Milliseconds for which a text stands, so that scrapers cannot keep the database busy. */
const lifetime = 5000;

type Services =
  & Pick<Platform, "config" | "monotonic" | "runtimeModels">
  & Pick<DataAccess, "internal">;

/** Reads the metrics at most once in five seconds, however many ask here; a failure is not kept. */
export function createMetrics(services: Services): () => Promise<string> {
  let asked: { at: number; text: Promise<string> } | undefined;
  return async () => {
    const now = services.monotonic();
    if (!asked || now - asked.at >= lifetime) asked = { at: now, text: read(services) };
    const current = asked;
    try {
      return await current.text;
    } catch (error) {
      if (asked === current) asked = undefined;
      throw error;
    }
  };
}

async function read({ config, internal, runtimeModels }: Services): Promise<string> {
  const report = MetricsReport.parse(await internal("metrics_report", {}));
  const model = config.embeddings?.model ?? (runtimeModels ? runtimeModel : undefined);
  return renderMetrics(report, model);
}
