import assert from "node:assert/strict";
import { fixedClock, systemClock } from "../../../shared/platform/clock.ts";
import { ConfigError } from "../../../shared/platform/config.ts";
import { createPlatform, platformFromEnvironment } from "../../../shared/platform/platform.ts";
import { environment, SECRET_KEY, testConfig } from "../../support/platform.ts";

Deno.test("createPlatform() holds the clock of answers still and no other", () => {
  const lines: string[] = [];
  const platform = createPlatform(testConfig({ CLOCK_NOW: "2018-02-03T22:00:00Z" }), {
    write: (line) => void lines.push(line),
  });
  assert.equal(platform.clock.now().toISOString(), "2018-02-03T22:00:00.000Z");
  platform.log.info("hello");
  assert.ok(platform.realNow().getFullYear() > 2018);
  assert.ok(new Date(JSON.parse(lines[0] ?? "").time).getFullYear() > 2018);
  const earlier = platform.monotonic();
  assert.ok(platform.monotonic() >= earlier);
});

Deno.test("createPlatform() prefers a clock that it is handed, and else tells the time", () => {
  const at = new Date("2020-01-01T00:00:00Z");
  const config = testConfig({ CLOCK_NOW: "2018-02-03T22:00:00Z" });
  assert.deepEqual(createPlatform(config, { clock: fixedClock(at) }).clock.now(), at);
  assert.equal(createPlatform(testConfig()).clock, systemClock);
});

Deno.test("fixedClock() cannot be moved by whoever reads it", () => {
  const clock = fixedClock(new Date("2020-01-01T00:00:00Z"));
  clock.now().setFullYear(1999);
  assert.equal(clock.now().getFullYear(), 2020);
});

/** Runs `body` with exactly these variables of ours set. */
function withEnvironment(variables: Record<string, string>, body: () => void): void {
  const names = Object.keys(environment);
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  try {
    for (const name of names) set(name, variables[name]);
    body();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

Deno.test("platformFromEnvironment() reads the environment, and does not start without it", () => {
  withEnvironment({ ...environment }, () => {
    assert.equal(platformFromEnvironment().config.supabase.secretKey, SECRET_KEY);
  });
  withEnvironment({}, () => assert.throws(() => platformFromEnvironment(), ConfigError));
});
