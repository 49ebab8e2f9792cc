import type { z } from "zod";
import type {
  Connector,
  CursorState,
  Page,
  Reading,
  StoredCursor,
} from "../../connectors/connector.ts";
import type { Budget } from "../worker/budget.ts";
import type { AccountLease } from "./account_lease.ts";

/** How far a reading came. */
export interface ReadingProgress {
  /** Pages that were stored, checks at the source included. */
  stored: number;
  /** Whether everything there is was read. */
  complete: boolean;
}

/** A connector that can be read from. */
export type PullingConnector = Connector & Required<Pick<Connector, "pull">>;

/** Whether this connector can be read from, and not only imported. */
export function canPull(connector: Connector): connector is PullingConnector {
  return connector.pull !== undefined;
}

/** Longest timer that JavaScript has. */
const longestTimer = 2 ** 31 - 1;

/**
 * Reads an account page by page, then has what a whole new reading did not see again checked at the
 * source, until all is done or the budget is spent. Every page is stored before the next is asked
 * for, also when the budget ends inside of one.
 *
 * @throws {ConnectorError} where the provider refuses, or what storing throws
 */
export async function readAccount(
  lease: AccountLease,
  connector: PullingConnector,
  budget: Budget,
): Promise<ReadingProgress> {
  const progress = { stored: 0, complete: false };
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), Math.min(longestTimer, budget.milliseconds()));
  const reading: Reading = { signal: end.signal };
  try {
    // Before the reading: what happens after it has begun is pushed, and what happened before is read.
    if (lease.pushDue) await connector.subscribe?.(lease.account, reading);
    progress.complete = await pullPages(lease, connector, budget, reading, progress) &&
      await checkUnseen(lease, connector, budget, reading, progress);
  } catch (error) {
    // A request that the end of the budget broke off says nothing about the provider.
    if (!(end.signal.aborted && isAbort(error))) throw error;
  } finally {
    clearTimeout(timer);
    end.abort();
  }
  return progress;
}

async function pullPages(
  lease: AccountLease,
  connector: PullingConnector,
  budget: Budget,
  reading: Reading,
  progress: ReadingProgress,
): Promise<boolean> {
  const cursors = parseCursors(connector.cursor, lease.cursors);
  const lost = new Set(
    cursors.filter(({ cursor }) => cursor === null).map(({ resource }) => resource),
  );
  for await (const page of connector.pull(lease.account, cursors, reading)) {
    // Whatever a connector does about a cursor that it cannot read, the resource starts anew.
    const anew = lost.delete(page.cursor.resource) && page.reset === undefined;
    await storePage(lease, connector, anew ? { ...page, reset: wholeResource } : page);
    progress.stored++;
    if (!budget.left()) return false;
  }
  return true;
}

const wholeResource = { since: null, until: null };

/** Cursors in the connector's own types; null where one does not fit. */
export function parseCursors<State extends CursorState>(
  schema: z.ZodType<State>,
  stored: readonly { resource: string; cursor: CursorState }[],
): StoredCursor<State>[] {
  return stored.map(({ resource, cursor }) => ({
    resource,
    cursor: schema.safeParse(cursor).data ?? null,
  }));
}

async function storePage(lease: AccountLease, connector: Connector, page: Page): Promise<void> {
  if (page.reset !== undefined && connector.check === undefined) {
    throw new Error(`The ${connector.provider} connector resets a resource and has no check()`);
  }
  await lease.store({
    ...page,
    resource: page.cursor.resource,
    cursor: { ...page.cursor, origin: "live" },
  });
}

async function checkUnseen(
  lease: AccountLease,
  connector: PullingConnector,
  budget: Budget,
  reading: Reading,
  progress: ReadingProgress,
): Promise<boolean> {
  if (connector.check === undefined) return true;
  for (;;) {
    const unseen = await lease.unseen();
    if (unseen === null) return true;
    const deletions = await connector.check(lease.account, unseen, reading);
    const gone = new Set(deletions.map((deletion) => deletion.external_id));
    await lease.store({
      source: unseen.source,
      resource: unseen.resource,
      threads: [],
      events: [],
      deletions,
      confirmed: unseen.externalIds.filter((id) => !gone.has(id)),
    });
    progress.stored++;
    if (!budget.left()) return false;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException &&
    (error.name === "AbortError" || error.name === "TimeoutError");
}
