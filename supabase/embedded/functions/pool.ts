import {
  type SupervisedProcess,
  superviseFunctions,
  type Supervisor,
  type SupervisorOptions,
} from "./supervisor.ts";

/** A group of functions in several processes. */
export interface PoolOptions extends SupervisorOptions {
  /** At least one. */
  processes: number;
}

/**
 * Runs a group of functions in several processes, so that one function that computes does not
 * hold up everybody else. A request goes to a process that has nothing to do; where there is none,
 * to the first that answers a knock, which one that computes cannot.
 *
 * @throws Error when one of them does not come up the first time
 */
export async function startPool({ processes, ...options }: PoolOptions): Promise<Supervisor> {
  const starts = await Promise.allSettled(
    Array.from({ length: processes }, () => superviseFunctions(options)),
  );
  const members = starts.filter((start) => start.status === "fulfilled").map(({ value }) => value);
  const failed = starts.find((start) => start.status === "rejected");
  if (failed) {
    await Promise.all(members.map((member) => member.stop()));
    throw failed.reason;
  }
  return {
    async fetch(request) {
      return await (await choose(members)).fetch(request);
    },
    async reload() {
      await Promise.all(members.map((member) => member.reload()));
    },
    async stop() {
      await Promise.all(members.map((member) => member.stop()));
    },
  };
}

async function choose(members: readonly SupervisedProcess[]): Promise<SupervisedProcess> {
  const [first, ...others] = members;
  if (!first) throw new RangeError("A pool needs at least one process");
  // In their order, so that a quiet stack loads its functions in one process alone.
  const idle = members.find((member) => member.busy() === 0);
  if (idle || others.length === 0) return idle ?? first;
  const knocks = members.map(async (member) => {
    await member.knock();
    return member;
  });
  return await Promise.any(knocks).catch(() => first);
}
