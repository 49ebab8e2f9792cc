import { output, sql } from "../../native/tools.ts";
import { connectionEnv } from "../../native/tools.ts";
import { copyInto, PSQL } from "../vector/copy.ts";
import { corpus, DAY, MODEL, type Tenant } from "../vector/corpus.ts";
import { seeded } from "../vector/random.ts";
import { DIMENSIONS } from "../vector/topics.ts";

/** What retention finds, and somebody who asks meanwhile. */
export interface ExpiredData {
  tenant: Tenant;
  /** Question vectors in pgvector's text form. */
  questions: string[];
}

const TENANTS = 40;
/** Events of each tenant that are not expired: what a person asks about. */
const LIVING = 600;

/**
 * Fills a database with `expired` events that are past their time, and 600 living ones for each of
 * 40 people; each event with its vector and in a thread, some cited by summaries, proposals and tasks.
 */
export async function loadExpired(
  url: string,
  expired: number,
  log: (line: string) => void,
): Promise<ExpiredData> {
  const rows = expired + TENANTS * LIVING;
  const data = corpus({
    seed: 4,
    rows,
    tenants: TENANTS,
    bigTenantRows: Math.floor(rows / TENANTS),
  });
  const users = data.tenants.map(({ id }) => `('${id}', '${id}@example.test')`).join(",");
  const index = (await sql(
    url,
    `select indexdef from pg_indexes where indexname = 'embeddings_embedding_idx'`,
  )).trim();
  await sql(
    url,
    `truncate public.events, public.threads, public.embeddings cascade;
     insert into auth.users (id, email) values ${users} on conflict do nothing;
     drop index public.embeddings_embedding_idx;`,
  );
  log("loading vectors");
  const copy = copyInto(
    url,
    "public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim, " +
      "embedding, content_hash, source, occurred_at, expires_at)",
  );
  const now = Date.now();
  const living = new Map<string, number>();
  for (const { tenant, objectId, source, vector } of data.rows(data.tenants, { from: 0, to: 1 })) {
    const alive = (living.get(tenant.id) ?? 0) < LIVING;
    if (alive) living.set(tenant.id, (living.get(tenant.id) ?? 0) + 1);
    const age = (Number.parseInt(objectId.slice(0, 6), 16) / 0xffffff) * 29 * DAY;
    const occurredAt = Math.round(now - age - (alive ? 0 : 31 * DAY));
    copy.rows.row(10).uuid(tenant.id).text("event").uuid(objectId).text(MODEL).int(DIMENSIONS)
      .vector(vector).text(objectId.replaceAll("-", "").repeat(2)).text(source)
      .timestamp(occurredAt).timestamp(occurredAt + 30 * DAY);
    await copy.flush();
  }
  await copy.end();
  log("deriving events, threads, summaries, proposals and tasks");
  await sql(url, DERIVED);
  log("building the vector index");
  await sql(
    url,
    `set max_parallel_maintenance_workers = 0; set maintenance_work_mem = '2GB'; ${index};`,
  );
  await output(PSQL, ["-Xq", "-c", "vacuum (analyze)"], { env: connectionEnv(url) });

  const tenant = data.tenants[1];
  if (!tenant) throw new Error("the corpus has no second tenant");
  const random = seeded(9);
  const questions = Array.from(
    { length: 64 },
    () => `[${data.query(tenant, random).join(",")}]`,
  );
  return { tenant, questions };
}

// Triggers are off: what is loaded has its vectors already.
const DERIVED = `
set session_replication_role = replica;
insert into public.threads (user_id, source, external_id, subject)
select user_id, source, 'thread-' || bucket, 'Subject'
from (select distinct user_id, source, (('x' || left(object_id::text, 3))::bit(12)::integer) as bucket from public.embeddings) as b;
insert into public.events (id, user_id, source, external_id, thread_id, event_type, title, body, text_for_embedding,
  content_hash, occurred_at, expires_at)
select e.object_id, e.user_id, e.source, e.object_id::text, t.id, 'message', 'Message', 'Body of the message', 'Text of the message',
  e.content_hash, e.occurred_at, e.expires_at
from public.embeddings e
join public.threads t on t.user_id = e.user_id and t.source = e.source
  and t.external_id = 'thread-' || (('x' || left(e.object_id::text, 3))::bit(12)::integer);
insert into public.summaries (user_id, window_start, window_end, content_json, source_refs)
select user_id, min(occurred_at), max(occurred_at) + interval '1 second', '{}',
  jsonb_agg(jsonb_build_object('type', 'event', 'id', id, 'source', source))
from (select *, row_number() over (partition by user_id order by occurred_at) / 5 as part from public.events) as e
where part % 10 = 0 group by user_id, part;
insert into public.proposals (user_id, window_start, window_end, content_json, source_refs)
select user_id, window_start, window_end, '{"actions": []}', source_refs from public.summaries where random() < 0.3;
insert into public.tasks (user_id, title, source_event_id, source_refs, detection_key)
select user_id, 'Do it', id, jsonb_build_array(jsonb_build_object('type', 'event', 'id', id, 'source', source)), 'event:' || id
from public.events where random() < 0.02;
`;
