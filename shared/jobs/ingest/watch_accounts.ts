import type { IngestMessage } from "../../contracts/queue_messages.ts";
import { errorFields } from "../../platform/logger.ts";
import type { Budget } from "../worker/budget.ts";
import { ingestJob } from "./ingest_job.ts";
import type { IngestionServices } from "./run_ingestion.ts";

/** What a process that keeps reading is made with. */
export interface WatchServices extends IngestionServices {
  /** The accounts that are to be read, as they are at the moment. */
  accounts(): Promise<{ id: string; user_id: string }[]>;
}

/** What became of one round over all accounts. */
export interface Round {
  accounts: number;
  failed: number;
}

/** A reading that is not cut short by a function's limits; in milliseconds. */
const LONGEST = 3_600_000;

/**
 * Reads accounts in turn, again and again, until `signal` is aborted: then the page under way is
 * stored, and nothing more is asked for. It needs no queue: who waits and who is revoked stands in the
 * database, and one account's failure is another's in no way.
 *
 * @param pause milliseconds between two rounds
 * @param after told after each round
 */
export async function watchAccounts(
  services: WatchServices,
  { pause, signal, after = () => {} }: {
    pause: number;
    signal: AbortSignal;
    after?: (round: Round) => void;
  },
): Promise<void> {
  const { internal, connectors, log, failures } = services;
  const handler = ingestJob(internal, connectors);
  while (!signal.aborted) {
    const accounts = await services.accounts();
    let failed = 0;
    for (const { id, user_id } of accounts) {
      if (signal.aborted) return;
      const message: IngestMessage = {
        type: "ingest",
        version: 1,
        user_id,
        linked_account_id: id,
      };
      try {
        const job = { id: 0, attempts: 1, message };
        const [outcome] = await handler.handle([job], untilAborted(services, signal));
        if (outcome?.result !== "done") failed++;
      } catch (error) {
        failed++;
        log.error("account not read", { account: id, ...errorFields(error) });
        if (error instanceof Error) failures.report(error, { queue: "ingest", account: id });
      }
    }
    after({ accounts: accounts.length, failed });
    await rest(pause, signal);
  }
}

function untilAborted({ monotonic }: IngestionServices, signal: AbortSignal): Budget {
  const end = monotonic() + LONGEST;
  return {
    left: () => !signal.aborted && monotonic() < end,
    milliseconds: () => Math.max(0, end - monotonic()),
  };
}

/** Resolves after the pause, or at once when it is over with waiting. */
async function rest(pause: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, pause);
  const end = () => resolve();
  signal.addEventListener("abort", end, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", end);
}
