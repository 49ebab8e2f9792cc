import type { Connection } from "@supabase/lite";

/**
 * A value that may be bound to `$1`, `$2`, ... JSON is passed as text and cast in the statement
 * (`$1::text::jsonb`), because the two drivers disagree on how to encode an object.
 */
export type SqlParameter = string | number | bigint | boolean | null | Uint8Array | string[];

/** Runs one statement and returns its rows. Timestamps are text, `jsonb` is parsed. */
export type Query = <Row extends object = Record<string, unknown>>(
  text: string,
  parameters?: readonly SqlParameter[],
) => Promise<Row[]>;

/** What one statement of a script did. */
export interface StatementResult {
  /** Rows returned, or rows changed where the statement returns none. */
  rowCount: number;
  /** Whether the statement returns rows at all. */
  returnsRows: boolean;
}

/** What one statement of a script returned. */
export interface StatementRows {
  columns: string[];
  rows: Record<string, unknown>[];
  /** Rows returned, or rows changed where the statement returns none. */
  count: number;
}

/**
 * The one database behind the stack, as superuser. `query`, `script` and `transaction` take
 * their turn; calling one of them from inside `exclusive` or `transaction` waits forever on
 * PGlite, so use the `query` that is handed in.
 */
export interface Database {
  readonly kind: "pglite" | "postgres";
  /** What @supabase/lite talks to. Use it inside `exclusive` only. */
  readonly connection: Connection;
  readonly query: Query;
  /**
   * Runs any number of statements in one implicit transaction, as `role` when given. Unlike
   * `transaction` it can run `vacuum`, and takes no parameters.
   */
  script(text: string, options?: { role?: string }): Promise<StatementResult[]>;
  /** Runs any number of statements as `script` does, and returns their rows. */
  run(text: string): Promise<StatementRows[]>;
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** Keeps everybody else out while `work` uses `connection`, where they share one session. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Calls back with the payload of each `notify` on the channel, until the database is closed. */
  listen(channel: string, callback: (payload: string) => void): Promise<void>;
  /** The data directory as an uncompressed tar archive; null where that cannot be had. */
  dump(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** Quotes a name for use in SQL. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Stops @supabase/lite from granting everything on every schema with row level security to the
 * API roles, which it does once per connection before its first request. Grants are the
 * business of the migrations, as on a hosted project.
 */
export function keepGrants(connection: Connection): void {
  if (!("rlsState" in connection)) {
    throw new Error(
      "This version of @supabase/lite has no rlsState any more: check how it grants privileges, then adapt keepGrants",
    );
  }
  Reflect.set(connection, "rlsState", "active");
}
