import { z } from "zod";
import { Selection } from "../../../contracts/connectors.ts";
import type { Deletion } from "../../../contracts/events.ts";
import { threadsOf } from "../../../events/threads.ts";
import type {
  LinkedAccount,
  Page,
  Reading as Bounds,
  StoredCursor,
  Unseen,
} from "../../connector.ts";
import { withTopics } from "../messages/topics.ts";
import type { SessionString, TelegramClientPort } from "../port.ts";
import { asConnectorError } from "../refusals.ts";
import { checkUnseen } from "./check.ts";
import { readAccount } from "./reader.ts";
import { TelegramSession } from "./session.ts";
import type { TelegramPage } from "./state.ts";

/** What reading takes. */
export interface PullDependencies {
  /** The session of an account as it is by now; null where it has none. */
  session(accountId: string): Promise<SessionString | null>;
  /** The library is loaded when it is first asked for. */
  client(): Promise<TelegramClientPort>;
  now: () => Date;
  initialDays: number;
}

/** The most messages that Telegram gives at once. */
const MOST_AT_ONCE = 100;

/** What linking left in the account. */
const metadata = z.object({
  name: z.string().catch(""),
  selection: Selection.catch({ include: [], exclude: [] }),
});

/** Reads one linked account as its owner. */
export async function* pullTelegram(
  dependencies: PullDependencies,
  account: LinkedAccount,
  cursors: readonly StoredCursor[],
  { signal }: Bounds,
): AsyncGenerator<Page> {
  const { now, initialDays } = dependencies;
  const { name, selection } = metadata.parse(account.metadata);
  const session = sessionOf(dependencies, account, signal);
  try {
    const pages = readAccount({
      session,
      accountId: account.providerAccountId,
      ownName: name || "me",
      selection,
      cursors: new Map(cursors.map(({ resource, cursor }) => [resource, cursor])),
      now,
      initialDays,
      pageSize: MOST_AT_ONCE,
    });
    for await (const page of pages) yield toPage(page, account.providerAccountId);
  } catch (error) {
    throw asConnectorError(error);
  } finally {
    await session.close();
  }
}

/** Which of these messages are gone. */
export async function checkTelegram(
  dependencies: PullDependencies,
  account: LinkedAccount,
  unseen: Unseen,
  { signal }: Bounds,
): Promise<Deletion[]> {
  const session = sessionOf(dependencies, account, signal);
  try {
    return await checkUnseen(session, account.providerAccountId, unseen);
  } catch (error) {
    throw asConnectorError(error);
  } finally {
    await session.close();
  }
}

function sessionOf(
  dependencies: PullDependencies,
  account: LinkedAccount,
  signal: AbortSignal,
): TelegramSession {
  let used: SessionString | null = null;
  return new TelegramSession(async (again) => {
    const stored = await dependencies.session(account.id);
    if (stored === null || (again && stored === used)) return null;
    used = stored;
    return await (await dependencies.client()).connect(stored);
  }, signal);
}

/** The page as every connector gives it. */
export function toPage(page: TelegramPage, accountId: string): Page {
  const { resource, parts, resources, reset, deletions, problems, cursor, complete, at, advance } =
    page;
  return {
    source: "telegram",
    threads: withTopics(threadsOf(parts), page.topics, accountId, resource),
    events: parts.map(({ event }) => event),
    ...(resources ? { resources } : {}),
    ...(reset ? { reset: { since: null, until: null } } : {}),
    ...(deletions.length > 0 ? { deletions } : {}),
    ...(problems.length > 0 ? { problems } : {}),
    ...(advance ? { advance } : {}),
    cursor: { resource, cursor, read_until: complete ? at.toISOString() : null, complete },
  };
}
