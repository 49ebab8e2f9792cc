/** A seeded source of randomness: the same seed gives the same corpus and the same queries. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
  /** A version 4 UUID. */
  uuid(): string;
}

/** mulberry32 and the polar method. Not for secrets. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const uniform = () => next() / 4294967296;
  let spare: number | null = null;
  return {
    uniform,
    below: (limit) => Math.floor(uniform() * limit),
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      for (;;) {
        const x = uniform() * 2 - 1;
        const y = uniform() * 2 - 1;
        const square = x * x + y * y;
        if (square === 0 || square >= 1) continue;
        const factor = Math.sqrt(-2 * Math.log(square) / square);
        spare = y * factor;
        return x * factor;
      }
    },
    uuid() {
      const hex = [next(), next(), next(), next()]
        .map((part) => part.toString(16).padStart(8, "0")).join("");
      const variant = "89ab".charAt(next() % 4);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-` +
        `${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
  };
}
