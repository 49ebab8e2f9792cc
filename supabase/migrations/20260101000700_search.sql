-- Search. Every function here runs as its caller: RLS decides whose rows there are, and
-- for_user only narrows. The service, which RLS does not bind, has to name the user.

-- One plan serves all callers, because planning costs as much as a small search. A plan that is made
-- without looking at values takes every person for an average one, so the settings hold it to the
-- one path that each statement is written for; none of them is a pgvector setting, which a role
-- without superuser may not attach to a function before the library is loaded.
create function public.match_embeddings(
  query_embedding extensions.vector,
  match_model text,
  match_count integer default 10,
  object_types text[] default null,
  sources text[] default null,
  window_start timestamptz default null,
  window_end timestamptz default null,
  min_similarity double precision default -1,
  for_user uuid default null,
  object_ids uuid[] default null
)
returns table (
  object_type text, object_id uuid, chunk_index integer, source text, occurred_at timestamptz,
  similarity double precision, metadata jsonb
)
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
  owner uuid := coalesce(for_user, auth.uid());
  earliest timestamptz := coalesce(window_start, '-infinity');
  latest timestamptz := coalesce(window_end, 'infinity');
  furthest double precision := 1 - coalesce(min_similarity, -1);
  query extensions.vector;
  query_code bit(1536);
  query_half extensions.halfvec(1536);
  code_count integer;
  fetch_count integer;
  exact_limit integer;
  graph_limit integer;
  rows_found integer;
  sides boolean[] := array[false, true];
  iterative_scan text;
  walked tid[];
  coded uuid[];
  tied integer;
begin
  if owner is null then
    raise exception 'for_user is missing; sign in, or name the user when calling with the secret key'
      using errcode = 'invalid_parameter_value';
  end if;
  if match_model is null then
    raise exception 'match_model is missing; name the model that query_embedding comes from'
      using errcode = 'invalid_parameter_value';
  end if;
  if char_length(match_model) > 100 then
    raise exception 'match_model must have at most 100 characters' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(object_types) > 20 then
    raise exception 'object_types must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(sources) > 20 then
    raise exception 'sources must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(object_ids) > 5000 then
    raise exception 'object_ids must have at most 5000 elements' using errcode = 'invalid_parameter_value';
  end if;
  if match_count is null or match_count not between 1 and 200 then
    raise exception 'match_count must be between 1 and 200' using errcode = 'invalid_parameter_value';
  end if;
  if query_embedding is null or extensions.vector_dims(query_embedding) <> 1536 then
    raise exception 'query_embedding must have 1536 dimensions, not %',
      coalesce(extensions.vector_dims(query_embedding), 0) using errcode = 'invalid_parameter_value';
  end if;
  if extensions.vector_norm(query_embedding) = 0 then
    raise exception 'query_embedding must not be all zeros, which is similar to nothing'
      using errcode = 'invalid_parameter_value';
  end if;
  if earliest >= latest then
    raise exception 'window_start must lie before window_end' using errcode = 'invalid_parameter_value';
  end if;
  if furthest not between 0 and 2 then
    raise exception 'min_similarity must be between -1 and 1' using errcode = 'invalid_parameter_value';
  end if;

  -- A new value in memory: one that still lay in a table would be fetched again for every row.
  query := extensions.l2_normalize(query_embedding);

  -- Few objects, each found by its key: neither the window's index nor the graph is walked for them.
  if object_ids is not null then
    return query
      select m.object_type, m.object_id, m.chunk_index, m.source, m.occurred_at, 1 - m.distance, m.metadata
      from (
        select e.object_type, e.object_id, e.chunk_index, e.source, e.occurred_at, e.metadata,
          e.embedding operator(extensions.<=>) query as distance
        from (select distinct unnest(object_ids) as id) as wanted
        cross join unnest(coalesce(object_types, array['event', 'note', 'thread', 'draft', 'entity'])) as kind
        join public.embeddings e on e.user_id = owner and e.object_type = kind and e.object_id = wanted.id
          and e.embedding_model = match_model
        where e.occurred_at >= earliest and e.occurred_at < latest
          and (sources is null or e.source = any (sources))
        offset 0
      ) as m
      where m.distance <= furthest
      order by m.distance, m.object_id, m.chunk_index
      limit match_count;
    return;
  end if;

  -- Of this many rows whose codes are nearest, the nearest rows are taken: 200 of them hold 99.7 % of
  -- the right ten, 440 hold 99 % of the right forty (docs/benchmarks/vector.md has the corpora).
  code_count := 120 + 8 * match_count;
  -- A row compared by its vector costs about 2 microseconds, one by its code a quarter of one, and each
  -- of the nearest by code 5 more, so for fewer rows than this comparing all is no slower. It is exact.
  exact_limit := 3 * code_count;
  select count(*) into rows_found from (
    select 1 from public.embeddings e
    where e.user_id = owner and e.embedding_model = match_model and e.in_graph in (false, true)
      and e.occurred_at >= earliest and e.occurred_at < latest
      and (object_types is null or e.object_type = any (object_types))
      and (sources is null or e.source = any (sources))
    limit exact_limit + 1
  ) as bounded;

  if rows_found > exact_limit then
    -- The graph's neighbours are approximate too. It yields a row in about 33 microseconds, of which
    -- graph_rows / (rows of the graph) pass the filter: both ways cost the same where
    -- graph_rows ^ 2 + 3,460 * graph_rows = 127 * fetch_count * (rows of the graph).
    fetch_count := greatest(20, 2 * match_count);
    select greatest(exact_limit, sqrt(127.0 * fetch_count * greatest(c.reltuples, 0)) - 1700) into graph_limit
    from pg_catalog.pg_class c where c.oid = pg_catalog.to_regclass('public.embeddings_embedding_idx');
    -- Without a graph, as while it is built anew, codes answer alone.
    graph_limit := coalesce(graph_limit, 2147483646);
    select count(*) into rows_found from (
      select 1 from public.embeddings e
      where e.user_id = owner and e.embedding_model = match_model and e.in_graph
        and e.occurred_at >= earliest and e.occurred_at < latest
        and (object_types is null or e.object_type = any (object_types))
        and (sources is null or e.source = any (sources))
      limit graph_limit + 1
    ) as bounded;

    if rows_found > graph_limit then
      query_half := query::extensions.halfvec(1536);
      iterative_scan := current_setting('hnsw.iterative_scan');
      perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
      walked := array(
        select e.ctid from public.embeddings e
        where e.user_id = owner and e.embedding_model = match_model and e.in_graph
          and e.occurred_at >= earliest and e.occurred_at < latest
          and (object_types is null or e.object_type = any (object_types))
          and (sources is null or e.source = any (sources))
        order by extensions.l2_normalize(e.embedding)::extensions.halfvec(1536) operator(extensions.<=>) query_half
        limit fetch_count);
      perform set_config('hnsw.iterative_scan', iterative_scan, true);
      -- A walk that gave up (hnsw.max_scan_tuples) found too few: how densely others' vectors lie
      -- around must not show in the result, so then all codes are compared.
      if cardinality(walked) >= match_count then
        sides := array[false];
      else
        walked := null;
      end if;
    end if;

    -- What the graph has not got, or not yet.
    query_code := extensions.binary_quantize(query)::bit(1536);
    select array_agg(c.id), coalesce(sum((c.distance = c.last)::integer), 0) into coded, tied
    from (
      select t.id, t.distance, max(t.distance) over () as last
      from (
        select b.id, b.distance
        from (
          select e.id, e.code operator(extensions.<~>) query_code as distance
          from public.embeddings e
          where e.user_id = owner and e.embedding_model = match_model and e.in_graph = any (sides)
            and e.occurred_at >= earliest and e.occurred_at < latest
            and (object_types is null or e.object_type = any (object_types))
            and (sources is null or e.source = any (sources))
          offset 0
        ) as b
        order by b.distance
        limit code_count
      ) as t
    ) as c;

    -- Where most of the nearest codes are alike, as those of few live dimensions or of one text sent a
    -- thousand times, they do not say which rows are nearest, and all rows are compared below.
    if tied <= code_count / 2 then
      return query
        select n.object_type, n.object_id, n.chunk_index, n.source, n.occurred_at, 1 - n.distance, n.metadata
        from (
          select e.object_type, e.object_id, e.chunk_index, e.source, e.occurred_at, e.metadata,
            e.embedding operator(extensions.<=>) query as distance
          from public.embeddings e
          where e.ctid = any (walked)
          union all
          select e.object_type, e.object_id, e.chunk_index, e.source, e.occurred_at, e.metadata,
            e.embedding operator(extensions.<=>) query
          from public.embeddings e
          where e.id = any (coded)
          offset 0
        ) as n
        where n.distance <= furthest
        order by n.distance, n.object_id, n.chunk_index
        limit match_count;
      return;
    end if;
  end if;

  return query
    select e.object_type, e.object_id, e.chunk_index, e.source, e.occurred_at, 1 - n.distance, e.metadata
    from (
      -- Only what orders the rows is carried through the sort; the rest is read for those that are left.
      select t.ctid, t.distance, t.object_id, t.chunk_index
      from (
        select e.ctid, e.object_id, e.chunk_index, e.embedding operator(extensions.<=>) query as distance
        from public.embeddings e
        where e.user_id = owner and e.embedding_model = match_model and e.in_graph in (false, true)
          and e.occurred_at >= earliest and e.occurred_at < latest
          and (object_types is null or e.object_type = any (object_types))
          and (sources is null or e.source = any (sources))
        -- Keeps the sort out of here, and with it the graph.
        offset 0
      ) as t
      where t.distance <= furthest
      order by t.distance, t.object_id, t.chunk_index
      limit match_count
    ) as n
    join public.embeddings e on e.ctid = n.ctid
    order by n.distance, n.object_id, n.chunk_index;
end;
$$;
comment on function public.match_embeddings is
  'Nearest chunks by cosine similarity for one model: exact where the filter leaves few rows, by binary codes where it leaves more, by the graph where it leaves very many; candidates are put into exact order.';

create function public.average_embedding(
  match_model text,
  object_types text[] default null,
  sources text[] default null,
  window_start timestamptz default null,
  window_end timestamptz default null,
  for_user uuid default null,
  object_ids uuid[] default null
)
returns extensions.vector
language plpgsql
stable
set search_path = ''
as $$
declare
  owner uuid := coalesce(for_user, auth.uid());
  earliest timestamptz := coalesce(window_start, '-infinity');
  latest timestamptz := coalesce(window_end, 'infinity');
begin
  if owner is null then
    raise exception 'for_user is missing; sign in, or name the user when calling with the secret key'
      using errcode = 'invalid_parameter_value';
  end if;
  if earliest >= latest then
    raise exception 'window_start must lie before window_end' using errcode = 'invalid_parameter_value';
  end if;
  if char_length(match_model) > 100 then
    raise exception 'match_model must have at most 100 characters' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(object_types) > 20 then
    raise exception 'object_types must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(sources) > 20 then
    raise exception 'sources must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(object_ids) > 5000 then
    raise exception 'object_ids must have at most 5000 elements' using errcode = 'invalid_parameter_value';
  end if;
  return (
    select extensions.avg(e.embedding)
    from public.embeddings e
    where e.user_id = owner and e.embedding_model = match_model and e.in_graph in (false, true)
      and e.occurred_at >= earliest and e.occurred_at < latest
      and (object_types is null or e.object_type = any (object_types))
      and (sources is null or e.source = any (sources))
      and (object_ids is null or e.object_id in (select unnest(object_ids))));
end;
$$;
comment on function public.average_embedding is
  'What a window is about: the mean vector of its chunks, null where there are none.';

create function public.search_words(
  query_text text,
  match_count integer default 10,
  object_types text[] default null,
  sources text[] default null,
  window_start timestamptz default null,
  window_end timestamptz default null,
  for_user uuid default null,
  object_ids uuid[] default null
)
returns table (object_type text, object_id uuid, source text, occurred_at timestamptz, text_rank real)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  owner uuid := coalesce(for_user, auth.uid());
  earliest timestamptz := coalesce(window_start, '-infinity');
  latest timestamptz := coalesce(window_end, 'infinity');
  -- Of how many events a word is common, and how many different words of a question count.
  common constant integer := 1000;
  most_words constant integer := 32;
  words tsquery[];
  weights double precision[];
  rare text;
  every_word text;
  found_by tsquery;
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
  if octet_length(query_text) > 16000 or char_length(query_text) > 4000 then
    raise exception 'query_text must have at most 4000 characters' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(object_types) > 20 then
    raise exception 'object_types must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(sources) > 20 then
    raise exception 'sources must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(object_ids) > 5000 then
    raise exception 'object_ids must have at most 5000 elements' using errcode = 'invalid_parameter_value';
  end if;

  -- A question names more than any one message says, so its words are joined by OR, and each counts by
  -- its rarity among the person's events. They are counted no further than where a word is common, and
  -- where it has rarer company such a word finds nothing by itself: what is compared stays few.
  select
    array_agg(w.word), array_agg(ln(1 + (common + 1)::double precision / (w.uses + 1))),
    string_agg(w.word::text, ' | ' order by w.place) filter (where w.uses < common),
    string_agg(w.word::text, ' | ' order by w.place)
  into words, weights, rare, every_word
  from (
    select q.word, q.place, (
      select count(*) from (
        select 1 from public.events e where e.user_id = owner and e.search @@ q.word limit common
      ) as bounded) as uses
    from (
      select quote_literal(l.lexeme)::tsquery as word, l.positions[1] as place
      from unnest(to_tsvector('pg_catalog.english', coalesce(query_text, ''))) as l
      order by l.positions[1]
      limit most_words
    ) as q
  ) as w;
  if words is null then
    return;
  end if;
  found_by := coalesce(rare, every_word)::tsquery;
  return query
    select h.object_type, h.object_id, h.source, h.occurred_at,
      -- A long text has any word sooner than a short one.
      ((select sum(q.weight) from unnest(words, weights) as q (word, weight) where h.search @@ q.word)
        / (1 + 0.1 * ln(1 + length(h.search))))::real as text_rank
    from (
      select 'event' as object_type, e.id as object_id, e.source, e.occurred_at, e.search
      from public.events e
      where e.user_id = owner and e.search @@ found_by
        and e.deleted_at is null and e.expires_at > now()
        and e.occurred_at >= earliest and e.occurred_at < latest
        and (object_types is null or 'event' = any (object_types))
        and (sources is null or e.source = any (sources))
        and (object_ids is null or e.id in (select unnest(object_ids)))
      union all
      select 'note', n.id, null, n.updated_at, n.search
      from public.notes n
      where n.user_id = owner and n.search @@ found_by and n.deleted_at is null
        and n.updated_at >= earliest and n.updated_at < latest
        and (object_types is null or 'note' = any (object_types))
        and sources is null
        and (object_ids is null or n.id in (select unnest(object_ids)))
    ) as h
    order by 5 desc, h.occurred_at desc, h.object_id
    limit match_count;
end;
$$;
comment on function public.search_words is
  'Events and notes in which words of query_text occur, the rarer the better; newer first among equals.';

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
  for_user uuid default null,
  object_ids uuid[] default null
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
  -- Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009) with its customary k. The same
  -- rules stand in shared/vector/fusion.ts, for stores that are not this database.
  fusion_constant constant double precision := 60;
  -- What a place by meaning is worth beside one by words: little where the model is a small local one.
  meaning_weight constant double precision :=
    case when match_model like 'universal-sentence-encoder-lite%' then 0.2 else 1 end;
  depth integer;
begin
  -- The other arguments are checked by the two searches, before they use them.
  if match_count is null or match_count not between 1 and 200 then
    raise exception 'match_count must be between 1 and 200' using errcode = 'invalid_parameter_value';
  end if;
  if reference_time is null then
    raise exception 'reference_time is missing; nothing that is later is found' using errcode = 'invalid_parameter_value';
  end if;
  if char_length(match_model) > 100 then
    raise exception 'match_model must have at most 100 characters' using errcode = 'invalid_parameter_value';
  end if;
  depth := least(match_count * 4, 200);

  return query
    with by_words as materialized (
      select h.*, h.ordinality as place
      from public.search_words(query_text, depth, object_types, sources, window_start, window_end, for_user, object_ids)
        with ordinality as h (object_type, object_id, source, occurred_at, text_rank, ordinality)
    ), by_meaning as materialized (
      select m.object_type, m.object_id, m.source, m.occurred_at, max(m.similarity) as similarity,
        row_number() over (order by max(m.similarity) desc, m.object_id) as place
      from public.match_embeddings(query_embedding, match_model, depth, object_types, sources,
        window_start, window_end, -1, for_user, object_ids) as m
      where query_embedding is not null
      group by m.object_type, m.object_id, m.source, m.occurred_at
    )
    select
      coalesce(v.object_type, w.object_type), coalesce(v.object_id, w.object_id),
      coalesce(v.source, w.source), coalesce(v.occurred_at, w.occurred_at),
      coalesce(meaning_weight / (fusion_constant + v.place), 0) + coalesce(1 / (fusion_constant + w.place), 0) as fused,
      v.similarity, w.text_rank
    from by_meaning v
    full join by_words w on w.object_type = v.object_type and w.object_id = v.object_id
    -- What has happened cannot lie ahead; what the calendar says does.
    where coalesce(v.source, w.source, 'calendar') = 'calendar' or coalesce(v.occurred_at, w.occurred_at) <= reference_time
    order by fused desc, 4 desc, 2
    limit match_count;
end;
$$;
comment on function public.search_hybrid is
  'Meaning and words fused by reciprocal rank and what each is worth, newer first among equals. Without an embedding it searches words alone.';

create function public.said_around(
  event_ids uuid[],
  reference_time timestamptz default now(),
  for_user uuid default null
)
returns table (event_id uuid)
language plpgsql
stable
set search_path = ''
as $$
declare
  owner uuid := coalesce(for_user, auth.uid());
begin
  if owner is null then
    raise exception 'for_user is missing; sign in, or name the user when calling with the secret key'
      using errcode = 'invalid_parameter_value';
  end if;
  if event_ids is null or cardinality(event_ids) > 50 then
    raise exception 'event_ids must have at most 50 elements' using errcode = 'invalid_parameter_value';
  end if;
  if reference_time is null then
    raise exception 'reference_time is missing; nothing that is later is found' using errcode = 'invalid_parameter_value';
  end if;
  return query
    select distinct n.id
    from public.events h
    cross join lateral (
      (select e.id from public.events e
       where h.place is not null and e.user_id = owner and e.source = h.source and e.place = h.place
         and e.occurred_at >= h.occurred_at and e.occurred_at <= h.occurred_at + interval '4 hours'
         and e.deleted_at is null and e.expires_at > now() and e.id <> h.id
       order by e.occurred_at, e.id limit 6)
      union all
      (select e.id from public.events e
       where h.place is not null and e.user_id = owner and e.source = h.source and e.place = h.place
         and e.occurred_at < h.occurred_at and e.occurred_at >= h.occurred_at - interval '4 hours'
         and e.deleted_at is null and e.expires_at > now()
       order by e.occurred_at desc, e.id desc limit 3)
      union all
      (select e.id from public.events e
       where e.user_id = owner and e.thread_id = h.thread_id
         and e.deleted_at is null and e.expires_at > now() and e.id <> h.id
       order by abs(extract(epoch from e.occurred_at - h.occurred_at)), e.id limit 8)
    ) as n
    join public.events e on e.id = n.id and e.user_id = owner
    where h.user_id = owner and h.id = any (event_ids)
      and (e.source = 'calendar' or e.occurred_at <= reference_time)
    order by n.id;
end;
$$;
comment on function public.said_around is
  'Events that stand around others: what was said next and before in their place within four hours, and their threads.';

revoke all on function public.match_embeddings, public.average_embedding, public.search_words, public.search_hybrid,
  public.said_around from public, anon;
grant execute on function public.match_embeddings, public.average_embedding, public.search_words, public.search_hybrid,
  public.said_around to authenticated, service_role;
