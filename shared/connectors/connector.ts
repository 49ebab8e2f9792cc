/** What a connector is, what its pages can say, and how a provider refuses. */
import type { z } from "zod";
import type { OAuthProvider } from "./oauth/provider.ts";
import type { PhoneLogin } from "./phone_login.ts";
import type {
  Deletion,
  NormalisedEvent,
  NormalisedThread,
  Reset,
  Source,
  SyncCursor,
  SyncProblem,
} from "../contracts/events.ts";
import type { Provider } from "../contracts/providers.ts";

/** One linked account, as its connector reads it. */
export interface LinkedAccount {
  id: string;
  userId: string;
  provider: Provider;
  /** The account's id at the provider. */
  providerAccountId: string;
  metadata: Record<string, unknown>;
}

/** What a connector remembers of a resource: its own schema says what is in it. */
export type CursorState = Record<string, unknown>;

/** How far one resource of an account (a channel, a mail folder, a peer) was read. */
export interface StoredCursor<State extends CursorState = CursorState> {
  resource: string;
  /** Null: what was stored does not fit the connector's schema; the resource is read anew. */
  cursor: State | null;
}

/**
 * What was read of one resource, in any number, and the cursor that makes the next pull resume
 * behind it. A page and its cursor are committed in one transaction, so a crash repeats a page and
 * never loses one. A resource without news yields a page without events, for its `read_until`.
 */
export interface Page<State extends CursorState = CursorState> {
  source: Source;
  /** Every resource of the account that is to be read, begun or not; those left out are forgotten. */
  resources?: string[];
  /** This page is the first of a whole new reading of its resource. Needs `Connector.check`. */
  reset?: Reset;
  threads: NormalisedThread[];
  events: NormalisedEvent[];
  /** Applied after `events`. */
  deletions?: Deletion[];
  problems?: SyncProblem[];
  cursor: Omit<SyncCursor, "cursor" | "origin"> & { cursor: State };
  /** Every resource that was read to its end has been read until here: an ISO instant. */
  advance?: string;
}

/** What bounds a reading from outside. */
export interface Reading {
  /** Aborted when the time is over: requests under way end, and the rest is read next time. */
  signal: AbortSignal;
}

/** Events that a whole new reading did not see again; all of one source and resource. */
export interface Unseen {
  source: Source;
  resource: string;
  externalIds: string[];
}

/** A webhook call as it came, before anybody believed it. */
export interface Delivery {
  url: URL;
  headers: Headers;
  body: Uint8Array;
}

/**
 * What a genuine delivery asks for. It only ever wakes a reading: one delivery may concern many
 * people's accounts, and what it says may be older than what is stored.
 */
export type PushOutcome =
  | { kind: "reply"; body: string }
  | { kind: "wake"; providerAccountIds: string[] };

/** An archive: a folder, a zip or memory. */
export interface ImportFiles {
  /** What a person calls it; it names the archive in errors. */
  readonly name: string;
  /** Paths of all files, relative, with "/" between the parts. */
  list(): Promise<string[]>;
  /** The file's text in pieces. Throws with a reason that holds nothing of the text. */
  text(path: string): AsyncIterable<string>;
}

/** Part of an archive. It has no cursor: an import that broke off is repeated, and changes nothing. */
export interface ImportPage extends Omit<Page, "cursor" | "resources" | "reset"> {
  /** Id of the archive's account at the provider, where the archive tells it. */
  providerAccountId: string | null;
}

/**
 * One provider, and what it can do. A connector lives in a folder of its own, gets what it needs
 * (configuration, fetch, the token store) when it is made, and is listed in `providers.ts`.
 * `tests/support/connectors/contract.ts` is what every one of them has to pass.
 */
export interface Connector<State extends CursorState = CursorState> {
  readonly provider: Provider;
  /** How its accounts are linked; absent where they are not, or nobody configured it. */
  readonly oauth?: OAuthProvider | undefined;
  /** The same for accounts that are logged in to by phone. */
  readonly login?: PhoneLogin | undefined;
  /** What this connector's cursors hold. */
  readonly cursor: z.ZodType<State>;
  /**
   * Yields what is new since `cursors`, edits and deletions too, until everything is read. The
   * caller stores each page before it asks for the next, and stops asking when its time is over.
   *
   * @throws {ConnectorError} where the provider refuses
   */
  pull?(
    account: LinkedAccount,
    cursors: StoredCursor<State>[],
    reading: Reading,
  ): AsyncIterable<Page<State>>;
  /**
   * Asks the source for each of these, and returns those that are no more.
   *
   * @throws {ConnectorError} where the provider refuses
   */
  check?(account: LinkedAccount, unseen: Unseen, reading: Reading): Promise<Deletion[]>;
  /**
   * Sees to it that the provider pushes, where it has to be asked to: makes what is missing and renews
   * what would end. Called before a reading when something of it is due. A provider that refuses is
   * noted and asked again later: the account is polled in any case.
   */
  subscribe?(account: LinkedAccount, reading: Reading): Promise<void>;
  /** Verifies a webhook call. Null: it is not from the provider. */
  push?(delivery: Delivery): Promise<PushOutcome | null>;
  /** @throws Error naming the archive when it is none of this provider */
  import?(files: ImportFiles, options: { ownUserId?: string }): AsyncIterable<ImportPage>;
}

/** What is to be done about a refusal. */
export type Remedy =
  /** Not before so many seconds; the provider planned this, so it is neither attempt nor failure. */
  | { kind: "wait"; seconds: number }
  /** Later, with growing pauses, at least `afterSeconds`. */
  | { kind: "retry"; afterSeconds?: number }
  /** Not before the person has linked the account again; `code` becomes the account's reason. */
  | { kind: "relink" };

/** The provider did not do what was asked. */
export class ConnectorError extends Error {
  override name = "ConnectorError";
  readonly code: string;

  /** @param code a word such as token_revoked, never a text of the provider: what is none is "refused" */
  constructor(code: string, readonly remedy: Remedy) {
    const word = /^[a-z0-9_]{1,64}$/.test(code) ? code : "refused";
    super(`The provider failed: ${word}`);
    this.code = word;
  }
}
