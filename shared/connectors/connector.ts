import type { NormalisedEvent, NormalisedThread, Source, SyncCursor } from "../contracts/events.ts";

/** Services whose accounts can be linked. */
export type Provider = "slack" | "telegram" | "outlook";

/** One linked account, as its connector reads it. */
export interface LinkedAccount {
  id: string;
  userId: string;
  provider: Provider;
  /** The account's id at the provider. */
  providerAccountId: string;
  metadata: Record<string, unknown>;
}

/** How far one resource of an account (a channel, a mail folder, a peer) was read. */
export interface StoredCursor {
  resource: string;
  cursor: Record<string, unknown>;
}

/**
 * Events of one resource, in any number, with the threads they name, and the cursor that makes the
 * next pull resume behind them. Both are stored in one transaction, so a crash repeats a page and
 * never loses one. A resource without news yields a page without events, for its `read_until`.
 */
export interface Page {
  source: Source;
  threads: NormalisedThread[];
  events: NormalisedEvent[];
  cursor: SyncCursor;
}

/**
 * Reads one provider. A connector lives in a folder of its own, gets what it needs (configuration,
 * fetch, the token store) when it is made, and is listed in `registry.ts`.
 */
export interface Connector {
  readonly provider: Provider;
  /**
   * Yields what is new since `cursors`, edits and deletions too, until everything is read. The
   * caller stores each page before it asks for the next, and stops asking when its budget is
   * spent.
   *
   * @throws {ConnectorError} where the provider refuses
   */
  pull(account: LinkedAccount, cursors: StoredCursor[]): AsyncIterable<Page>;
}

/** The provider did not do what was asked. `code` is a word, never a text of the provider. */
export class ConnectorError extends Error {
  override name = "ConnectorError";

  constructor(
    readonly code: string,
    /** "retry": later; "relink": not before the person links the account again. */
    readonly remedy: "retry" | "relink",
    /** What the provider asked to wait, in seconds. */
    readonly retryAfterSeconds?: number,
  ) {
    super(`The provider failed: ${code}`);
  }
}
