import { HealthReport, type Readiness } from "../../contracts/health.ts";
import { errorFields } from "../../platform/logger.ts";
import type { DataAccess } from "../../database/clients.ts";
import type { Platform } from "../../platform/platform.ts";

/** Asks the database for the state of queues and schedules; never throws. */
export async function checkReadiness(
  platform: Pick<Platform, "config" | "log"> & Pick<DataAccess, "internal">,
): Promise<Readiness> {
  const embeddings = platform.config.embeddings ? "ok" : "not_configured";
  try {
    const report = HealthReport.parse(await platform.internal("health_report", {}));
    const checks: Readiness["checks"] = {
      database: "ok",
      embeddings,
      dispatch: report.dispatch_configured ? "ok" : "not_configured",
    };
    const { queues, schedules, accounts } = report;
    return { status: "ready", checks, queues, schedules, accounts };
  } catch (error) {
    platform.log.error("not ready", errorFields(error));
    return { status: "not_ready", checks: { database: "failed", embeddings } };
  }
}
