import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import {
  plannedApi,
  QUOTA_WINDOW_SECONDS,
  type RateProfile,
} from "../../../../shared/connectors/slack/live/quota.ts";
import { RateLimits } from "../../../providers/slack/rate_limits.ts";

const METHODS = [
  "conversations.history",
  "conversations.members",
  "conversations.replies",
  "search.messages",
  "team.info",
  "usergroups.list",
  "users.conversations",
  "users.info",
  "users.list",
];

/** Asks as often as the plan allows, each request being so long on its way. */
async function send(profile: RateProfile, method: string, delays: number[]): Promise<number> {
  let now = 0;
  const counted: number[] = [];
  const arrivals: number[] = [];
  const waiting = [...delays];
  const planned = plannedApi(
    {
      call<T>() {
        arrivals.push(now + (waiting.shift() ?? 0));
        return Promise.resolve({} as T);
      },
    },
    "T1",
    profile,
    (_bucket, allowed) => {
      const recent = counted.filter((at) => now - at < QUOTA_WINDOW_SECONDS * 1000);
      if (recent.length < allowed) {
        counted.push(now);
        return Promise.resolve(null);
      }
      const oldest = recent[recent.length - allowed] ?? now;
      return Promise.resolve(Math.ceil((oldest + QUOTA_WINDOW_SECONDS * 1000 - now) / 1000));
    },
  );
  while (waiting.length > 0) {
    try {
      await planned.call(method, {}, z.unknown());
      now += 7;
    } catch (error) {
      assert.ok(error instanceof ConnectorError && error.remedy.kind === "wait");
      now += error.remedy.seconds * 1000;
    }
  }
  const limits = new RateLimits(profile, () => now);
  for (const arrival of arrivals.sort((a, b) => a - b)) {
    now = arrival;
    limits.take("A1", "T1", method);
  }
  return limits.refused;
}

Deno.test("plannedApi() keeps within Slack's limits, however long requests are on their way", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<RateProfile>("internal", "distributed"),
      fc.constantFrom(...METHODS),
      fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 2, maxLength: 250 }),
      async (profile, method, delays) => {
        assert.equal(await send(profile, method, delays), 0);
      },
    ),
  );
});
