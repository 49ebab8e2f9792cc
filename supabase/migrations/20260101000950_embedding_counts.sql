-- How much there is to embed and how much is embedded, known without reading either. Counts are
-- kept as differences that each statement adds, never as a row that it changes: writers neither wait
-- for each other nor deadlock, and a sum under any snapshot is exact. Sums are folded once a day.

-- No foreign keys in both: the differences of a person who leaves add up to nothing and go.
create table internal.event_counts (
  id bigint primary key generated always as identity,
  user_id uuid not null,
  source text not null,
  source_account_id uuid,
  -- Not marked as deleted; expired ones count until they are deleted.
  events integer not null,
  -- Those of them that have a text.
  embeddable integer not null
);
create index event_counts_user_id_idx on internal.event_counts (user_id);

create table internal.embedding_counts (
  id bigint primary key generated always as identity,
  user_id uuid not null,
  embedding_model text not null,
  object_type text not null,
  source text,
  objects integer not null,
  -- Rows: an object of a long text has several.
  chunks integer not null
);
create index embedding_counts_user_id_idx on internal.embedding_counts (user_id, embedding_model, object_type);

revoke all on internal.event_counts, internal.embedding_counts from public, anon, authenticated;
grant select on internal.event_counts, internal.embedding_counts to service_role;
alter table internal.event_counts enable row level security;
alter table internal.embedding_counts enable row level security;

-- Definer: owners delete events, and may not write what is counted.
create function internal.count_events() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    insert into internal.event_counts (user_id, source, source_account_id, events, embeddable)
    select n.user_id, n.source, n.source_account_id, count(*),
      count(*) filter (where not internal.is_blank(n.text_for_embedding))
    from new_rows n where n.deleted_at is null
    group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into internal.event_counts (user_id, source, source_account_id, events, embeddable)
    select o.user_id, o.source, o.source_account_id, -count(*),
      -count(*) filter (where not internal.is_blank(o.text_for_embedding))
    from old_rows o where o.deleted_at is null
    group by 1, 2, 3;
  elsif tg_op = 'UPDATE' then
    insert into internal.event_counts (user_id, source, source_account_id, events, embeddable)
    select c.user_id, c.source, c.source_account_id, sum(c.difference),
      sum(case when c.blank then 0 else c.difference end)
    from (
      select n.user_id, n.source, n.source_account_id, 1 as difference, internal.is_blank(n.text_for_embedding) as blank
      from new_rows n where n.deleted_at is null
      union all
      select o.user_id, o.source, o.source_account_id, -1, internal.is_blank(o.text_for_embedding)
      from old_rows o where o.deleted_at is null
    ) as c
    group by 1, 2, 3
    having sum(c.difference) <> 0 or sum(case when c.blank then 0 else c.difference end) <> 0;
  else
    delete from internal.event_counts;
  end if;
  return null;
end;
$$;

-- Definer, for the same reason. An object is counted by its first chunk, and has as many rows as chunks.
create function internal.count_embeddings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    insert into internal.embedding_counts (user_id, embedding_model, object_type, source, objects, chunks)
    select n.user_id, n.embedding_model, n.object_type, n.source, count(*) filter (where n.chunk_index = 0), count(*)
    from new_rows n
    group by 1, 2, 3, 4;
  elsif tg_op = 'DELETE' then
    insert into internal.embedding_counts (user_id, embedding_model, object_type, source, objects, chunks)
    select o.user_id, o.embedding_model, o.object_type, o.source, -count(*) filter (where o.chunk_index = 0), -count(*)
    from old_rows o
    group by 1, 2, 3, 4;
  elsif tg_op = 'UPDATE' then
    insert into internal.embedding_counts (user_id, embedding_model, object_type, source, objects, chunks)
    select c.user_id, c.embedding_model, c.object_type, c.source, coalesce(sum(c.difference) filter (where c.chunk_index = 0), 0),
      sum(c.difference)
    from (
      select n.user_id, n.embedding_model, n.object_type, n.source, n.chunk_index, 1 as difference from new_rows n
      union all
      select o.user_id, o.embedding_model, o.object_type, o.source, o.chunk_index, -1 from old_rows o
    ) as c
    group by 1, 2, 3, 4
    having sum(c.difference) <> 0 or coalesce(sum(c.difference) filter (where c.chunk_index = 0), 0) <> 0;
  else
    delete from internal.embedding_counts;
  end if;
  return null;
end;
$$;

create trigger events_count_inserted after insert on public.events
  referencing new table as new_rows for each statement execute function internal.count_events();
create trigger events_count_updated after update on public.events
  referencing old table as old_rows new table as new_rows for each statement execute function internal.count_events();
create trigger events_count_deleted after delete on public.events
  referencing old table as old_rows for each statement execute function internal.count_events();
create trigger events_count_truncated after truncate on public.events
  for each statement execute function internal.count_events();
create trigger embeddings_count_inserted after insert on public.embeddings
  referencing new table as new_rows for each statement execute function internal.count_embeddings();
create trigger embeddings_count_updated after update on public.embeddings
  referencing old table as old_rows new table as new_rows for each statement execute function internal.count_embeddings();
create trigger embeddings_count_deleted after delete on public.embeddings
  referencing old table as old_rows for each statement execute function internal.count_embeddings();
create trigger embeddings_count_truncated after truncate on public.embeddings
  for each statement execute function internal.count_embeddings();

-- Whatever is there already; nothing, unless this migration was rolled back before.
insert into internal.event_counts (user_id, source, source_account_id, events, embeddable)
select e.user_id, e.source, e.source_account_id, count(*), count(*) filter (where not internal.is_blank(e.text_for_embedding))
from public.events e where e.deleted_at is null group by 1, 2, 3;
insert into internal.embedding_counts (user_id, embedding_model, object_type, source, objects, chunks)
select e.user_id, e.embedding_model, e.object_type, e.source, count(*) filter (where e.chunk_index = 0), count(*)
from public.embeddings e group by 1, 2, 3, 4;

create function internal.fold_counts() returns void
language sql
set search_path = ''
as $$
  with folded as (
    delete from internal.event_counts returning *
  )
  insert into internal.event_counts (user_id, source, source_account_id, events, embeddable)
  select f.user_id, f.source, f.source_account_id, sum(f.events), sum(f.embeddable)
  from folded f group by 1, 2, 3 having sum(f.events) <> 0 or sum(f.embeddable) <> 0;
  with folded as (
    delete from internal.embedding_counts returning *
  )
  insert into internal.embedding_counts (user_id, embedding_model, object_type, source, objects, chunks)
  select f.user_id, f.embedding_model, f.object_type, f.source, sum(f.objects), sum(f.chunks)
  from folded f group by 1, 2, 3, 4 having sum(f.objects) <> 0 or sum(f.chunks) <> 0;
$$;
comment on function internal.fold_counts() is 'Replaces differences by their sums; no sum changes, whoever writes meanwhile.';

create function internal.count_embedded(for_user uuid, model text, kind text, at timestamptz)
returns table (source text, objects bigint)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform internal.require_short('model', model, 100);
  perform internal.require_short('kind', kind, 100);
  return query
    select c.source, sum(c.objects)::bigint
    from (
      select k.source, k.objects::bigint
      from internal.embedding_counts k
      where k.user_id = for_user and k.embedding_model = model and k.object_type = kind
      union all
      select e.source, -count(*)
      from public.embeddings e
      where e.user_id = for_user and e.expires_at <= at and e.chunk_index = 0
        and e.embedding_model = model and e.object_type = kind
      group by e.source
    ) as c (source, objects)
    group by c.source
    having sum(c.objects) > 0;
end;
$$;
comment on function internal.count_embedded(uuid, text, text, timestamptz) is
  'How many objects of one kind and person have vectors of the model and have not expired, by source.';
grant execute on function internal.count_embedded(uuid, text, text, timestamptz) to service_role;
