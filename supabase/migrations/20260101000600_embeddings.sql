-- Vectors of everything that can be searched by meaning, one row a chunk.

create table public.embeddings (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  object_type text not null,
  object_id uuid not null,
  chunk_index integer not null default 0,
  embedding_model text not null,
  embedding_dim integer not null,
  distance_metric text not null default 'cosine',
  embedding extensions.vector(1536) not null,
  -- One bit a dimension, its sign: 32 times smaller, and enough to find the candidates of a search.
  code bit(1536) not null generated always as (extensions.binary_quantize(embedding)::bit(1536)) stored,
  -- Whether the graph has it: only of people with so many rows that walking it pays.
  in_graph boolean not null default false,
  content_hash text not null,
  metadata jsonb not null default '{}',
  -- Copied from the object, so that tenant, window and source are answered by one index.
  source text,
  occurred_at timestamptz not null,
  -- When the object itself expires; null for what a person keeps until they delete it.
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint object_type_is_known check (object_type in ('event', 'note', 'thread', 'draft', 'entity')),
  constraint chunk_index_is_not_negative check (chunk_index >= 0),
  constraint embedding_dim_is_positive check (embedding_dim > 0),
  constraint distance_metric_is_known check (distance_metric in ('cosine')),
  constraint source_is_known check (source in ('slack', 'telegram', 'outlook', 'calendar')),
  -- The row has to fit into one page beside its 6 KB vector.
  constraint metadata_is_small_object check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 512),
  constraint embedding_model_is_short check (char_length(embedding_model) <= 100),
  constraint embeddings_object_chunk_model_key
    unique (user_id, object_type, object_id, chunk_index, embedding_model)
);
-- In line rather than in TOAST: an exact scan reads each vector without a second look-up. Without
-- the target, every row would be too long and send its hash to TOAST instead.
alter table public.embeddings alter column embedding set storage plain, alter column code set storage plain;
alter table public.embeddings set (toast_tuple_target = 8160);

create index embeddings_user_id_object_type_idx on public.embeddings (user_id, object_type);
create index embeddings_user_id_content_hash_idx on public.embeddings (user_id, content_hash);
-- Answers every filter as given, and holds what candidates are chosen by: no page of vectors is read.
create index embeddings_codes_idx
  on public.embeddings (user_id, embedding_model, in_graph, occurred_at) include (source, object_type, id, code);
create index embeddings_expires_at_idx on public.embeddings (expires_at) where expires_at is not null;
-- How many objects of a person have expired is counted without reading a page of vectors.
create index embeddings_user_id_model_type_expires_at_idx
  on public.embeddings (user_id, embedding_model, object_type, expires_at) include (source)
  where chunk_index = 0 and expires_at is not null;
-- Rows of large people alone, in half precision, which takes half the memory and finds the same. At
-- unit length, because halves reach from 0.00000006 to 65,504 only.
-- With the default ef_construction of 64, clusters of similar texts become islands that a search does
-- not reach: of 100 searches 6 found almost nothing, with 128 none.
create index embeddings_embedding_idx on public.embeddings
  using hnsw ((extensions.l2_normalize(embedding)::extensions.halfvec(1536)) extensions.halfvec_cosine_ops) with (m = 16, ef_construction = 128)
  where in_graph;

revoke all on public.embeddings from anon, authenticated, service_role;
grant select on public.embeddings to authenticated;
grant select, insert, update, delete on public.embeddings to service_role;

alter table public.embeddings enable row level security;
create policy "Users read their own embeddings" on public.embeddings
  for select to authenticated using (user_id = (select auth.uid()));

create trigger embeddings_set_updated_at before update on public.embeddings
  for each row execute function internal.set_updated_at();

create function internal.require_array(name text, value jsonb, most integer) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if value is null or jsonb_typeof(value) <> 'array' or jsonb_array_length(value) > most then
    raise exception '% must be an array of at most %', name, most using errcode = 'invalid_parameter_value';
  end if;
end;
$$;
comment on function internal.require_array(text, jsonb, integer) is
  'Refuses an argument that is no array, or has more elements than one call may cost.';

create function internal.require_short(name text, value text, most integer) returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if char_length(value) > most then
    raise exception '% must have at most % characters', name, most using errcode = 'invalid_parameter_value';
  end if;
end;
$$;

create function internal.is_blank(content text) returns boolean
language sql
immutable parallel safe
set search_path = ''
as $$
  -- White space as ECMAScript's String.prototype.trim has it, so that SQL and TypeScript agree.
  select coalesce(ltrim(content, U&'\0009\000A\000B\000C\000D\0020\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000\FEFF') = '', true);
$$;
comment on function internal.is_blank(text) is 'Whether there is nothing to embed: null, empty or white space alone.';

-- The most of one text that is embedded: about forty chunks of English.
create function internal.embeddable_part(content text) returns text
language sql
immutable parallel safe
set search_path = ''
as $$
  select left(content, 64000);
$$;

create function internal.embeddable_objects(refs jsonb, with_content boolean default true)
returns table (
  user_id uuid, object_type text, object_id uuid, source text, occurred_at timestamptz,
  expires_at timestamptz, content text, truncated boolean, version text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform internal.require_array('refs', refs, 1000);
  return query
    with wanted as materialized (
      select r ->> 'object_type' as object_type, (r ->> 'object_id')::uuid as object_id
      from jsonb_array_elements(refs) as r
    ), alive as (
      select e.user_id, 'event' as object_type, e.id, e.source, e.occurred_at, e.expires_at, e.content_hash,
        case when with_content then e.text_for_embedding end as content
      from public.events e
      where e.id in (select w.object_id from wanted w where w.object_type = 'event')
        and e.deleted_at is null and e.expires_at > now()
      union all
      select t.user_id, 'thread', t.id, t.source, coalesce(t.last_event_at, t.created_at), null, t.content_hash,
        case when with_content then concat_ws(E'\n', t.subject, nullif(t.content_preview, t.subject)) end
      from public.threads t
      where t.id in (select w.object_id from wanted w where w.object_type = 'thread')
      union all
      select n.user_id, 'note', n.id, null, n.updated_at, null, n.content_hash,
        case when with_content then concat_ws(E'\n', n.title, n.body) end
      from public.notes n
      where n.id in (select w.object_id from wanted w where w.object_type = 'note') and n.deleted_at is null
      union all
      select d.user_id, 'draft', d.id, null, d.updated_at, null, d.content_hash,
        case when with_content then (select string_agg(value, E'\n' order by key) from jsonb_each_text(d.content_json)) end
      from public.drafts d
      where d.id in (select w.object_id from wanted w where w.object_type = 'draft')
      union all
      select n.user_id, 'entity', n.id, null, n.updated_at, null, n.content_hash,
        case when with_content then concat_ws(', ', n.name, n.kind,
          (select string_agg(alias, ', ') from jsonb_array_elements_text(n.aliases) as alias)) end
      from public.entities n
      where n.id in (select w.object_id from wanted w where w.object_type = 'entity')
    )
    select a.user_id, a.object_type, a.id, a.source, a.occurred_at, a.expires_at,
      internal.embeddable_part(a.content), coalesce(a.content <> internal.embeddable_part(a.content), false), a.content_hash
    from alive a;
end;
$$;
comment on function internal.embeddable_objects(jsonb, boolean) is
  'What to embed for at most 1,000 [{object_type, object_id}], with the version that its content has; an object that is gone, deleted or expired gives no row. Content is cut to its first 64,000 characters, or left out.';

create function internal.store_embeddings(chunks jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  refs jsonb;
  held uuid[];
  result jsonb;
begin
  -- API roles have eight seconds. A vector costs under a millisecond, most of it to read its 20 KB of text,
  -- and never waits for the graph; what one call may hold in memory and keep locked is bounded too.
  perform internal.require_array('chunks', chunks, 100);
  select coalesce(jsonb_agg(distinct jsonb_build_object('object_type', c ->> 'object_type', 'object_id', c ->> 'object_id')), '[]')
  into refs from jsonb_array_elements(chunks) as c;
  -- Held until commit, and judged by the next statement's fresh snapshot: otherwise an object that
  -- is changed or deleted at this moment could keep a vector of what it no longer says. Waiting for
  -- who is written to could deadlock with a writer that wants more rows, so it is left out.
  held := array(select e.id from public.events e where e.id in (select (r ->> 'object_id')::uuid from jsonb_array_elements(refs) r where r ->> 'object_type' = 'event') order by e.id for share skip locked)
    || array(select t.id from public.threads t where t.id in (select (r ->> 'object_id')::uuid from jsonb_array_elements(refs) r where r ->> 'object_type' = 'thread') order by t.id for share skip locked)
    || array(select n.id from public.notes n where n.id in (select (r ->> 'object_id')::uuid from jsonb_array_elements(refs) r where r ->> 'object_type' = 'note') order by n.id for share skip locked)
    || array(select d.id from public.drafts d where d.id in (select (r ->> 'object_id')::uuid from jsonb_array_elements(refs) r where r ->> 'object_type' = 'draft') order by d.id for share skip locked)
    || array(select n.id from public.entities n where n.id in (select (r ->> 'object_id')::uuid from jsonb_array_elements(refs) r where r ->> 'object_type' = 'entity') order by n.id for share skip locked);

  with given as materialized (
    select c.*, extensions.vector_dims(c.embedding) as embedding_dim
    from jsonb_to_recordset(chunks) as c (
      user_id uuid, object_type text, object_id uuid, chunk_index integer, chunk_count integer,
      embedding_model text, embedding extensions.vector, content_hash text, metadata jsonb,
      source text, occurred_at timestamptz, expires_at timestamptz, version text)
  ), alive as materialized (
    select o.user_id, o.object_type, o.object_id, o.version
    from internal.embeddable_objects(refs, false) as o
    where o.object_id = any (held)
  ), current as materialized (
    -- An object deleted meanwhile gets no vector: nothing would ever remove it. One that says
    -- something else by now gets none either.
    select g.* from given g join alive a using (user_id, object_type, object_id)
    where g.version is null or g.version = a.version
  ), surplus as (
    delete from public.embeddings e using current g
    where e.user_id = g.user_id and e.object_type = g.object_type and e.object_id = g.object_id
      and e.embedding_model = g.embedding_model and e.chunk_index >= g.chunk_count
  ), written as (
    insert into public.embeddings as e (user_id, object_type, object_id, chunk_index, embedding_model,
      embedding_dim, embedding, content_hash, metadata, source, occurred_at, expires_at)
    select g.user_id, g.object_type, g.object_id, g.chunk_index, g.embedding_model,
      g.embedding_dim, g.embedding, g.content_hash,
      coalesce(g.metadata, '{}'), g.source, g.occurred_at, g.expires_at
    from current g
    on conflict (user_id, object_type, object_id, chunk_index, embedding_model) do update
      set embedding = excluded.embedding, embedding_dim = excluded.embedding_dim,
        content_hash = excluded.content_hash, metadata = excluded.metadata,
        source = excluded.source, occurred_at = excluded.occurred_at, expires_at = excluded.expires_at,
        -- No writer waits for the graph: what is new is found by its code until it is taken in.
        in_graph = false
    returning 1
  )
  select jsonb_build_object('stored', (select count(*) from written), 'left_out', coalesce((
    select jsonb_agg(distinct jsonb_build_object('user_id', g.user_id, 'object_type', g.object_type, 'object_id', g.object_id))
    from given g
    where not exists (select 1 from current c
      where c.user_id = g.user_id and c.object_type = g.object_type and c.object_id = g.object_id)), '[]'))
  into result;
  return result;
end;
$$;
comment on function internal.store_embeddings(jsonb) is
  'Writes all chunks (at most 100) of the given objects for one model and drops chunks beyond chunk_count; one transaction. Returns {stored, left_out: [{user_id, object_type, object_id}]}: objects that are gone, being written to, or whose version is no longer the given one.';

create function internal.embedding_hashes(refs jsonb, model text)
returns table (object_type text, object_id uuid, content_hash text)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform internal.require_array('refs', refs, 1000);
  perform internal.require_short('model', model, 100);
  return query
    select e.object_type, e.object_id, min(e.content_hash)
    from jsonb_to_recordset(refs) as r (user_id uuid, object_type text, object_id uuid)
    join public.embeddings e
      on e.user_id = r.user_id and e.object_type = r.object_type and e.object_id = r.object_id
    where e.embedding_model = model
    group by e.object_type, e.object_id;
end;
$$;

create function internal.delete_embeddings(refs jsonb) returns integer
language plpgsql
set search_path = ''
as $$
declare
  deleted integer;
begin
  perform internal.require_array('refs', refs, 1000);
  delete from public.embeddings e
  using jsonb_to_recordset(refs) as r (user_id uuid, object_type text, object_id uuid)
  where e.user_id = r.user_id and e.object_type = r.object_type and e.object_id = r.object_id;
  get diagnostics deleted = row_count;
  return deleted;
end;
$$;

create function internal.delete_expired_embeddings(expired_before timestamptz, batch_size integer) returns integer
language plpgsql
set search_path = ''
as $$
declare
  deleted integer;
begin
  if batch_size is null or batch_size not between 1 and 1000 then
    raise exception 'batch_size must be between 1 and 1000' using errcode = 'invalid_parameter_value';
  end if;
  delete from public.embeddings e
  where e.id in (
    select x.id from public.embeddings x where x.expires_at <= expired_before order by x.expires_at limit batch_size);
  get diagnostics deleted = row_count;
  return deleted;
end;
$$;

-- What follows runs as the service, and so do those that they call.
grant execute on function internal.require_array(text, jsonb, integer), internal.require_short(text, text, integer),
  internal.is_blank(text), internal.embeddable_part(text) to service_role;
grant execute on function internal.embeddable_objects(jsonb, boolean), internal.store_embeddings(jsonb),
  internal.embedding_hashes(jsonb, text), internal.delete_embeddings(jsonb),
  internal.delete_expired_embeddings(timestamptz, integer) to service_role;
