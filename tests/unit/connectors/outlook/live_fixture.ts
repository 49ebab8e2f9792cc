import { ConnectorError } from "../../../../shared/connectors/connector.ts";
import { OutlookCursor } from "../../../../shared/connectors/outlook/live/cursors.ts";
import {
  createGraphApi,
  type GraphApi,
} from "../../../../shared/connectors/outlook/live/graph_api.ts";
import { NEEDED_SCOPES } from "../../../../shared/connectors/outlook/live/oauth.ts";
import { readMailbox } from "../../../../shared/connectors/outlook/live/reader.ts";
import type { OutlookPage } from "../../../../shared/connectors/outlook/live/round.ts";
import { checkUnseen, type Opened } from "../../../../shared/connectors/outlook/live/unseen.ts";
import type { Deletion, NormalisedEvent } from "../../../../shared/contracts/events.ts";
import { OutlookServer, type OutlookServerOptions } from "../../../providers/outlook/server.ts";
import { differences, expectedMails, type Stored, storedMails } from "./compared.ts";
import type { Scene } from "./scene.ts";
import { breaking, type Rule, tolerant } from "./rules.ts";

interface Kept {
  source: string;
  resource: string;
  event: NormalisedEvent;
  deleted: boolean;
}

/** A person's mailbox as it is read again and again, over a simulated clock, and what was stored. */
export class Follower implements AsyncDisposable, Scene {
  readonly events = new Map<string, Kept>();
  readonly cursors = new Map<string, OutlookCursor | null>();
  readonly problems = new Map<string, string>();
  /** The version up to which each deleted id is refused; null: every one. */
  readonly tombstones = new Map<string, string | null>();
  readonly pages: OutlookPage[] = [];
  /** Requests over the network, a batch counted once. */
  requests = 0;
  selection = { include: [] as string[], exclude: [] as string[] };
  /** Ends a reading behind so many pages, as a budget or a crash does; the last one is not stored. */
  crashAfter = Infinity;
  /** What a whole new reading has not seen again, by resource; it outlives a crash. */
  readonly #unseen = new Map<string, Kept[]>();
  readonly #complete = new Set<string>();
  readonly #api: GraphApi;

  private constructor(
    readonly server: OutlookServer,
    private readonly clock: { now: number },
    private readonly without: Rule | null,
  ) {
    let token = server.issue(this.#scopes).access_token;
    const counting: typeof fetch = (input, init) => {
      this.requests++;
      return fetch(input, without === "immutable ids" ? tolerant(init) : init);
    };
    const settings = {
      graphUrl: server.graphUrl,
      fetch: counting,
      now: () => new Date(clock.now),
    };
    const api = createGraphApi(settings, (rejected) => {
      if (rejected) token = server.issue(this.#scopes).access_token;
      return Promise.resolve(token);
    });
    this.#api = breaking(api, without);
  }

  /** @param without a rule of reading that is switched off */
  static async start(
    options: OutlookServerOptions = {},
    without: Rule | null = null,
  ): Promise<Follower> {
    const clock = { now: Date.parse("2026-03-18T12:00:00Z") };
    const server = await OutlookServer.start({ now: () => clock.now, ...options });
    return new Follower(server, clock, without);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  get mailbox() {
    return this.server.mailbox();
  }

  get #scopes(): string[] {
    return [...NEEDED_SCOPES, "offline_access"];
  }

  at(minutes: number): Date {
    return new Date(this.clock.now + minutes * 60_000);
  }

  pass(minutes: number): void {
    this.clock.now += minutes * 60_000;
  }

  /** Reads until everything is read; waits on the simulated clock where it is told to. */
  async poll(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      this.pages.length = 0;
      try {
        await this.#read();
        return;
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.remedy.kind === "relink") throw error;
        this.clock.now += (error.remedy.kind === "wait" ? error.remedy.seconds : 2) * 1000;
      }
    }
    throw new Error("The reading comes to no end");
  }

  async #read(): Promise<void> {
    for await (
      const page of readMailbox({ ...this.#opened(), cursors: this.cursors, initialDays: 30 })
    ) {
      if (this.pages.push(page) > this.crashAfter) {
        if (this.without === "one transaction") {
          this.cursors.set(page.resource, OutlookCursor.parse(page.cursor));
        }
        return;
      }
      this.#store(JSON.parse(JSON.stringify(page)));
    }
    for (const [resource, kept] of this.#unseen) {
      const [first] = kept;
      // What is still being read may be seen yet.
      if (!this.#complete.has(resource)) continue;
      if (!first) {
        this.#unseen.delete(resource);
        continue;
      }
      const externalIds = kept.map(({ event }) => event.external_id);
      const source = first.source === "calendar" ? "calendar" : "outlook";
      const deletions = await checkUnseen(this.#opened(), { source, resource, externalIds });
      for (const deletion of deletions) this.#delete(source, deletion);
      this.#unseen.delete(resource);
    }
  }

  #opened(): Opened {
    const { person } = this.server;
    return {
      api: this.#api,
      accountId: person.id,
      own: new Set([(person.mail ?? person.userPrincipalName).toLowerCase()]),
      selection: this.selection,
      now: () => new Date(this.clock.now),
    };
  }

  /** What the database does with a page. */
  #store(page: OutlookPage): void {
    const unseen = this.#unseen;
    const { source, resource, parts, reset, cursor, deletions, resources } = page;
    if (resources) {
      for (const known of this.cursors.keys()) {
        if (!resources.includes(known)) this.cursors.delete(known);
      }
    }
    for (const { event } of parts) {
      const key = `${source} ${event.external_id}`;
      const stone = this.tombstones.get(key);
      if (stone === null || (stone !== undefined && event.source_version <= stone)) continue;
      const known = this.events.get(key);
      if (known && known.event.source_version > event.source_version) continue;
      this.events.set(key, { source, resource, event, deleted: false });
    }
    if (reset && this.without !== "resets") {
      const missing = [...this.events.values()].filter((kept) =>
        kept.resource === resource && kept.source === source && !kept.deleted &&
        (reset.since === null || kept.event.occurred_at >= reset.since)
      );
      unseen.set(resource, missing);
    }
    const seen = new Set(parts.map(({ event }) => event.external_id));
    for (const [of, kept] of unseen) {
      const left = kept.filter(({ event }) => of !== resource || !seen.has(event.external_id));
      unseen.set(
        of,
        left.filter((one) =>
          this.events.get(`${one.source} ${one.event.external_id}`)?.resource === of
        ),
      );
    }
    for (const deletion of deletions) this.#delete(source, deletion);
    for (const problem of page.problems) this.problems.set(problem.resource, problem.code);
    this.cursors.set(resource, OutlookCursor.parse(cursor));
    if (page.complete) this.#complete.add(resource);
    else this.#complete.delete(resource);
  }

  #delete(source: string, deletion: Deletion): void {
    const { external_id, source_version, resource, may_return } = deletion;
    const key = `${source} ${external_id}`;
    const known = this.events.get(key);
    if (known && source_version !== null && known.event.source_version > source_version) return;
    if (known && resource !== null && known.resource !== resource) return;
    if (!known && resource !== null) return;
    if (this.without === "versioned deletions") this.tombstones.set(key, null);
    else if (!may_return) this.tombstones.set(key, source_version);
    if (known) known.deleted = true;
  }

  /** What is stored, what was deleted included. */
  stored(): Stored[] {
    return [...this.events.values()].map(({ source, event, deleted }) => ({
      source: source === "calendar" ? "calendar" : "outlook",
      externalId: event.external_id,
      subject: String(event.raw["subject"]),
      place: event.place ?? "",
      cancelled: event.event_type === "calendar_cancelled",
      attachments: attachmentsOf(event.raw),
      deleted,
    }));
  }

  /** Mails that are stored, as "folder subject attachments". */
  mails(): string[] {
    return storedMails(this.stored());
  }

  /** Mails that the mailbox has where they are read, in the same form. */
  expectedMails(): string[] {
    return expectedMails(this.mailbox);
  }

  /** Everything in which what is stored is not as the mailbox. */
  differences(): string[] {
    return differences(this.mailbox, this.stored(), (calendar) => {
      const cursor = this.cursors.get(calendar);
      return cursor?.kind === "calendar"
        ? { start: Date.parse(cursor.from), end: Date.parse(cursor.to) }
        : null;
    });
  }

  async leaveOut(folders: readonly string[]): Promise<void> {
    this.selection = { include: [], exclude: [...folders] };
    await Promise.resolve();
  }

  async read(pages: number): Promise<void> {
    this.crashAfter = pages;
    await this.poll();
    this.crashAfter = Infinity;
  }

  /** Nobody pushes here: what would have been pushed is read. */
  async readPushed(): Promise<void> {
    await this.poll();
  }
}

/** Names of attachments as an event keeps them. */
export function attachmentsOf({ attachments }: Record<string, unknown>): string[] {
  return Array.isArray(attachments) ? attachments.map(String) : [];
}
