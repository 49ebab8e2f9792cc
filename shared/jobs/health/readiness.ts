import { type Readiness, ReadinessReport } from "../../contracts/health.ts";
import type { DataAccess } from "../../database/clients.ts";
import { errorFields } from "../../platform/logger.ts";
import type { Platform } from "../../platform/platform.ts";

/** Milliseconds for which an answer stands: anybody may ask, and nobody can keep the database busy. */
const lifetime = 5000;

type Services =
  & Pick<Platform, "config" | "log" | "monotonic" | "failures" | "runtimeModels">
  & Pick<DataAccess, "internal">;

/** Asks the database at most once in five seconds, however many ask here; never throws. */
export function createReadiness(services: Services): () => Promise<Readiness> {
  let asked: { at: number; answer: Promise<Readiness> } | undefined;
  return () => {
    const now = services.monotonic();
    if (!asked || now - asked.at >= lifetime) {
      asked = { at: now, answer: checkReadiness(services) };
    }
    return asked.answer;
  };
}

async function checkReadiness(
  { config, internal, log, failures, runtimeModels }: Services,
): Promise<Readiness> {
  const embeddings = config.embeddings || runtimeModels ? "ok" : "not_configured";
  try {
    const report = ReadinessReport.parse(await internal("readiness", {}));
    const dispatch = report.dispatch_configured ? "ok" : "not_configured";
    return {
      status: "ready",
      checks: {
        database: "ok",
        embeddings: report.embeddings_refused ? "refused" : embeddings,
        dispatch,
      },
    };
  } catch (error) {
    log.error("not ready", errorFields(error));
    if (error instanceof Error) failures.report(error, { function: "health" });
    return { status: "not_ready", checks: { database: "failed", embeddings } };
  }
}
