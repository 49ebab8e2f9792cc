/**
 * The limits of an application at one mailbox: four requests at a time and 10,000 in ten minutes.
 *
 * learn.microsoft.com/graph/throttling-limits#outlook-service-limits
 */
import { GraphFailure } from "./graph_failure.ts";

const CONCURRENT = 4;
const REQUESTS = 10_000;
const WINDOW = 600_000;

export class Throttle {
  /** The most requests that were under way at once, those that were refused included. */
  peak = 0;
  /** Requests that were refused. */
  refused = 0;
  #underWay = 0;
  #begun: number[] = [];

  /** @param now milliseconds of the clock that the limits go by */
  constructor(private readonly now: () => number) {}

  /**
   * Runs a request within the limits.
   *
   * @throws {GraphFailure} 429 with Retry-After where it is one too many
   */
  async run<T>(request: () => Promise<T>): Promise<T> {
    this.#underWay++;
    this.peak = Math.max(this.peak, this.#underWay);
    try {
      this.#take();
      return await request();
    } finally {
      this.#underWay--;
    }
  }

  #take(): void {
    const now = this.now();
    this.#begun = this.#begun.filter((at) => now - at < WINDOW);
    const [oldest] = this.#begun;
    if (this.#underWay > CONCURRENT) throw this.#refuse("MailboxConcurrency", 1);
    if (this.#begun.length >= REQUESTS && oldest !== undefined) {
      throw this.#refuse("RequestThrottled", Math.ceil((oldest + WINDOW - now) / 1000));
    }
    this.#begun.push(now);
  }

  #refuse(limit: string, seconds: number): GraphFailure {
    this.refused++;
    return new GraphFailure(
      429,
      "ApplicationThrottled",
      `Application is over its ${limit} limit.`,
      { "retry-after": String(seconds) },
    );
  }
}
