import type { Rpc } from "../../../shared/database/rpc.ts";
import type { RunPlatform } from "../../../shared/jobs/worker/run.ts";
import { noFailureReports } from "../../../shared/platform/failures/reporter.ts";
import { createLogger } from "../../../shared/platform/logger.ts";

/** A call that a fake Rpc saw. */
export interface Call {
  name: string;
  args: Record<string, unknown>;
}

/** An Rpc that answers by name and remembers what it was asked. */
export function fakeRpc(
  answers: Record<string, unknown | ((args: Record<string, unknown>) => unknown)>,
): { rpc: Rpc; calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    rpc: async (name, args) => {
      calls.push({ name, args });
      await Promise.resolve();
      if (!(name in answers)) throw new Error(`no answer for ${name}`);
      const answer = answers[name];
      return typeof answer === "function" ? answer(args) : answer;
    },
  };
}

/** A platform over an Rpc, with its log lines. */
export function fakePlatform(internal: Rpc, monotonic: () => number = () => 0) {
  const log: string[] = [];
  const platform: RunPlatform = {
    internal,
    monotonic,
    failures: noFailureReports,
    log: createLogger("DEBUG", () => new Date(0), (line) => void log.push(line)),
    config: { jobBudgetSeconds: 50 },
  };
  return { platform, log };
}

export const runId = "00000000-0000-4000-8000-000000000001";
export const userId = "00000000-0000-4000-8000-000000000002";
export const accountId = "00000000-0000-4000-8000-000000000003";
