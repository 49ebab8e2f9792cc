import postgres from "postgres";
import { percentile } from "../jobs/statistics.ts";
import { MODEL } from "./corpus.ts";
import { K, type Question } from "./targets.ts";

/** One step of a search, alone, as the client sees it. */
export interface Part {
  part: string;
  /** Milliseconds. */
  p50: number;
}

const FILTER =
  `e.user_id = $2::text::uuid and e.embedding_model = $3::text and e.in_graph in (false, true)
  and e.occurred_at >= $4::text::timestamptz and e.occurred_at < $5::text::timestamptz`;
const SCOPE = "$2::text, $3::text, $4::text, $5::text";

/** Each statement does what the one before it does, and one thing more. */
const STEPS: [part: string, statement: string][] = [
  ["a round trip", `select 1, length(${SCOPE.replaceAll(", ", " || ")}), left($1::text, 0)`],
  [
    "+ parsing 1,536 numbers",
    `select extensions.vector_dims($1::text::extensions.vector), ${SCOPE}`,
  ],
  [
    "+ normalising",
    `select extensions.vector_dims(extensions.l2_normalize($1::text::extensions.vector)), ${SCOPE}`,
  ],
  [
    "+ counting the rows in the index",
    `select count(*), $1::text::extensions.vector from public.embeddings e where ${FILTER}`,
  ],
  [
    "+ reading their heap pages",
    `select count(e.embedding_dim), $1::text::extensions.vector from public.embeddings e where ${FILTER}`,
  ],
  [
    "+ comparing their vectors",
    `select min(e.embedding operator(extensions.<=>) $1::extensions.vector) from public.embeddings e where ${FILTER}`,
  ],
  [
    "match_embeddings",
    `select object_id from public.match_embeddings($1::text::extensions.vector, $3::text, ${K}, null, null,
      $4::text::timestamptz, $5::text::timestamptz, -1, $2::text::uuid)`,
  ],
  [
    "match_embeddings, under RLS",
    `select object_id from public.match_embeddings($1::text::extensions.vector, $3::text, ${K}, null, null,
      $4::text::timestamptz, $5::text::timestamptz, -1, $2::text::uuid)`,
  ],
];

/** The p50 of the small tenant's search taken apart; all parts are asked in turn. */
export async function partsOf(
  url: string,
  questions: readonly Question[],
  repetitions: number,
): Promise<Part[]> {
  const sessions = await Promise.all(STEPS.map(async ([part, statement]) => {
    const sql = postgres(url, { max: 1, onnotice: () => {}, fetch_types: false });
    await sql.unsafe(`set plan_cache_mode = 'force_generic_plan'; set enable_seqscan = off;
      set enable_bitmapscan = off; set jit = off;
      set role ${part.endsWith("RLS") ? "authenticated" : "service_role"}`);
    return { part, statement, sql, times: [] as number[] };
  }));
  try {
    for (let repetition = 0; repetition <= repetitions; repetition++) {
      for (const [turn] of questions.entries()) {
        for (const [index, session] of sessions.entries()) {
          const question = questions[(turn + index * 7) % questions.length];
          if (!question) continue;
          const { tenant, vector, start, end } = question;
          await session.sql`select set_config('request.jwt.claims', ${
            JSON.stringify({ sub: tenant.id, role: "authenticated" })
          }, false)`;
          const started = performance.now();
          await session.sql.unsafe(session.statement, [vector, tenant.id, MODEL, start, end], {
            prepare: true,
          });
          if (repetition > 0) session.times.push(performance.now() - started);
        }
      }
    }
    return sessions.map(({ part, times }) => ({ part, p50: percentile(times, 0.5) }));
  } finally {
    await Promise.all(sessions.map(({ sql }) => sql.end()));
  }
}
