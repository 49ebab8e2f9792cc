/** One kind of request, how often it comes among a hundred, and how it is done. */
export interface Kind {
  name: string;
  share: number;
  /** @throws where it failed: the message is counted */
  run(): Promise<void>;
}

/** What became of the requests of a kind. Milliseconds, from when a request was due. */
export interface Outcome {
  name: string;
  requests: number;
  failed: Map<string, number>;
  p50: number;
  p95: number;
  p99: number;
  most: number;
}

/** Requests that may be under way at once; what comes above that is counted as not begun. */
const mostUnderWay = 2000;

/**
 * Sends requests at a rate that does not wait for answers: a slow answer delays no other request, and
 * the time that a request waits to be sent counts (no coordinated omission).
 */
export async function drive(kinds: Kind[], rate: number, seconds: number): Promise<Outcome[]> {
  const taken = new Map<string, number[]>(kinds.map(({ name }) => [name, []]));
  const failed = new Map<string, Map<string, number>>(kinds.map(({ name }) => [name, new Map()]));
  const hand = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  const total = rate * seconds;
  const started = performance.now();
  let underWay = 0;
  const work: Promise<void>[] = [];

  const fail = (name: string, why: string) => {
    const codes = failed.get(name);
    codes?.set(why, (codes.get(why) ?? 0) + 1);
  };
  const send = async (kind: Kind, due: number) => {
    underWay++;
    try {
      await kind.run();
      taken.get(kind.name)?.push(performance.now() - due);
    } catch (error) {
      fail(kind.name, error instanceof Error ? error.message : String(error));
    } finally {
      underWay--;
    }
  };

  for (let sent = 0; sent < total;) {
    const now = performance.now();
    for (; sent < total && started + sent * 1000 / rate <= now; sent++) {
      // Spread evenly over the hand, so that kinds come mixed.
      const kind = hand[(sent * 37) % hand.length];
      if (!kind) throw new Error("There is nothing to send");
      if (underWay >= mostUnderWay) fail(kind.name, "not begun");
      else work.push(send(kind, started + sent * 1000 / rate));
    }
    await new Promise((turn) => setTimeout(turn, 1));
  }
  await Promise.all(work);
  return kinds.map(({ name }) => {
    const times = (taken.get(name) ?? []).sort((a, b) => a - b);
    const at = (share: number) =>
      times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
    const codes = failed.get(name) ?? new Map<string, number>();
    const failures = [...codes.values()].reduce((sum, count) => sum + count, 0);
    return {
      name,
      requests: times.length + failures,
      failed: codes,
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      most: at(1),
    };
  });
}

/** A table of outcomes, one line a kind. */
export function showOutcomes(title: string, outcomes: Outcome[]): string {
  const cell = (value: number) => value.toFixed(1).padStart(9);
  return [
    `${title.padEnd(24)} requests   failed       p50       p95       p99      most  (ms)`,
    ...outcomes.map(({ name, requests, failed, p50, p95, p99, most }) => {
      const failures = [...failed.values()].reduce((sum, count) => sum + count, 0);
      const why = [...failed].map(([code, count]) => `${code}: ${count}`).join(", ");
      return `${name.padEnd(24)} ${String(requests).padStart(8)} ${String(failures).padStart(8)} ` +
        [p50, p95, p99, most].map(cell).join(" ") + (why ? `  ${why}` : "");
    }),
  ].join("\n");
}
