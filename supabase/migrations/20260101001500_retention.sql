-- What expires or was deleted goes, with everything that hangs on it: batch by batch, each a
-- transaction of its own, and counted in numbers only. Vectors go first, through VectorStore, which
-- need not be this database; so each batch is named, then its vectors go, then its rows.

create table internal.deletion_audit (
  id uuid primary key default gen_random_uuid(),
  -- Whose data; null: everybody's. No foreign key, because the number outlives the person's rows.
  user_id uuid,
  started_at timestamptz not null default now(),
  -- Null: cancelled, and taken up again by a later run.
  finished_at timestamptz,
  events integer not null default 0,
  notes integer not null default 0,
  threads integer not null default 0,
  embeddings integer not null default 0,
  summaries integer not null default 0,
  proposals integer not null default 0,
  references_cleared integer not null default 0
);
create index deletion_audit_started_at_idx on internal.deletion_audit (started_at);
revoke all on internal.deletion_audit from public, anon, authenticated;
grant select, insert, update, delete on internal.deletion_audit to service_role;
alter table internal.deletion_audit enable row level security;

create index tasks_source_refs_idx on public.tasks using gin (source_refs jsonb_path_ops);
create index drafts_source_refs_idx on public.drafts using gin (source_refs jsonb_path_ops);
create index notes_deleted_at_idx on public.notes (deleted_at) where deleted_at is not null;

create function internal.retention_start(for_user uuid) returns uuid
language sql
set search_path = ''
as $$
  insert into internal.deletion_audit (user_id) values (for_user) returning id;
$$;

create function internal.retention_finish(audit uuid) returns void
language sql
set search_path = ''
as $$
  update internal.deletion_audit set finished_at = now() where id = audit;
$$;

create function internal.retention_batch(for_user uuid, batch_size integer)
returns table (user_id uuid, object_type text, object_id uuid)
language sql
stable
set search_path = ''
as $$
  -- Each branch walks its own index and stops early; a row may come twice, which costs nothing.
  (select e.user_id, 'event', e.id from public.events e
   where e.expires_at <= now() and (for_user is null or e.user_id = for_user)
   order by e.expires_at limit batch_size)
  union all
  (select e.user_id, 'event', e.id from public.events e
   where e.deleted_at is not null and e.expires_at > now() and (for_user is null or e.user_id = for_user)
   order by e.deleted_at limit batch_size)
  union all
  (select n.user_id, 'note', n.id from public.notes n
   where n.deleted_at is not null and (for_user is null or n.user_id = for_user)
   order by n.deleted_at limit batch_size)
  union all
  (select t.user_id, 'thread', t.id from public.threads t
   where (for_user is null or t.user_id = for_user)
     and not exists (select 1 from public.events e where e.user_id = t.user_id and e.thread_id = t.id)
   limit batch_size)
  limit batch_size;
$$;
comment on function internal.retention_batch(uuid, integer) is
  'What has to go next: expired and deleted events, deleted notes, threads without events; of one person or of all.';

create function internal.without_references(refs jsonb, gone uuid[]) returns jsonb
language sql
immutable parallel safe
set search_path = ''
as $$
  select coalesce(jsonb_agg(r order by place), '[]')
  from jsonb_array_elements(refs) with ordinality as x (r, place)
  where (r ->> 'id') is null or r ->> 'id' <> all (gone::text[]);
$$;

create function internal.retention_delete(audit uuid, objects jsonb, embeddings_deleted integer) returns integer
language plpgsql
set search_path = ''
-- Everything below is a look-up by index from a few hundred ids; a scan that pays for a small table
-- today would compare each of its rows with each of these ids.
set enable_seqscan = off
as $$
declare
  event_ids uuid[];
  note_ids uuid[];
  thread_ids uuid[];
  gone uuid[];
  needles jsonb[];
  spared jsonb;
  summary_count integer;
  proposal_count integer;
  task_count integer;
  draft_count integer;
begin
  -- Locked first and judged by a fresh snapshot: an event that came back, or a thread that is being
  -- written to, stays. Who holds a lock on it now has made it current; the next run looks again.
  event_ids := array(
    select e.id from public.events e
    where e.id in (select (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'event')
      and (e.expires_at <= now() or e.deleted_at is not null)
    order by e.id for update skip locked);
  note_ids := array(
    select n.id from public.notes n
    where n.id in (select (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'note')
      and n.deleted_at is not null
    order by n.id for update skip locked);
  thread_ids := array(
    select t.id from public.threads t
    where t.id in (select (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'thread')
    order by t.id for update skip locked);
  thread_ids := array(
    select t.id from public.threads t
    where t.id = any (thread_ids)
      and not exists (select 1 from public.events e where e.user_id = t.user_id and e.thread_id = t.id));

  gone := event_ids || note_ids || thread_ids;
  -- What stays although its vectors are gone is embedded again.
  select jsonb_agg(jsonb_build_object('type', 'embed', 'version', 1) || o) into spared
  from jsonb_array_elements(objects) as o
  where (o ->> 'object_id')::uuid <> all (gone);
  if spared is not null then
    perform internal.queue_send('embed', spared);
  end if;
  needles := array(
    select jsonb_build_array(jsonb_build_object('id', id)) from unnest(gone) as id);

  -- Both quote or paraphrase what they cite, so they go as a whole; a later reading writes them anew.
  delete from public.summaries s
  where s.id = any (array(select x.id from unnest(needles) as n join public.summaries x on x.source_refs @> n));
  get diagnostics summary_count = row_count;
  delete from public.proposals p
  where p.id = any (array(select x.id from unnest(needles) as n join public.proposals x on x.source_refs @> n));
  get diagnostics proposal_count = row_count;
  -- Tasks and drafts are the person's own: they stay, and forget where they came from.
  update public.tasks t
  set source_refs = internal.without_references(t.source_refs, gone),
    detection_key = case when t.source_event_id = any (gone) then null else t.detection_key end
  where t.id = any (
    array(select x.id from unnest(needles) as n join public.tasks x on x.source_refs @> n)
    || array(
      select x.id from public.events e join public.tasks x on x.user_id = e.user_id and x.source_event_id = e.id
      where e.id = any (event_ids)));
  get diagnostics task_count = row_count;
  update public.drafts d set source_refs = internal.without_references(d.source_refs, gone)
  where d.id = any (array(select x.id from unnest(needles) as n join public.drafts x on x.source_refs @> n));
  get diagnostics draft_count = row_count;

  delete from public.events e where e.id = any (event_ids);
  delete from public.notes n where n.id = any (note_ids);
  delete from public.threads t where t.id = any (thread_ids);

  update internal.deletion_audit a
  set events = a.events + cardinality(event_ids), notes = a.notes + cardinality(note_ids),
    threads = a.threads + cardinality(thread_ids), embeddings = a.embeddings + embeddings_deleted,
    summaries = a.summaries + summary_count, proposals = a.proposals + proposal_count,
    references_cleared = a.references_cleared + task_count + draft_count
  where a.id = audit;
  return cardinality(gone);
end;
$$;
comment on function internal.retention_delete(uuid, jsonb, integer) is
  'Deletes what of [{user_id, object_type, object_id}] still has to go, with all that cites it; returns how many, and counts them in the audit.';

grant execute on function internal.retention_start(uuid), internal.retention_finish(uuid),
  internal.retention_batch(uuid, integer), internal.without_references(jsonb, uuid[]),
  internal.retention_delete(uuid, jsonb, integer) to service_role;
