/**
 * Quotas are planned, not hit. Slack counts requests per app, workspace and method, and everybody of
 * a workspace shares them (docs.slack.dev, Rate limits), so ours are counted in the database.
 */
import type { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import type { SlackApi } from "./web_api.ts";

/** Counts one request of `bucket`; seconds to wait where a minute's share is used up. */
export type TakeQuota = (bucket: string, perMinute: number) => Promise<number | null>;

/** What Slack allows an app: its own, or one that is sold outside the Marketplace. */
export type RateProfile = "internal" | "distributed";

/** Requests a minute that we plan with, below Slack's 1, 20, 50 and 100 of tiers 1 to 4. */
const PLANNED: Readonly<Record<string, number>> = {
  "conversations.history": 45,
  "conversations.members": 80,
  "conversations.replies": 45,
  "search.messages": 18,
  "users.conversations": 45,
  "users.info": 80,
  "users.list": 18,
};
/** Since 2025-05-29: one request a minute, 15 messages each. */
const DISTRIBUTED = new Set(["conversations.history", "conversations.replies"]);

/** Messages in one page: "no more than 200 recommended", or what the profile allows. */
export function pageSize(profile: RateProfile): number {
  return profile === "distributed" ? 15 : 200;
}

/** The same API, which waits its turn by saying so instead of being told. */
export function plannedApi(
  api: SlackApi,
  team: string,
  profile: RateProfile,
  take: TakeQuota,
): SlackApi {
  return {
    async call<T>(method: string, args: Record<string, unknown>, answer: z.ZodType<T>): Promise<T> {
      const perMinute = profile === "distributed" && DISTRIBUTED.has(method)
        ? 1
        : PLANNED[method] ?? 45;
      const wait = await take(`slack:${team}:${method}`, perMinute);
      if (wait !== null) throw new ConnectorError("quota_planned", { kind: "wait", seconds: wait });
      return await api.call(method, args, answer);
    },
  };
}
