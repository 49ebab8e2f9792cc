import { z } from "zod";
import type { Target } from "../target.ts";
import { RemedyError } from "../usage.ts";

const answer = z.array(z.object({
  columns: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.unknown())),
  count: z.int(),
}));

/** What one statement gave. */
export type SqlResult = z.infer<typeof answer>[number];

const refusal = z.object({ message: z.string(), code: z.string().optional() });

/**
 * Runs statements in one transaction as superuser.
 *
 * @throws {RemedyError} with the SQLSTATE where the database refuses
 */
export async function runSql(target: Target, statements: string): Promise<SqlResult[]> {
  const response = await fetch(`${target.url}/_sql`, {
    method: "POST",
    headers: { apikey: target.secretKey, "content-type": "application/json" },
    body: JSON.stringify({ query: statements }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return answer.parse(body);
  const refused = refusal.safeParse(body).data;
  if (response.status === 404 || !refused) {
    throw new RemedyError(
      `${target.url} takes no SQL here: use psql, or the SQL editor of a hosted project`,
    );
  }
  throw new RemedyError(refused.code ? `${refused.code}: ${refused.message}` : refused.message);
}
