import { sqlErrorResponse } from "./postgrest_errors.ts";

/**
 * Rows that one request may write. @supabase/lite binds every value of every row as a parameter of one
 * statement: it is slower than their number, and Postgres takes 65,535 at most.
 */
export const MAX_ROWS = 5000;

/** A body below this holds fewer rows. */
const SMALL_BYTES = 2 * MAX_ROWS;

/** The request as it may go on, or the refusal of one that writes more than `MAX_ROWS` rows. */
export async function withinRowLimit(request: Request): Promise<Request | Response> {
  const { pathname } = new URL(request.url);
  const writes = request.method === "POST" || request.method === "PUT";
  if (!writes || !pathname.startsWith("/rest/v1/") || pathname.startsWith("/rest/v1/rpc/")) {
    return request;
  }
  const body = await request.text();
  if (body.length >= SMALL_BYTES && rowsIn(body) > MAX_ROWS) {
    return sqlErrorResponse({
      code: "23514",
      message:
        `the limit of ${MAX_ROWS} rows in one request is exceeded; write them in smaller batches`,
    });
  }
  return new Request(request, { body });
}

function rowsIn(body: string): number {
  try {
    const rows: unknown = JSON.parse(body);
    return Array.isArray(rows) ? rows.length : 1;
  } catch {
    // The API says what is wrong with it.
    return 0;
  }
}
