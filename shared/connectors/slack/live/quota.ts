/**
 * Quotas are planned, not hit. Slack counts requests per app, workspace and method, and everybody of
 * a workspace shares them (docs.slack.dev, Rate limits), so ours are counted in the database.
 */
import type { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import type { SlackApi } from "./web_api.ts";

/** Counts one request of `bucket`; seconds to wait where the share of a window is used up. */
export type TakeQuota = (bucket: string, perWindow: number) => Promise<number | null>;

/**
 * Seconds in which we count what Slack counts in sixty. A request is counted here before it is on its
 * way, and by Slack when it is there: those of more than a minute may arrive within one, so as long
 * as that takes the window is longer.
 */
export const QUOTA_WINDOW_SECONDS = 65;

/** What Slack allows an app: its own, or one that is sold outside the Marketplace. */
export type RateProfile = "internal" | "distributed";

/**
 * Requests a window that we plan with, below Slack's 1, 20, 50 and 100 a minute of tiers 1 to 4: one
 * that was refused for its token is sent again without being counted.
 */
const PLANNED: Readonly<Record<string, number>> = {
  "conversations.history": 47,
  "conversations.members": 90,
  "conversations.replies": 47,
  "search.messages": 18,
  "users.conversations": 47,
  "users.info": 90,
  "users.list": 18,
};
/** Of methods that stand in no table of ours: those of tier 2, the strictest that reading calls. */
const PLANNED_OTHERWISE = 18;
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
      const perWindow = profile === "distributed" && DISTRIBUTED.has(method)
        ? 1
        : PLANNED[method] ?? PLANNED_OTHERWISE;
      const wait = await take(`slack:${team}:${method}`, perWindow);
      if (wait !== null) throw new ConnectorError("quota_planned", { kind: "wait", seconds: wait });
      return await api.call(method, args, answer);
    },
  };
}
