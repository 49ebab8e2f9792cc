/**
 * Remembers that a provider is down, so that an outage costs one prompt its timeouts and not every
 * one after it. While it is open nobody asks; after that one call tries, and the others wait for what
 * becomes of it ("Release It!", Nygard 2007).
 */
export class Circuit {
  #openUntil = -Infinity;
  #trying = false;
  #code = "unknown";

  /**
   * @param monotonic milliseconds of a clock that only goes forward
   * @param openMilliseconds how long nobody asks after a failure
   */
  constructor(
    private readonly monotonic: () => number,
    private readonly openMilliseconds = 60_000,
  ) {}

  /** Why nobody may ask now, as the code of the last failure; null: go on. */
  refusal(): string | null {
    if (this.#openUntil === -Infinity) return null;
    if (this.monotonic() < this.#openUntil || this.#trying) return this.#code;
    this.#trying = true;
    return null;
  }

  /** A call was answered. */
  succeeded(): void {
    this.#openUntil = -Infinity;
    this.#trying = false;
  }

  /** A call failed in a way that others would, too. */
  failed(code: string): void {
    this.#code = code;
    this.#openUntil = this.monotonic() + this.openMilliseconds;
    this.#trying = false;
  }

  /** A call ended without telling anything about the provider. */
  undecided(): void {
    this.#trying = false;
  }
}
