/**
 * What search was before codes: one HNSW index over everybody's vectors, and a function that compares
 * few rows exactly and walks the graph for many. Kept to measure against, in the same run.
 */
export const FORMER_SCHEMA = `
create table former_embeddings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  object_type text not null,
  object_id uuid not null,
  chunk_index integer not null default 0,
  embedding_model text not null,
  embedding_dim integer not null,
  embedding extensions.vector(1536) not null,
  content_hash text not null,
  metadata jsonb not null default '{}',
  source text,
  occurred_at timestamptz not null,
  expires_at timestamptz,
  constraint former_embeddings_object_chunk_model_key
    unique (user_id, object_type, object_id, chunk_index, embedding_model)
);
alter table former_embeddings alter column embedding set storage plain;
alter table former_embeddings set (toast_tuple_target = 8160);
create index former_user_id_object_type_idx on former_embeddings (user_id, object_type);
create index former_user_id_content_hash_idx on former_embeddings (user_id, content_hash);
create index former_user_id_model_occurred_at_idx
  on former_embeddings (user_id, embedding_model, occurred_at) include (source, object_type);
create index former_expires_at_idx on former_embeddings (expires_at) where expires_at is not null;
create index former_user_id_model_type_expires_at_idx
  on former_embeddings (user_id, embedding_model, object_type, expires_at) include (source)
  where chunk_index = 0 and expires_at is not null;

create function match_former(
  query_embedding extensions.vector, match_model text, match_count integer,
  earliest timestamptz, latest timestamptz, owner uuid
)
returns table (object_id uuid, similarity double precision)
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_generic_plan'
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set jit = off
as $$
#variable_conflict use_column
declare
  query extensions.vector := extensions.l2_normalize(query_embedding);
  fetch_count integer := greatest(20, 2 * match_count);
  exact_limit integer;
  candidates integer;
  nearest tid[];
begin
  select greatest(500, sqrt(20.0 / 3 * fetch_count * greatest(c.reltuples, 0))) into exact_limit
  from pg_catalog.pg_class c where c.oid = 'public.former_embeddings'::pg_catalog.regclass;
  select count(*) into candidates from (
    select 1 from public.former_embeddings e
    where e.user_id = owner and e.embedding_model = match_model
      and e.occurred_at >= earliest and e.occurred_at < latest
    limit exact_limit + 1
  ) as bounded;
  if candidates > exact_limit then
    perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
    nearest := array(
      select e.ctid from public.former_embeddings e
      where e.user_id = owner and e.embedding_model = match_model
        and e.occurred_at >= earliest and e.occurred_at < latest
      order by e.embedding operator(extensions.<=>) query
      limit fetch_count);
    return query
      select n.object_id, 1 - n.distance
      from (
        select e.object_id, e.embedding operator(extensions.<=>) query as distance
        from public.former_embeddings e where e.ctid = any (nearest)
        offset 0
      ) as n
      order by n.distance, n.object_id
      limit match_count;
    return;
  end if;
  return query
    select e.object_id, 1 - n.distance
    from (
      select t.ctid, t.distance, t.object_id
      from (
        select e.ctid, e.object_id, e.embedding operator(extensions.<=>) query as distance
        from public.former_embeddings e
        where e.user_id = owner and e.embedding_model = match_model
          and e.occurred_at >= earliest and e.occurred_at < latest
        offset 0
      ) as t
      order by t.distance, t.object_id
      limit match_count
    ) as n
    join public.former_embeddings e on e.ctid = n.ctid
    order by n.distance, n.object_id;
end;
$$;
`;

export const FORMER_INDEXES = [{
  name: "former_embedding_idx",
  sql:
    "create index former_embedding_idx on former_embeddings using hnsw (embedding extensions.vector_cosine_ops) with (m = 16, ef_construction = 128)",
}];
