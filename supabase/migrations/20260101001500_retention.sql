-- What expires or was deleted goes, with everything that hangs on it: batch by batch, each a
-- transaction of its own, and counted in numbers only. Vectors go first, through VectorStore, which
-- need not be this database; so each batch is named, then its vectors go, then its rows.

create table internal.deletion_audit (
  id uuid primary key default gen_random_uuid(),
  -- Whose data; null: everybody's, or of somebody who is gone. No foreign key: the numbers outlive the rows.
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
  prompts integer not null default 0,
  references_cleared integer not null default 0,
  -- What a person asked to be erased: a source, all data, or the account; null: what was due anyway.
  scope text,
  -- How many rows of which other table went.
  erased jsonb not null default '{}',
  constraint scope_is_known check (scope in ('slack', 'telegram', 'outlook', 'calendar', 'data', 'account'))
);
create index deletion_audit_user_id_idx on internal.deletion_audit (user_id) where finished_at is null;
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
  -- Who has nothing left in the timeline is nobody in it.
  select internal.forget_people((select a.user_id from internal.deletion_audit a where a.id = audit));
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

create function internal.without_references(refs jsonb, gone jsonb) returns jsonb
language sql
immutable parallel safe
set search_path = ''
as $$
  select coalesce(jsonb_agg(r order by place), '[]')
  from jsonb_array_elements(refs) with ordinality as x (r, place)
  where not gone @> jsonb_build_array(jsonb_build_object('type', r -> 'type', 'id', r -> 'id'));
$$;
comment on function internal.without_references(jsonb, jsonb) is 'References without those to [{type, id}].';

-- What rests on objects that are gone goes in the same transaction, however they go: expiry, a
-- connector, or their owner. Everything is matched by owner, type and id: an id alone is nobody's.
-- Definers: an owner may delete an event, and write no summary.

-- gone: [{user_id, type, id, occurred_at?, source?, created_at?}]
create function internal.forget_digests(gone jsonb) returns void
language plpgsql
security definer
set search_path = ''
-- Look-ups by index from a few hundred ids; a scan that pays for a small table today would not tomorrow.
set enable_seqscan = off
as $$
declare
  audit uuid := nullif(current_setting('internal.deletion_audit', true), '')::uuid;
  summary_count integer;
  proposal_count integer;
  prompt_count integer;
begin
  -- Whoever wrote one read every event of its window that was there then, and themes and overview
  -- quote more than is cited; so it goes as a whole.
  with g as materialized (
    select * from jsonb_to_recordset(gone) as g (
      user_id uuid, type text, id uuid, occurred_at timestamptz, source text, created_at timestamptz)
  )
  delete from public.summaries s
  where s.id = any (array(
    select x.id from g join public.summaries x on x.user_id = g.user_id
      and x.source_refs @> jsonb_build_array(jsonb_build_object('type', g.type, 'id', g.id))
    union all
    select x.id from g join public.summaries x on x.user_id = g.user_id
      and x.window_start <= g.occurred_at and x.window_end > g.occurred_at and x.updated_at >= g.created_at
      and (x.source_filter = '' or g.source = any (string_to_array(x.source_filter, ',')))));
  get diagnostics summary_count = row_count;
  with g as materialized (
    select * from jsonb_to_recordset(gone) as g (
      user_id uuid, type text, id uuid, occurred_at timestamptz, source text, created_at timestamptz)
  )
  delete from public.proposals p
  where p.id = any (array(
    select x.id from g join public.proposals x on x.user_id = g.user_id
      and x.source_refs @> jsonb_build_array(jsonb_build_object('type', g.type, 'id', g.id))
    union all
    select x.id from g join public.proposals x on x.user_id = g.user_id
      and x.window_start <= g.occurred_at and x.window_end > g.occurred_at and x.updated_at >= g.created_at));
  get diagnostics proposal_count = row_count;
  with g as materialized (
    select * from jsonb_to_recordset(gone) as g (
      user_id uuid, type text, id uuid, occurred_at timestamptz, source text, created_at timestamptz)
  )
  delete from internal.prompts p
  where p.id = any (array(
    select x.id from g join internal.prompts x on x.user_id = g.user_id
      and x.source_refs @> jsonb_build_array(jsonb_build_object('type', g.type, 'id', g.id))
    union all
    select x.id from g join internal.prompts x on x.user_id = g.user_id
      and x.window_start <= g.occurred_at and x.window_end > g.occurred_at and x.created_at >= g.created_at));
  get diagnostics prompt_count = row_count;
  update internal.deletion_audit a
  set summaries = a.summaries + summary_count, proposals = a.proposals + proposal_count,
    prompts = a.prompts + prompt_count
  where a.id = audit;
end;
$$;

create function internal.forget_references(gone jsonb) returns void
language plpgsql
security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  audit uuid := nullif(current_setting('internal.deletion_audit', true), '')::uuid;
  task_count integer;
  draft_count integer;
begin
  -- Tasks and drafts are the person's own: they stay, and forget where they came from.
  with g as materialized (
    select * from jsonb_to_recordset(gone) as g (user_id uuid, type text, id uuid)
  ), hit as (
    select x.id from g join public.tasks x on x.user_id = g.user_id
      and x.source_refs @> jsonb_build_array(jsonb_build_object('type', g.type, 'id', g.id))
    union
    select x.id from g join public.tasks x on x.user_id = g.user_id and x.detection_key = 'event:' || g.id
    where g.type = 'event'
  )
  update public.tasks t
  set source_refs = internal.without_references(t.source_refs, gone),
    detection_key = case when exists (
      select 1 from g where g.type = 'event' and g.user_id = t.user_id and strpos(t.detection_key, g.id::text) > 0)
      then null else t.detection_key end
  where t.id in (select h.id from hit h);
  get diagnostics task_count = row_count;
  with g as materialized (
    select * from jsonb_to_recordset(gone) as g (user_id uuid, type text, id uuid)
  )
  update public.drafts d set source_refs = internal.without_references(d.source_refs, gone)
  where d.id = any (array(
    select x.id from g join public.drafts x on x.user_id = g.user_id
      and x.source_refs @> jsonb_build_array(jsonb_build_object('type', g.type, 'id', g.id))));
  get diagnostics draft_count = row_count;
  update internal.deletion_audit a
  set references_cleared = a.references_cleared + task_count + draft_count where a.id = audit;
end;
$$;

create function internal.forget_deleted() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  gone jsonb;
begin
  select jsonb_agg(jsonb_build_object('type', tg_argv[0]) || to_jsonb(o) - array['search', 'raw', 'body', 'text_for_embedding', 'content_json', 'title'])
  into gone from old_rows o
  -- Who leaves takes all of it along.
  where exists (select 1 from public.users u where u.id = o.user_id);
  if gone is not null then
    perform internal.forget_digests(gone);
    perform internal.forget_references(gone);
  end if;
  return null;
end;
$$;

-- An event that is marked as deleted, or that moves out of where it was read, is in no digest any
-- more; it may come back, so tasks keep their references until it is gone for good.
create function internal.forget_marked_digests() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  gone jsonb;
begin
  select jsonb_agg(jsonb_build_object('type', 'event', 'id', o.id, 'user_id', o.user_id, 'occurred_at', o.occurred_at,
    'source', o.source, 'created_at', o.created_at))
  into gone from old_rows o join new_rows n using (id)
  where (n.deleted_at is not null and o.deleted_at is null) or n.occurred_at <> o.occurred_at;
  if gone is not null then
    perform internal.forget_digests(gone);
  end if;
  return null;
end;
$$;

create trigger events_forget_deleted after delete on public.events
  referencing old table as old_rows for each statement execute function internal.forget_deleted('event');
create trigger threads_forget_deleted after delete on public.threads
  referencing old table as old_rows for each statement execute function internal.forget_deleted('thread');
create trigger notes_forget_deleted after delete on public.notes
  referencing old table as old_rows for each statement execute function internal.forget_deleted('note');
create trigger drafts_forget_deleted after delete on public.drafts
  referencing old table as old_rows for each statement execute function internal.forget_deleted('draft');
create trigger entities_forget_deleted after delete on public.entities
  referencing old table as old_rows for each statement execute function internal.forget_deleted('entity');
create trigger events_forget_marked_digests after update on public.events
  referencing old table as old_rows new table as new_rows for each statement execute function internal.forget_marked_digests();

create function internal.retention_delete(audit uuid, objects jsonb, embeddings_deleted integer) returns integer
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  event_ids uuid[];
  note_ids uuid[];
  thread_ids uuid[];
  spared jsonb;
begin
  -- Locked first and judged by a fresh snapshot: an event that came back, or a thread that is being
  -- written to, stays. Who holds a lock on it now has made it current; the next run looks again.
  event_ids := array(
    select e.id from public.events e
    where (e.user_id, e.id) in (select (o ->> 'user_id')::uuid, (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'event')
      and (e.expires_at <= now() or e.deleted_at is not null)
    order by e.id for update skip locked);
  note_ids := array(
    select n.id from public.notes n
    where n.id in (select (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'note' and (o ->> 'user_id')::uuid = n.user_id)
      and n.deleted_at is not null
    order by n.id for update skip locked);
  thread_ids := array(
    select t.id from public.threads t
    where (t.user_id, t.id) in (select (o ->> 'user_id')::uuid, (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'thread')
    order by t.id for update skip locked);
  thread_ids := array(
    select t.id from public.threads t
    where t.id = any (thread_ids)
      and not exists (select 1 from public.events e where e.user_id = t.user_id and e.thread_id = t.id));

  -- What stays although its vectors are gone is embedded again.
  select jsonb_agg(jsonb_build_object('type', 'embed', 'version', 1) || o) into spared
  from jsonb_array_elements(objects) as o
  where (o ->> 'object_id')::uuid <> all (
    case o ->> 'object_type' when 'event' then event_ids when 'note' then note_ids else thread_ids end);
  if spared is not null then
    perform internal.queue_send('embed', spared);
  end if;

  -- Their triggers clear away what rests on them, and count it in this audit.
  perform set_config('internal.deletion_audit', audit::text, true);
  -- Every store has forgotten these, and stores no vector of what is expired or marked as deleted. A
  -- thread is neither: a vector that came back meanwhile is found by the message of its deletion.
  perform set_config('prometheus.vectors_forgotten', 'on', true);
  delete from public.events e where e.id = any (event_ids);
  delete from public.notes n where n.id = any (note_ids);
  perform set_config('prometheus.vectors_forgotten', 'off', true);
  delete from public.threads t where t.id = any (thread_ids);
  perform set_config('internal.deletion_audit', '', true);

  update internal.deletion_audit a
  set events = a.events + cardinality(event_ids), notes = a.notes + cardinality(note_ids),
    threads = a.threads + cardinality(thread_ids), embeddings = a.embeddings + embeddings_deleted
  where a.id = audit;
  return cardinality(event_ids) + cardinality(note_ids) + cardinality(thread_ids);
end;
$$;
comment on function internal.retention_delete(uuid, jsonb, integer) is
  'Deletes what of [{user_id, object_type, object_id}] still has to go, with all that rests on it; returns how many, and counts them in the audit.';

grant execute on function internal.retention_start(uuid), internal.retention_finish(uuid),
  internal.retention_batch(uuid, integer), internal.retention_delete(uuid, jsonb, integer) to service_role;
