-- Search. Every function here runs as its caller: RLS decides whose rows there are, and
-- for_user only narrows. The service, which RLS does not bind, has to name the user.

create function public.match_embeddings(
  query_embedding extensions.vector,
  match_model text,
  match_count integer default 10,
  object_types text[] default null,
  sources text[] default null,
  window_start timestamptz default null,
  window_end timestamptz default null,
  min_similarity double precision default -1,
  for_user uuid default null
)
returns table (
  object_type text, object_id uuid, chunk_index integer, source text, occurred_at timestamptz,
  similarity double precision, metadata jsonb
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  -- Up to here an exact scan (about 2 microseconds a row) costs less than walking the graph.
  exact_limit constant integer := 4000;
  owner uuid := coalesce(for_user, auth.uid());
  earliest timestamptz := coalesce(window_start, '-infinity');
  latest timestamptz := coalesce(window_end, 'infinity');
  candidates integer;
begin
  if owner is null then
    raise exception 'for_user is missing; sign in, or name the user when calling with the secret key'
      using errcode = 'invalid_parameter_value';
  end if;
  if match_count is null or match_count not between 1 and 200 then
    raise exception 'match_count must be between 1 and 200' using errcode = 'invalid_parameter_value';
  end if;
  if query_embedding is null or extensions.vector_dims(query_embedding) <> 1536 then
    raise exception 'query_embedding must have 1536 dimensions, not %',
      coalesce(extensions.vector_dims(query_embedding), 0) using errcode = 'invalid_parameter_value';
  end if;
  if earliest >= latest then
    raise exception 'window_start must lie before window_end' using errcode = 'invalid_parameter_value';
  end if;

  select count(*) into candidates from (
    select 1 from public.embeddings e
    where e.user_id = owner and e.embedding_model = match_model
      and e.occurred_at >= earliest and e.occurred_at < latest
      and (object_types is null or e.object_type = any (object_types))
      and (sources is null or e.source = any (sources))
    limit exact_limit + 1
  ) as bounded;

  if candidates <= exact_limit then
    return query
      with tenant as materialized (
        select e.object_type, e.object_id, e.chunk_index, e.source, e.occurred_at, e.metadata,
          e.embedding operator(extensions.<=>) query_embedding as distance
        from public.embeddings e
        where e.user_id = owner and e.embedding_model = match_model
          and e.occurred_at >= earliest and e.occurred_at < latest
          and (object_types is null or e.object_type = any (object_types))
          and (sources is null or e.source = any (sources))
      )
      select t.object_type, t.object_id, t.chunk_index, t.source, t.occurred_at,
        1 - t.distance, t.metadata
      from tenant t
      where 1 - t.distance >= min_similarity
      order by t.distance, t.object_id, t.chunk_index
      limit match_count;
  else
    -- set_config, as a SET clause on the function needs the extension loaded at creation.
    perform set_config('hnsw.iterative_scan', 'strict_order', true);
    return query
      select w.object_type, w.object_id, w.chunk_index, w.source, w.occurred_at, 1 - w.distance, w.metadata
      from (
        select e.object_type, e.object_id, e.chunk_index, e.source, e.occurred_at, e.metadata,
          e.embedding operator(extensions.<=>) query_embedding as distance
        from public.embeddings e
        where e.user_id = owner and e.embedding_model = match_model
          and e.occurred_at >= earliest and e.occurred_at < latest
          and (object_types is null or e.object_type = any (object_types))
          and (sources is null or e.source = any (sources))
        order by e.embedding operator(extensions.<=>) query_embedding
        limit match_count
      ) as w
      where 1 - w.distance >= min_similarity;
  end if;
end;
$$;
comment on function public.match_embeddings is
  'Nearest chunks by cosine similarity for one model: exact where the filter leaves few rows, iterative HNSW where it leaves many.';

create function public.average_embedding(
  match_model text,
  object_types text[] default null,
  sources text[] default null,
  window_start timestamptz default null,
  window_end timestamptz default null,
  for_user uuid default null
)
returns extensions.vector
language sql
stable
set search_path = ''
as $$
  select extensions.avg(e.embedding)
  from public.embeddings e
  where e.user_id = coalesce(for_user, auth.uid()) and e.embedding_model = match_model
    and e.occurred_at >= coalesce(window_start, '-infinity')
    and e.occurred_at < coalesce(window_end, 'infinity')
    and (object_types is null or e.object_type = any (object_types))
    and (sources is null or e.source = any (sources));
$$;
comment on function public.average_embedding is
  'What a window is about: the mean vector of its chunks, null where there are none.';

create function public.search_hybrid(
  query_text text,
  query_embedding extensions.vector default null,
  match_model text default null,
  match_count integer default 10,
  object_types text[] default null,
  sources text[] default null,
  window_start timestamptz default null,
  window_end timestamptz default null,
  reference_time timestamptz default now(),
  for_user uuid default null
)
returns table (
  object_type text, object_id uuid, source text, occurred_at timestamptz,
  score double precision, similarity double precision, text_rank real
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  -- Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009) with its customary k.
  fusion_constant constant double precision := 60;
  owner uuid := coalesce(for_user, auth.uid());
  earliest timestamptz := coalesce(window_start, '-infinity');
  latest timestamptz := coalesce(window_end, 'infinity');
  depth integer;
  -- A question names more than any one message says, so its words are joined by OR.
  words tsquery := nullif(replace(plainto_tsquery('pg_catalog.english', coalesce(query_text, ''))::text, '&', '|'), '')::tsquery;
begin
  if owner is null then
    raise exception 'for_user is missing; sign in, or name the user when calling with the secret key'
      using errcode = 'invalid_parameter_value';
  end if;
  if match_count is null or match_count not between 1 and 200 then
    raise exception 'match_count must be between 1 and 200' using errcode = 'invalid_parameter_value';
  end if;
  if earliest >= latest then
    raise exception 'window_start must lie before window_end' using errcode = 'invalid_parameter_value';
  end if;
  if char_length(query_text) > 4000 then
    raise exception 'query_text must have at most 4000 characters' using errcode = 'invalid_parameter_value';
  end if;
  depth := least(match_count * 4, 200);

  return query
    with by_meaning as (
      select m.object_type, m.object_id, m.source, m.occurred_at, max(m.similarity) as similarity,
        row_number() over (order by max(m.similarity) desc, m.object_id) as place
      from public.match_embeddings(query_embedding, match_model, depth, object_types, sources,
        earliest, latest, -1, owner) as m
      where query_embedding is not null
      group by m.object_type, m.object_id, m.source, m.occurred_at
    ), text_hits as (
      select 'event' as object_type, e.id as object_id, e.source, e.occurred_at, ts_rank_cd(e.search, words, 1) as text_rank
      from public.events e
      where e.user_id = owner and words is not null and e.search @@ words
        and e.deleted_at is null and e.expires_at > now()
        and e.occurred_at >= earliest and e.occurred_at < latest
        and (object_types is null or 'event' = any (object_types))
        and (sources is null or e.source = any (sources))
      union all
      select 'note', n.id, null, n.updated_at, ts_rank_cd(n.search, words, 1)
      from public.notes n
      where n.user_id = owner and words is not null and n.search @@ words and n.deleted_at is null
        and n.updated_at >= earliest and n.updated_at < latest
        and (object_types is null or 'note' = any (object_types))
        and sources is null
    ), by_words as (
      select h.*, row_number() over (order by h.text_rank desc, h.occurred_at desc, h.object_id) as place
      from text_hits h
      order by h.text_rank desc, h.occurred_at desc, h.object_id
      limit depth
    )
    select
      coalesce(v.object_type, w.object_type), coalesce(v.object_id, w.object_id),
      coalesce(v.source, w.source), coalesce(v.occurred_at, w.occurred_at),
      (coalesce(1 / (fusion_constant + v.place), 0) + coalesce(1 / (fusion_constant + w.place), 0))
        -- Recency in hours: half the bonus is gone after three days, and it never outranks a second hit.
        * (1 + 0.1 * power(2, -greatest(0, extract(epoch from reference_time - coalesce(v.occurred_at, w.occurred_at)) / 3600) / 72))::double precision as fused,
      v.similarity, w.text_rank
    from by_meaning v
    full join by_words w on w.object_type = v.object_type and w.object_id = v.object_id
    order by fused desc, 4 desc, 2
    limit match_count;
end;
$$;
comment on function public.search_hybrid is
  'Meaning and words fused by reciprocal rank, newer first among equals. Without an embedding it searches words alone.';

revoke all on function public.match_embeddings, public.average_embedding, public.search_hybrid from public, anon;
grant execute on function public.match_embeddings, public.average_embedding, public.search_hybrid
  to authenticated, service_role;
