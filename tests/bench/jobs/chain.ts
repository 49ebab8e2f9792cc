import type { Contender, Load } from "./contender.ts";
import { graphileWorker } from "./graphile_worker.ts";
import { ours } from "./ours.ts";
import { pgBoss } from "./pg_boss.ts";
import { rawPgmq } from "./raw_pgmq.ts";
import { type Spread, spread } from "./statistics.ts";

/** Jobs per second by contender's name. */
export type ChainResult = Record<string, Spread>;

/**
 * Chained jobs per second of each contender, in the order of `repetitions` rounds of all of them:
 * so what else the machine does meanwhile hits them alike.
 */
export async function benchChains(
  url: string,
  load: Load,
  repetitions: number,
  log: (line: string) => void,
): Promise<ChainResult> {
  const contenders: Contender[] = [
    ours(url),
    rawPgmq(url),
    await pgBoss(url),
    await graphileWorker(url),
  ];
  const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  try {
    // The first round warms caches and plans, and does not count.
    for (let round = 0; round <= repetitions; round++) {
      for (const contender of contenders) {
        const own = { ...load, chains: Math.ceil(load.chains * (contender.share ?? 1)) };
        await contender.fill(own);
        const started = performance.now();
        await contender.drain(own);
        const rate = own.chains * own.hops / ((performance.now() - started) / 1000);
        if (round > 0) rates.get(contender.name)?.push(rate);
        log(`round ${round}: ${contender.name}: ${Math.round(rate)} jobs/s`);
      }
    }
  } finally {
    for (const contender of contenders) await contender[Symbol.asyncDispose]();
  }
  return Object.fromEntries([...rates].map(([name, values]) => [name, spread(values)]));
}
