import { z } from "zod";
import type { Rpc } from "../../../shared/database/rpc.ts";
import type { TestStack } from "../stack.ts";

/** A person with one linked account, to be read by the connector under test. */
export interface LinkedPerson {
  userId: string;
  accountId: string;
}

export async function linkAccount(
  { stack, signUp }: TestStack,
  provider: string,
  providerAccountId: string,
): Promise<LinkedPerson> {
  const { id } = await signUp();
  const [row] = await stack.sql<{ id: string }>(
    `insert into public.linked_accounts (user_id, provider, provider_account_id)
     values ($1, $2, $3) returning id`,
    [id, provider, providerAccountId],
  );
  return { userId: id, accountId: row?.id ?? "" };
}

/** What a person has on the timeline, by id at the source. */
export async function timelineOf(
  { stack }: TestStack,
  userId: string,
): Promise<Record<string, string | null>> {
  const rows = await stack.sql<{ external_id: string; text: string | null }>(
    `select external_id, text_for_embedding as text from public.events
     where user_id = $1 and deleted_at is null order by external_id`,
    [userId],
  );
  return Object.fromEntries(rows.map((row) => [row.external_id, row.text]));
}

/** What a worker dies of. */
export class Crash extends Error {
  override name = "Crash";
}

/**
 * The same database, whose `nth` write of a page is the last thing the worker did: before or after
 * it was committed. Nothing else gets through any more, as of a worker that is dead.
 */
export function crashing(internal: Rpc, nth: number, when: "before" | "after"): Rpc {
  let writes = 0;
  return async (name, args) => {
    if (writes >= nth) throw new Crash();
    if (name !== "ingest_page" && name !== "ingest_events") return await internal(name, args);
    writes++;
    if (writes === nth && when === "before") throw new Crash();
    const answer = await internal(name, args);
    if (writes === nth) throw new Crash();
    return answer;
  };
}

/** The same database, and how many pages were written to it. */
export function countingPages(internal: Rpc): { rpc: Rpc; count: () => number } {
  let count = 0;
  return {
    rpc: (name, args) => {
      if (name === "ingest_page") count++;
      return internal(name, args);
    },
    count: () => count,
  };
}

const coverageRow = z.object({
  read_until: z.string().nullable(),
  error_code: z.string().nullable(),
  account_status: z.string(),
  status_reason: z.string().nullable(),
  not_begun: z.number(),
  not_completed: z.number(),
  problems: z.array(z.object({ code: z.string(), items: z.number() })),
  last_success_at: z.string().nullable(),
  waiting_until: z.string().nullable(),
});

/** What the coverage receipt is made of, for a person with one account. */
export async function coverageOf({ services }: TestStack, userId: string) {
  const rows = z.array(coverageRow).parse(
    await services.internal("coverage", { for_user: userId }),
  );
  const [row] = rows;
  if (!row || rows.length > 1) throw new Error(`${rows.length} accounts instead of one`);
  return row;
}
