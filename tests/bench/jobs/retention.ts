import { fileURLToPath } from "node:url";
import { connectSql, type SqlClient } from "../../support/native/sql_rpc.ts";
import { MODEL } from "../vector/corpus.ts";
import { type ExpiredData, loadExpired } from "./expired_data.ts";
import { percentile, type Spread, spread } from "./statistics.ts";

export interface RetentionResult {
  events: number;
  seconds: number;
  /** Milliseconds of one match_embeddings, per round. */
  idleP95: Spread;
  busyP95: Spread;
  /** Median over the rounds of busy p95 by idle p95. */
  ratio: Spread;
  queries: number;
  audit: Record<string, unknown>;
}

const worker = fileURLToPath(new URL("./retention_worker.ts", import.meta.url));

/**
 * The foreground's `match_embeddings` (10 of 600 rows in a 30-day window, as the service) while
 * retention deletes `events` events with all that hangs on them, against the same just before.
 */
export async function benchRetention(
  url: string,
  events: number,
  log: (line: string) => void,
): Promise<RetentionResult> {
  const data = await loadExpired(url, events, log);
  await using client = connectSql(url);
  await using admin = connectSql(url, { role: "" });
  await admin.sql`select internal.queue_retention()`;

  const idle: number[] = [];
  const busy: number[] = [];
  let queries = 0;
  let seconds = 0;
  await measure(client, data, 2);
  for (let round = 1;; round++) {
    const quiet = await measure(client, data, 3);
    const started = performance.now();
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", worker, url, "4"],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    // From when it works, not from when it starts.
    await waitForRun(admin);
    const beside = await measure(client, data, 60, child.status);
    const { success } = await child.status;
    if (!success) throw new Error("the retention worker failed");
    seconds += (performance.now() - started) / 1000;
    queries += quiet.length + beside.length;
    idle.push(percentile(quiet, 0.95));
    busy.push(percentile(beside, 0.95));
    const left = await count(admin);
    log(
      `round ${round}: p95 idle ${idle.at(-1)?.toFixed(2)} ms, busy ${
        busy.at(-1)?.toFixed(2)
      } ms, ${left} expired events left`,
    );
    if (left === 0) break;
  }
  const [audit] = await admin.sql`
    select sum(events)::integer as events, sum(embeddings)::integer as embeddings, sum(threads)::integer as threads,
      sum(summaries)::integer as summaries, sum(proposals)::integer as proposals,
      sum(references_cleared)::integer as references_cleared
    from internal.deletion_audit`;
  return {
    events,
    seconds,
    idleP95: spread(idle),
    busyP95: spread(busy),
    ratio: spread(busy.map((value, index) => value / (idle[index] ?? NaN))),
    queries,
    audit: { ...audit },
  };
}

async function count({ sql }: SqlClient): Promise<number> {
  const [row] =
    await sql`select count(*)::integer as n from public.events where expires_at <= now()`;
  return Number(row?.["n"]);
}

async function waitForRun({ sql }: SqlClient): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const [row] = await sql`
      select count(*)::integer as n from internal.job_runs where queue = 'retain' and finished_at is null`;
    if (row?.["n"] === 1) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("the retention worker did not start within 10 seconds");
}

/** Asks one question after the other for `seconds`, or until `end`; returns milliseconds of each. */
async function measure(
  { sql }: SqlClient,
  { tenant, questions }: ExpiredData,
  seconds: number,
  end: Promise<unknown> = new Promise(() => {}),
): Promise<number[]> {
  let ended = false;
  end.then(() => ended = true);
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  for (let n = 0; performance.now() < until && !ended; n++) {
    const question = questions[n % questions.length] ?? "";
    const started = performance.now();
    const rows = await sql`
      select object_id from public.match_embeddings(${question}::text::extensions.vector, ${MODEL}, 10,
        window_start => now() - interval '30 days', window_end => now(), for_user => ${tenant.id})`;
    times.push(performance.now() - started);
    if (rows.length !== 10) throw new Error(`match_embeddings found ${rows.length} of 10 rows`);
    // A person is no loop: without a pause the foreground alone would fill one core.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return times;
}
