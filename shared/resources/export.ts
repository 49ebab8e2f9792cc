import { z } from "zod";
import type { Client } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import type { Rpc } from "../database/rpc.ts";
import { promptRows } from "./prompts.ts";

/** Rows that are in memory at once. */
const pageSize = 200;

/** What a person has, table by table, and what of it they may read. */
const exported = {
  users: "*",
  linked_accounts: "*",
  oauth_tokens:
    "id, user_id, linked_account_id, token_type, scopes, expires_at, last_refreshed_at, revoked_at, created_at, updated_at",
  threads: "*",
  events: "*",
  entities: "*",
  notes: "*",
  drafts: "*",
  tasks: "*",
  calendar_events: "*",
  summaries: "*",
  proposals: "*",
} as const;
type Table = keyof typeof exported;
const rowsOf = z.array(z.looseObject({ id: z.guid() }));

/**
 * Everything that a person has, as JSON Lines under their own RLS: `{table, row}`, and at last
 * `{end, rows}` with the count of each table, without which the archive is not whole.
 */
export async function* exportLines(
  client: Client,
  internal: Rpc,
  userId: string,
): AsyncGenerator<string> {
  const counts: Partial<Record<Table | "prompts", number>> = { prompts: 0 };
  for (const table of Object.keys(exported) as Table[]) {
    counts[table] = 0;
    for (let after: string | null = null;;) {
      const rows = await readPage(client, userId, table, after);
      // The index of words is made from the row itself.
      const lines = rows.map(({ search: _, ...row }) => JSON.stringify({ table, row }) + "\n");
      if (lines.length > 0) yield lines.join("");
      counts[table] += rows.length;
      if (rows.length < pageSize) break;
      after = rows.at(-1)?.id ?? null;
    }
  }
  for await (const row of promptRows(internal, userId)) {
    yield JSON.stringify({ table: "prompts", row }) + "\n";
    counts.prompts = (counts.prompts ?? 0) + 1;
  }
  yield JSON.stringify({ end: true, rows: counts }) + "\n";
}

async function readPage(client: Client, userId: string, table: Table, after: string | null) {
  const columns: string = exported[table];
  let query = client.from(table as "notes").select(columns)
    .eq((table === "users" ? "id" : "user_id") as "user_id", userId);
  if (after) query = query.gt("id", after);
  const { data, error } = await query.order("id").limit(pageSize);
  if (error) throw databaseError(`export ${table}`, error);
  return rowsOf.parse(data);
}
