/** What one measurement asks of a queue: `chains` first jobs, each followed by `hops - 1` more. */
export interface Load {
  workers: number;
  chains: number;
  hops: number;
  /** Jobs that a worker takes at once. */
  batch: number;
}

/** One queue in the comparison. Every job does nothing but queue its follower. */
export interface Contender extends AsyncDisposable {
  readonly name: string;
  /** Which share of the chains it is given; default all. */
  readonly share?: number;
  /** Empties the queue and fills it with the first jobs; not measured. */
  fill(load: Load): Promise<void>;
  /** Works until all `chains * hops` jobs are done. */
  drain(load: Load): Promise<void>;
}

/** Counts down what is left to do, for all workers of a contender. */
export function countdown(load: Load): { readonly left: number; done(jobs: number): void } {
  let left = load.chains * load.hops;
  return {
    get left() {
      return left;
    },
    done(jobs) {
      left -= jobs;
    },
  };
}

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
