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

interface Kept {
  source: string;
  resource: string;
  event: NormalisedEvent;
  deleted: boolean;
}

const NOT_READ = new Set(["deleteditems", "junkemail", "drafts", "outbox"]);

/** A person's mailbox as it is read again and again, over a simulated clock, and what was stored. */
export class Follower implements AsyncDisposable {
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
  readonly #api: GraphApi;

  private constructor(readonly server: OutlookServer, private readonly clock: { now: number }) {
    let token = server.issue(this.#scopes).access_token;
    const counting: typeof fetch = (input, init) => {
      this.requests++;
      return fetch(input, init);
    };
    const settings = {
      graphUrl: server.graphUrl,
      fetch: counting,
      now: () => new Date(clock.now),
    };
    this.#api = createGraphApi(settings, (rejected) => {
      if (rejected) token = server.issue(this.#scopes).access_token;
      return Promise.resolve(token);
    });
  }

  static async start(options: OutlookServerOptions = {}): Promise<Follower> {
    const clock = { now: Date.parse("2026-03-18T12:00:00Z") };
    return new Follower(await OutlookServer.start({ now: () => clock.now, ...options }), clock);
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
    const unseen = new Map<string, Kept[]>();
    for await (
      const page of readMailbox({ ...this.#opened(), cursors: this.cursors, initialDays: 30 })
    ) {
      if (this.pages.push(page) > this.crashAfter) return;
      this.#store(JSON.parse(JSON.stringify(page)), unseen);
    }
    for (const [resource, kept] of unseen) {
      const [first] = kept;
      if (!first) continue;
      const externalIds = kept.map(({ event }) => event.external_id);
      const source = first.source === "calendar" ? "calendar" : "outlook";
      const deletions = await checkUnseen(this.#opened(), { source, resource, externalIds });
      for (const deletion of deletions) this.#delete(source, deletion);
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
  #store(page: OutlookPage, unseen: Map<string, Kept[]>): void {
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
    if (reset) {
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
  }

  #delete(source: string, { external_id, source_version, resource }: Deletion): void {
    const key = `${source} ${external_id}`;
    const known = this.events.get(key);
    if (known && source_version !== null && known.event.source_version > source_version) return;
    if (known && resource !== null && known.resource !== resource) return;
    if (!known && resource !== null) return;
    this.tombstones.set(key, source_version);
    if (known) known.deleted = true;
  }

  /** Mails that are stored, as "folder subject". */
  mails(): string[] {
    return [...this.events.values()].filter(({ source, deleted }) =>
      source === "outlook" && !deleted
    )
      .map(({ event }) => `${event.place} ${event.raw["subject"]}`).sort();
  }

  /** Mails that the mailbox has where they are read, in the same form. */
  expectedMails(): string[] {
    const { mailbox } = this;
    const isRead = (id: string): boolean => {
      const folder = mailbox.folder(id);
      if (folder.hidden || NOT_READ.has(folder.wellKnown ?? "")) return false;
      return folder.parent === null || isRead(folder.parent);
    };
    return [...mailbox.mails.values()]
      .filter(({ folder, message }) => isRead(folder) && !message.isDraft)
      .map(({ folder, message }) => `${mailbox.folder(folder).name} ${message.subject}`).sort();
  }
}
