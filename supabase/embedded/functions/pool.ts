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
  const places = members.map((member) => ({ member, underWay: 0 }));
  return {
    async fetch(request) {
      // Taken before anything is awaited, or requests that come together would all see it idle.
      const idle = places.find(({ underWay }) => underWay === 0);
      if (idle) return await within(idle, request);
      return await within(await firstWithAMoment(places), request);
    },
    async reload() {
      await Promise.all(members.map((member) => member.reload()));
    },
    async stop() {
      await Promise.all(members.map((member) => member.stop()));
    },
  };
}

interface Place {
  member: SupervisedProcess;
  underWay: number;
}

async function within(place: Place, request: Request): Promise<Response> {
  place.underWay++;
  try {
    return await place.member.fetch(request);
  } finally {
    place.underWay--;
  }
}

async function firstWithAMoment(places: readonly Place[]): Promise<Place> {
  const [first, ...others] = places;
  if (!first) throw new RangeError("A pool needs at least one process");
  if (others.length === 0) return first;
  const knocks = places.map(async (place) => {
    await place.member.knock();
    return place;
  });
  return await Promise.any(knocks).catch(() => first);
}
