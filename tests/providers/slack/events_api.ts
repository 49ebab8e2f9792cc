/**
 * Slack's Events API over HTTP: tells one address of what happens in the workspace, signed, once for
 * all who gave the app access (docs.slack.dev, Events API).
 */
import { createHmac } from "node:crypto";
import type { SlackServer } from "./server.ts";
import type { Change } from "./workspace.ts";

/** An event that was sent, and how it was answered; 0: not at all. */
export interface SentEvent {
  event: string;
  status: number;
  /** Milliseconds until the answer was there. */
  took: number;
}

/** Slack waits three seconds for an answer, and sends an event again where there is none. */
const PATIENCE = 3000;
const RETRIES = 1;
const CHALLENGES = 5;

export class EventsApi implements AsyncDisposable {
  readonly signingSecret = crypto.randomUUID().replaceAll("-", "");
  readonly sent: SentEvent[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #over = new AbortController();
  #requestUrl: string | null = null;

  constructor(private readonly slack: SlackServer) {
    slack.workspace.onChange = (change) => this.#tell(change);
  }

  /**
   * Sends to this address from now on, where it answers the challenge: in one of a few tries, since
   * who has just been started may take longer than Slack waits.
   *
   * @returns whether it does
   */
  async subscribe(requestUrl: string): Promise<boolean> {
    const challenge = crypto.randomUUID();
    for (let tried = 0; tried < CHALLENGES; tried++) {
      const answer = await this.#post(requestUrl, { type: "url_verification", challenge });
      if (answer?.status !== 200 || answer.text !== challenge) continue;
      this.#requestUrl = requestUrl;
      return true;
    }
    return false;
  }

  /** Everything that was to be told has been told. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.settled();
  }

  #tell({ channel, event }: Change): void {
    const seen = [...this.slack.grants.access.values()].find(({ user }) =>
      channel.members.has(user)
    );
    // Of a conversation that nobody of the app's people sees nothing is told.
    if (this.#requestUrl === null || seen === undefined) return;
    const { id } = this.slack.workspace;
    const sending = this.#send(this.#requestUrl, {
      type: "event_callback",
      team_id: id,
      api_app_id: "A00000001",
      event,
      event_id: `Ev${crypto.randomUUID().slice(0, 8).toUpperCase()}`,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [{
        enterprise_id: null,
        team_id: id,
        user_id: seen.user,
        is_bot: false,
        is_enterprise_install: false,
      }],
      is_ext_shared_channel: false,
    }).finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async #send(url: string, payload: Record<string, unknown>): Promise<void> {
    for (let retry = 0; retry <= RETRIES; retry++) {
      const started = performance.now();
      const answer = await this.#post(url, payload, retry);
      const status = answer?.status ?? 0;
      this.sent.push({
        event: String(payload["event_id"]),
        status,
        took: performance.now() - started,
      });
      if (this.#over.signal.aborted || (status >= 200 && status < 300)) return;
    }
  }

  /** An answer that is there in time; null: there is none. */
  async #post(url: string, payload: Record<string, unknown>, retry = 0) {
    const body = JSON.stringify(payload);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", this.signingSecret)
      .update(`v0:${timestamp}:${body}`).digest("hex");
    try {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          "x-slack-request-timestamp": timestamp,
          "x-slack-signature": `v0=${signature}`,
          ...(retry > 0 && { "x-slack-retry-num": String(retry) }),
        },
        redirect: "manual",
        signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), this.#over.signal]),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return null;
    }
  }
}
