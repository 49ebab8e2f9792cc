import assert from "node:assert/strict";
import fc from "fast-check";
import { factor } from "../../../../shared/connectors/telegram/factor.ts";

const PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 101n, 65_537n, 65_539n, 1_229_739_323n, 1_402_015_859n];

Deno.test("factor() finds the two primes of every product, smaller first", () => {
  fc.assert(fc.property(
    fc.constantFrom(...PRIMES),
    fc.constantFrom(...PRIMES),
    (a, b) => assert.deepEqual(factor(a * b), a < b ? [a, b] : [b, a]),
  ));
});

Deno.test("factor() refuses a prime, which has no two factors", () => {
  for (const prime of [2n, 3n, 101n, 65_537n]) assert.throws(() => factor(prime), RangeError);
});
