/** Slack's rate limits: per app, workspace and method, over a rolling minute. */

/** Requests a minute, by tier (docs.slack.dev, Rate limits). */
const TIERS = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
const METHODS: Readonly<Record<string, keyof typeof TIERS>> = {
  "auth.revoke": 3,
  "conversations.history": 3,
  "conversations.info": 3,
  "conversations.members": 4,
  "conversations.replies": 3,
  "search.messages": 2,
  "team.info": 3,
  "usergroups.list": 2,
  "users.conversations": 3,
  "users.info": 4,
  "users.list": 2,
};
/** What apps that are sold outside the Marketplace may do since 2025-05-29. */
const DISTRIBUTED = new Set(["conversations.history", "conversations.replies"]);

export class RateLimits {
  readonly #taken = new Map<string, number[]>();
  /** Requests that were refused. */
  refused = 0;

  /** @param now milliseconds of the clock that limits go by */
  constructor(readonly profile: "internal" | "distributed", private readonly now: () => number) {}

  /** The most messages that one page of these methods has. */
  maxPage(method: string): number {
    return this.profile === "distributed" && DISTRIBUTED.has(method) ? 15 : 999;
  }

  /** Counts a request. Seconds to wait where it is one too many; null where it may pass. */
  take(app: string, team: string, method: string): number | null {
    const tier = METHODS[method];
    const allowed = this.profile === "distributed" && DISTRIBUTED.has(method)
      ? 1
      : tier === undefined
      ? 600
      : TIERS[tier];
    const key = `${app}/${team}/${method}`;
    const now = this.now();
    const recent = (this.#taken.get(key) ?? []).filter((at) => now - at < 60_000);
    this.#taken.set(key, recent);
    const [oldest] = recent;
    if (recent.length < allowed || oldest === undefined) {
      recent.push(now);
      return null;
    }
    this.refused++;
    return Math.max(1, Math.ceil((oldest + 60_000 - now) / 1000));
  }
}
