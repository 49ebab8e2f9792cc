import type { Client, DataAccess } from "../../database/clients.ts";
import type { Platform } from "../../platform/platform.ts";
import type { VectorStore } from "../../vector/vector_store.ts";
import type { Revocation } from "../../connectors/revoke.ts";
import { erase } from "../erase/erase.ts";
import type { RunPlatform, RunSettings } from "../worker/run.ts";
import { runJob, type RunReport } from "../worker/worker.ts";
import { retainJob } from "./retain_job.ts";
import { endUnclaimedGrants } from "./unclaimed_grants.ts";

/** What a run over the retain queue is made with. */
export interface RetentionServices
  extends
    RunPlatform,
    Omit<Revocation, "log">,
    Pick<DataAccess, "internal" | "service">,
    Pick<Platform, "realNow" | "sleep"> {
  vectors(client: Client): VectorStore;
}

/** One run over the retain queue. */
export function runRetention(
  services: RetentionServices,
  settings: Partial<RunSettings> = {},
): Promise<RunReport> {
  const { internal, service, realNow, monotonic, sleep } = services;
  const vectors = services.vectors(service);
  const { connectors, linking, log } = services;
  const grants = { internal, connectors, linking, log, now: realNow };
  const handler = retainJob({
    internal,
    vectors,
    now: realNow,
    monotonic,
    sleep,
    erase: (message, budget) =>
      erase({ internal, vectors, connectors, linking, log }, message, budget),
    endUnclaimedGrants: (forUser, budget) => endUnclaimedGrants(grants, forUser, budget),
  });
  return runJob(services, handler, settings);
}
