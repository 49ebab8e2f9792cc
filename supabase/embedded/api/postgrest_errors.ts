/** A database error, as both drivers have it. */
export interface SqlError {
  /** SQLSTATE, five characters. */
  code: string;
  message: string;
  detail?: string | undefined;
  hint?: string | undefined;
}

/** Reads the SQLSTATE and texts off an error; null for anything else. */
export function sqlErrorOf(error: unknown): SqlError | null {
  if (!(error instanceof Error)) return null;
  const code: unknown = Reflect.get(error, "code");
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code)) return null;
  const [detail, hint] = ["detail", "hint"].map((name) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" ? value : undefined;
  });
  return { code, message: error.message, detail, hint };
}

/** First match wins: exact codes before their classes. */
const STATUSES: readonly (readonly [RegExp, number])[] = [
  [/^(23503|23505)$/, 409],
  [/^25006$/, 405],
  [/^42501$/, 403],
  [/^(42883|42P01)$/, 404],
  [/^42P17$/, 500],
  [/^P0001$/, 400],
  [/^(08|53)/, 503],
  [/^(09|25|2D|38|39|3B|40|54|55|57|58|F0|HV|P0|XX)/, 500],
  [/^(0L|0P|28)/, 403],
];

/**
 * The HTTP status that PostgREST gives a SQLSTATE
 * (https://docs.postgrest.org/en/v12/references/errors.html, "HTTP Status Codes"): 400 unless its
 * table says otherwise; `PTxyz` names the status itself.
 */
export function statusOf(code: string): number {
  const named = /^PT([1-5]\d\d)$/.exec(code)?.[1];
  if (named !== undefined) return Number(named);
  return STATUSES.find(([pattern]) => pattern.test(code))?.[1] ?? 400;
}

/** The answer of PostgREST to a statement that the database refused. */
export function sqlErrorResponse({ code, message, detail, hint }: SqlError): Response {
  return Response.json(
    { code, details: detail ?? null, hint: hint ?? null, message },
    { status: statusOf(code) },
  );
}
