import { ConnectorError, type Page } from "../../../../shared/connectors/connector.ts";
import { failureNamed } from "../../../../shared/connectors/telegram/failures.ts";
import { connectionOver } from "../../../../shared/connectors/telegram/library/requests.ts";
import { checkUnseen } from "../../../../shared/connectors/telegram/live/check.ts";
import { toPage } from "../../../../shared/connectors/telegram/live/pull.ts";
import { readAccount } from "../../../../shared/connectors/telegram/live/reader.ts";
import type { TelegramPage } from "../../../../shared/connectors/telegram/live/state.ts";
import { TelegramSession } from "../../../../shared/connectors/telegram/live/session.ts";
import {
  type TelegramConnection,
  TelegramError,
} from "../../../../shared/connectors/telegram/port.ts";
import { asConnectorError } from "../../../../shared/connectors/telegram/refusals.ts";
import type { Chat } from "../../../providers/telegram/content.ts";
import { ApiError } from "../../../providers/telegram/errors.ts";
import { answer } from "../../../providers/telegram/methods.ts";
import { World } from "../../../providers/telegram/world.ts";
import { MemoryStore } from "../../../support/connectors/memory_store.ts";

export const [MIRA, ANA, BOB] = [7001, 7002, 7003];

/** What a call meets instead of its answer. */
export type CallFault = { error: string; seconds?: number } | "lost";

/** What a test makes of what passes, as a reader would that lacks a rule. */
export interface Alterations {
  page?: (page: Page, follower: Follower) => Page;
  pages?: (pages: AsyncIterable<Page>) => AsyncIterable<Page>;
  answer?: (answer: Record<string, unknown>) => unknown;
  skipCheck?: boolean;
}

/** A person's Telegram as it is read again and again, over a simulated clock, and what was stored. */
export class Follower {
  readonly world: World;
  readonly store = new MemoryStore();
  readonly calls: string[] = [];
  selection = { include: [] as string[], exclude: [] as string[] };
  now = Date.parse("2026-03-18T12:00:00Z");
  initialDays = 30;
  /** Small, so that a past has many pages. */
  pageSize = 3;
  /** Asked for each call of the Telegram side, by the method's name. */
  fault: (method: string) => CallFault | null = () => null;
  /** Run before each call: other people go on while somebody reads. */
  meanwhile: () => void = () => {};
  /** Ends a reading behind so many pages, as a budget or a crash does; the last one is not stored. */
  crashAfter = Infinity;
  /** Connections that were not closed. */
  open = 0;
  pages: Page[] = [];
  /** The session that Telegram knows, and the one that the account has. */
  session = "first";
  stored = "first";

  constructor(readonly alterations: Alterations = {}) {
    this.world = new World(() => this.now);
    this.world.addPerson({ id: MIRA, firstName: "Mira" });
    this.world.addPerson({ id: ANA, firstName: "Ana" });
    this.world.addPerson({ id: BOB, firstName: "Bob" });
  }

  /** Reads until everything is read; waits on the simulated clock where it is told to. */
  async poll(): Promise<void> {
    this.pages = [];
    for (let attempt = 0; attempt < 200; attempt++) {
      try {
        await this.read();
        return;
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.remedy.kind === "relink") throw error;
        this.now += (error.remedy.kind === "wait" ? error.remedy.seconds : 2) * 1000;
      }
    }
    throw new Error("The reading comes to no end");
  }

  /** One attempt of a worker. */
  async read(signal = new AbortController().signal): Promise<void> {
    let used: string | null = null;
    const session = new TelegramSession((again) => {
      if (again && used === this.stored) return Promise.resolve(null);
      used = this.stored;
      return Promise.resolve(this.#connect(used));
    }, signal);
    try {
      if (await this.#pull(session)) await this.#check(session);
    } catch (error) {
      throw asConnectorError(error);
    } finally {
      await session.close();
    }
  }

  async #pull(session: TelegramSession): Promise<boolean> {
    let stored = 0;
    const reading = readAccount({
      session,
      accountId: String(MIRA),
      ownName: "Mira",
      selection: this.selection,
      cursors: new Map(this.store.cursors),
      now: () => new Date(this.now),
      initialDays: this.initialDays,
      pageSize: this.pageSize,
    });
    const { page: alter = (page: Page) => page, pages: order = (pages) => pages } =
      this.alterations;
    for await (const read of order(pagesOf(reading))) {
      if (++stored > this.crashAfter) return false;
      const page = alter(read, this);
      this.pages.push(page);
      this.store.store(page);
    }
    return true;
  }

  async #check(session: TelegramSession): Promise<void> {
    for (let unseen = this.store.unseen(); unseen; unseen = this.store.unseen()) {
      const gone = this.alterations.skipCheck
        ? []
        : await checkUnseen(session, String(MIRA), unseen);
      this.store.settle(unseen, gone);
    }
  }

  #connect(session: string): TelegramConnection {
    this.open++;
    const close = () => {
      this.open--;
      return Promise.resolve();
    };
    const connection = connectionOver((request) => {
      const method = request.className;
      this.meanwhile();
      this.calls.push(method);
      if (session !== this.session) throw failureNamed("SESSION_REVOKED");
      const fault = this.fault(method);
      if (fault === "lost") throw new TelegramError("unavailable");
      if (fault) throw failureNamed(fault.error, fault.seconds);
      try {
        return Promise.resolve(answer({ world: this.world, viewer: MIRA }, request));
      } catch (error) {
        throw error instanceof ApiError ? failureNamed(error.message) : error;
      }
    }, close);
    const { answer: alter } = this.alterations;
    return alter ? altered(connection, alter) : connection;
  }

  /** What is stored of a chat, as "id text". */
  kept(key: string): string[] {
    return [...this.store.events.values()].filter(({ resource }) => resource === key)
      .map(({ event }) => `${event.external_id} ${event.text_for_embedding}`).toSorted();
  }

  /** What Telegram shows the person of it, in the same form. */
  shown(chat: Chat): string[] {
    const key = keyOf(chat);
    const prefix = chat.kind === "channel" ? `${MIRA}:${key}` : String(MIRA);
    return this.world.seenBy(MIRA, chat)
      .filter(({ content, date }) =>
        !content.action && !(content.media && "ttlSeconds" in content.media) &&
        (!content.ttlPeriod || (date + content.ttlPeriod) * 1000 > this.now)
      )
      .map(({ id, content }) => `${prefix}:${id} ${content.text}`).toSorted();
  }
}

async function* pagesOf(reading: AsyncIterable<TelegramPage>): AsyncGenerator<Page> {
  for await (const page of reading) yield toPage(page, String(MIRA));
}

export function keyOf(chat: Chat): string {
  if (chat.kind === "channel") return `channel:${chat.id}`;
  if (chat.kind === "group") return `chat:${chat.id}`;
  const [a, b] = chat.people;
  return `user:${a === MIRA ? b : a}`;
}

function altered(
  connection: TelegramConnection,
  alter: (answer: Record<string, unknown>) => unknown,
): TelegramConnection {
  const through = async (call: Promise<unknown>) => {
    const told = await call;
    return typeof told === "object" && told !== null ? alter({ ...told }) : told;
  };
  return {
    state: () => through(connection.state()),
    difference: (state) => through(connection.difference(state)),
    channelDifference: (channel, pts) => through(connection.channelDifference(channel, pts)),
    dialogs: (after) => through(connection.dialogs(after)),
    history: (peer, before, limit) => through(connection.history(peer, before, limit)),
    messages: (peer, ids) => through(connection.messages(peer, ids)),
    topics: (channel) => through(connection.topics(channel)),
    close: () => connection.close(),
  };
}
