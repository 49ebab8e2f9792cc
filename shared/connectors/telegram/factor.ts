/**
 * The two primes of a product below 2^63, smaller first, by Pollard's rho with Brent's cycle search
 * (R. P. Brent, "An improved Monte Carlo factorization algorithm", 1980). The library's own search
 * takes up to ten times as long, and a request has two seconds of CPU.
 *
 * @throws {RangeError} if `n` is no product of two numbers above 1
 */
export function factor(n: bigint): [p: bigint, q: bigint] {
  if (n < 4n) throw new RangeError("Only a product of two primes can be factored");
  if (n % 2n === 0n) return [2n, n / 2n];
  for (let constant = 1n; constant <= 20n; constant++) {
    const found = search(n, constant);
    if (found !== n) return found < n / found ? [found, n / found] : [n / found, found];
  }
  throw new RangeError("Only a product of two primes can be factored");
}

/** Differences that are multiplied before one greatest common divisor is taken. */
const BATCH = 128;

/** A divisor of `n`, or `n` itself where this constant finds none. */
function search(n: bigint, constant: bigint): bigint {
  const step = (x: bigint) => (x * x + constant) % n;
  let y = 2n;
  for (let length = 1;; length *= 2) {
    const x = y;
    for (let i = 0; i < length; i++) y = step(y);
    for (let done = 0; done < length; done += BATCH) {
      const start = y;
      let product = 1n;
      for (let i = 0; i < Math.min(BATCH, length - done); i++) {
        y = step(y);
        product = product * distance(x, y) % n;
      }
      const divisor = gcd(product, n);
      if (divisor === 1n) continue;
      return divisor === n ? oneByOne(n, step, x, start) : divisor;
    }
  }
}

/** The batch held both factors at once: the first difference that holds one. */
function oneByOne(n: bigint, step: (x: bigint) => bigint, x: bigint, start: bigint): bigint {
  for (let y = step(start);; y = step(y)) {
    const divisor = gcd(distance(x, y), n);
    if (divisor > 1n) return divisor;
  }
}

const distance = (a: bigint, b: bigint) => a > b ? a - b : b - a;

function gcd(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a;
}
