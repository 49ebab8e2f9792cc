import type { DataAccess } from "../database/clients.ts";
import { errorFields } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";

/** Counts answered requests by function and class of status. */
export interface RequestCounts {
  /** Returns at once and never throws. */
  count(functionName: string, status: number, milliseconds: number): void;
}

/** Where nobody counts: commands and tests. */
export const noRequestCounts: RequestCounts = { count() {} };

/** What was counted and is not yet in the database. */
interface Counted {
  function: string;
  status: string;
  requests: number;
  seconds: number;
}

/** Milliseconds for which a process gathers, so that many requests cost one write. */
const gathering = 2000;

/**
 * Keeps the counts in the database, as the processes of functions come and go. A process that is
 * killed takes the last two seconds with it; what could not be written is written with the next.
 */
export function createRequestCounts(
  { internal, sleep, keepAlive, log }:
    & Pick<DataAccess, "internal">
    & Pick<Platform, "sleep" | "keepAlive" | "log">,
): RequestCounts {
  let counted = new Map<string, Counted>();
  let gathers = false;

  function add({ function: name, status, requests, seconds }: Counted): void {
    const key = `${name} ${status}`;
    const known = counted.get(key);
    counted.set(key, {
      function: name,
      status,
      requests: (known?.requests ?? 0) + requests,
      seconds: (known?.seconds ?? 0) + seconds,
    });
  }

  async function write(): Promise<void> {
    await sleep(gathering);
    gathers = false;
    const counts = [...counted.values()];
    counted = new Map();
    try {
      await internal("count_requests", { counts });
    } catch (error) {
      counts.forEach(add);
      log.debug("requests not counted", errorFields(error));
    }
  }

  return {
    count(functionName, status, milliseconds) {
      const seconds = milliseconds / 1000;
      const statusClass = `${Math.floor(status / 100)}xx`;
      add({ function: functionName, status: statusClass, requests: 1, seconds });
      if (gathers) return;
      gathers = true;
      keepAlive(write());
    },
  };
}
