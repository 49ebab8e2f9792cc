/** Where operators, logs and workers look: nothing in there may hold a secret or somebody's words. */
export const WORKING_SCHEMAS = ["pgmq", "net", "cron", "internal"] as const;

/** Runs one statement and gives its rows. */
export type Query = (statement: string) => Promise<Record<string, unknown>[]>;

/**
 * Tables of these schemas of which a row holds one of the texts anywhere: in a text, in JSON, or as
 * the bytes of a request's body. Every table there is, those of tomorrow as well.
 *
 * @param spared tables that hold such texts by their purpose, "internal.prompts"
 */
export async function tablesThatHold(
  query: Query,
  texts: readonly string[],
  spared: readonly string[] = [],
  schemas: readonly string[] = WORKING_SCHEMAS,
): Promise<string[]> {
  const tables = await query(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname in (${schemas.map(literal).join(", ")})
     order by 1`,
  );
  const names = tables.map(({ name }) => String(name)).filter((name) => !spared.includes(name));
  // Bytes are written in hexadecimal digits.
  const sought = texts.flatMap((text) => [text, hexOf(text)]);
  const list = `array[${sought.map(literal).join(", ")}]::text[]`;
  const found: string[] = [];
  for (const name of names) {
    const rows = await query(
      `select 1 from ${name} as t
       where exists (select 1 from unnest(${list}) as s where strpos(t::text, s) > 0) limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

function hexOf(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
