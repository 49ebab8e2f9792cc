import type { Config } from "../../platform/config.ts";
import type { DataAccess } from "../../database/clients.ts";
import type { Platform } from "../../platform/platform.ts";
import type { BackoffSettings } from "./backoff.ts";

/** What a test or a bench may hold. Times in seconds. */
export interface RunSettings {
  budgetSeconds: number;
  /** A worker that died is noticed after this long: its messages come back. */
  visibilitySeconds: number;
  backoff: BackoffSettings;
}

/** What a run needs of the platform. */
export interface RunPlatform
  extends Pick<DataAccess, "internal">, Pick<Platform, "monotonic" | "log" | "failures"> {
  config: Pick<Config, "jobBudgetSeconds">;
}
