import type { NormalisedEvent } from "../../../../shared/contracts/events.ts";
import type { SlackApi } from "../../../../shared/connectors/slack/live/web_api.ts";
import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import { NEEDED_SCOPES, WANTED_SCOPES } from "../../../../shared/connectors/slack/live/oauth.ts";
import {
  pageSize,
  plannedApi,
  QUOTA_WINDOW_SECONDS,
  type RateProfile,
} from "../../../../shared/connectors/slack/live/quota.ts";
import { readWorkspace } from "../../../../shared/connectors/slack/live/reader.ts";
import type { SlackPage } from "../../../../shared/connectors/slack/live/state.ts";
import { messageExists } from "../../../../shared/connectors/slack/live/verify.ts";
import { createSlackApi } from "../../../../shared/connectors/slack/live/web_api.ts";
import { SlackServer, type SlackServerOptions } from "../../../providers/slack/server.ts";

const QUOTA_WINDOW = QUOTA_WINDOW_SECONDS * 1000;
const NOISE = new Set(["tombstone", "channel_join"]);

interface Kept {
  resource: string;
  event: NormalisedEvent;
}

/** A person's Slack as it is read again and again, over a simulated clock, and what was stored. */
export class Follower implements AsyncDisposable {
  readonly server: SlackServer;
  readonly events = new Map<string, Kept>();
  readonly cursors = new Map<string, unknown>();
  readonly problems = new Map<string, string>();
  /** Requests of the last reading. */
  requests = 0;
  now = Date.parse("2026-03-18T12:00:00Z");
  readonly #api: SlackApi;
  readonly #profile: RateProfile;
  readonly #quota = new Map<string, number[]>();
  /** Ends a reading behind so many pages, as a budget or a crash does; the last one is not stored. */
  crashAfter = Infinity;

  constructor(options: SlackServerOptions & { scopes?: string[] } = {}) {
    this.server = new SlackServer({ ...options, now: () => this.now });
    this.#profile = options.rateProfile ?? "internal";
    const scopes = options.scopes ?? [...NEEDED_SCOPES, ...WANTED_SCOPES];
    const token = this.server.grants.issue("U1", scopes).access_token;
    const api = createSlackApi({ apiUrl: `${this.server.url}/api/`, fetch }, token);
    this.#api = plannedApi(api, this.server.workspace.id, this.#profile, (bucket, allowed) => {
      const recent = (this.#quota.get(bucket) ?? []).filter((at) => this.now - at < QUOTA_WINDOW);
      this.#quota.set(bucket, recent);
      const [oldest] = recent;
      if (recent.length >= allowed && oldest !== undefined) {
        return Promise.resolve(Math.ceil((oldest + QUOTA_WINDOW - this.now) / 1000));
      }
      recent.push(this.now);
      return Promise.resolve(null);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.server[Symbol.asyncDispose]();
  }

  at(minutes: number): Date {
    return new Date(this.now + minutes * 60_000);
  }

  /** Which conversations are read. */
  selection = { include: [] as string[], exclude: [] as string[] };

  /** Reads until everything is read; waits on the simulated clock where it is told to. */
  async poll(): Promise<void> {
    const before = this.server.requests.length;
    for (let attempt = 0; attempt < 2000; attempt++) {
      try {
        await this.#read();
        this.requests = this.server.requests.length - before;
        return;
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.remedy.kind === "relink") throw error;
        this.now += (error.remedy.kind === "wait" ? error.remedy.seconds : 2) * 1000;
      }
    }
    throw new Error("The reading comes to no end");
  }

  async #read(): Promise<void> {
    let pages = 0;
    const reading = readWorkspace({
      api: this.#api,
      ownUserId: "U1",
      team: this.server.workspace.id,
      domain: this.server.workspace.domain,
      selection: this.selection,
      cursors: this.cursors,
      now: () => new Date(this.now),
      pageSize: pageSize(this.#profile),
      initialDays: 30,
    });
    for await (const page of reading) {
      if (++pages > this.crashAfter) return;
      await this.#store(JSON.parse(JSON.stringify(page)));
    }
  }

  /** What the database does with a page. */
  async #store(page: SlackPage): Promise<void> {
    const { resource, parts, reset, cursor, resources } = page;
    for (const known of resources ? this.cursors.keys() : []) {
      if (!resources?.includes(known)) this.cursors.delete(known);
    }
    for (const { event } of parts) this.events.set(event.external_id, { resource, event });
    if (reset) {
      const seen = new Set(parts.map(({ event }) => event.external_id));
      for (const [id, kept] of this.events) {
        const at = kept.event.occurred_at;
        if (kept.resource !== resource || seen.has(id) || at < reset.since || at >= reset.until) {
          continue;
        }
        if (!await messageExists(this.#api, id)) this.events.delete(id);
      }
    }
    for (const problem of page.problems) this.problems.set(problem.resource, problem.code);
    this.cursors.set(resource, cursor);
  }

  /** What is stored, as "C1:ts text". */
  stored(): string[] {
    return [...this.events.values()]
      .map(({ event }) => `${event.external_id} ${event.text_for_embedding}`).sort();
  }

  /** What the workspace shows the person, in the same form. */
  expected(): string[] {
    return [...this.server.workspace.conversations.values()]
      .filter(({ members }) => members.has("U1"))
      .flatMap(({ id, messages }) =>
        [...messages.values()].filter(({ subtype }) => !NOISE.has(subtype ?? ""))
          .map(({ ts, text }) => `${id}:${ts} ${text}`)
      ).sort();
  }
}
