-- One call stores a page of events with their threads and queues their embedding, or does nothing.

create table internal.sync_cursors (
  user_id uuid not null references public.users (id) on delete cascade,
  linked_account_id uuid not null,
  -- What is read by this cursor: a channel, a mail folder, a calendar, a peer, an export.
  resource text not null,
  cursor jsonb not null default '{}',
  -- Everything at the source up to here has been read.
  read_until timestamptz,
  last_success_at timestamptz,
  last_error_code text,
  updated_at timestamptz not null default now(),
  primary key (linked_account_id, resource),
  constraint sync_cursors_account_fkey foreign key (user_id, linked_account_id)
    references public.linked_accounts (user_id, id) on delete cascade
);
create index sync_cursors_user_id_linked_account_id_idx on internal.sync_cursors (user_id, linked_account_id);
revoke all on internal.sync_cursors from public, anon, authenticated;
grant select, insert, update, delete on internal.sync_cursors to service_role;
alter table internal.sync_cursors enable row level security;

create function internal.ingest_events(batch jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  owner uuid := (batch ->> 'user_id')::uuid;
  batch_source text := batch ->> 'source';
  account uuid := (batch ->> 'source_account_id')::uuid;
  counts jsonb;
begin
  if owner is null or batch_source is null then
    raise exception 'batch.user_id and batch.source are required' using errcode = 'invalid_parameter_value';
  end if;

  insert into public.threads as t (user_id, source, external_id, subject, participants, content_preview, last_event_at)
  select owner, batch_source, g.external_id, g.subject, coalesce(g.participants, '[]'), g.content_preview, g.last_event_at
  from jsonb_to_recordset(coalesce(batch -> 'threads', '[]')) as g (
    external_id text, subject text, participants jsonb, content_preview text, last_event_at timestamptz)
  order by g.external_id
  on conflict (user_id, source, external_id) do update
    set subject = coalesce(excluded.subject, t.subject),
      content_preview = coalesce(excluded.content_preview, t.content_preview),
      participants = (
        select coalesce(jsonb_agg(distinct p order by p), '[]')
        from jsonb_array_elements(t.participants || excluded.participants) as p),
      last_event_at = greatest(t.last_event_at, excluded.last_event_at)
  -- A page read again must change nothing, not even updated_at.
  where (coalesce(excluded.subject, t.subject), coalesce(excluded.content_preview, t.content_preview))
      is distinct from (t.subject, t.content_preview)
    or not t.participants @> excluded.participants
    or excluded.last_event_at > t.last_event_at;

  with given as materialized (
    select g.* from jsonb_to_recordset(coalesce(batch -> 'events', '[]')) as g (
      external_id text, thread_external_id text, event_type text, title text, body text, url text,
      text_for_embedding text, content_hash text, importance_score smallint, occurred_at timestamptz,
      deleted boolean, raw jsonb)
  ), written as (
    insert into public.events as e (user_id, source, source_account_id, external_id, thread_id, event_type, title,
      body, url, text_for_embedding, content_hash, importance_score, occurred_at, deleted_at, raw)
    select owner, batch_source, account, g.external_id, t.id, g.event_type, g.title, g.body, g.url,
      g.text_for_embedding, g.content_hash, coalesce(g.importance_score, 0), g.occurred_at,
      case when g.deleted then now() end, coalesce(g.raw, '{}')
    from given g
    left join public.threads t
      on t.user_id = owner and t.source = batch_source and t.external_id = g.thread_external_id
    order by g.external_id
    on conflict (user_id, source, external_id) do update
      set source_account_id = coalesce(excluded.source_account_id, e.source_account_id),
        thread_id = coalesce(excluded.thread_id, e.thread_id), event_type = excluded.event_type,
        title = excluded.title, body = excluded.body, url = coalesce(excluded.url, e.url),
        text_for_embedding = excluded.text_for_embedding, content_hash = excluded.content_hash,
        importance_score = excluded.importance_score, occurred_at = excluded.occurred_at,
        deleted_at = case when excluded.deleted_at is null then null else coalesce(e.deleted_at, excluded.deleted_at) end,
        raw = excluded.raw
    where e.content_hash is distinct from excluded.content_hash
      or (excluded.thread_id is not null and e.thread_id is distinct from excluded.thread_id)
      or e.importance_score is distinct from excluded.importance_score
      or (e.deleted_at is null) is distinct from (excluded.deleted_at is null)
      or e.raw is distinct from excluded.raw
    -- xmax is zero only on a row version that this statement inserted.
    returning (e.xmax = 0) as is_new
  )
  select jsonb_build_object(
    'inserted', count(*) filter (where is_new),
    'updated', count(*) filter (where not is_new),
    'unchanged', (select count(*) from given) - count(*))
  into counts from written;

  if batch ? 'cursor' then
    insert into internal.sync_cursors (user_id, linked_account_id, resource, cursor, read_until, last_success_at)
    values (owner, account, batch -> 'cursor' ->> 'resource', coalesce(batch -> 'cursor' -> 'cursor', '{}'),
      (batch -> 'cursor' ->> 'read_until')::timestamptz, now())
    on conflict (linked_account_id, resource) do update
      set cursor = excluded.cursor, read_until = greatest(sync_cursors.read_until, excluded.read_until),
        last_success_at = excluded.last_success_at, last_error_code = null, updated_at = now();
  end if;

  return counts;
end;
$$;
comment on function internal.ingest_events(jsonb) is
  'Stores {user_id, source, source_account_id, threads[], events[], cursor?}; returns {inserted, updated, unchanged}. Idempotent.';
grant execute on function internal.ingest_events(jsonb) to service_role;

create function internal.link_export(for_user uuid, provider text, provider_account_id text) returns uuid
language sql
set search_path = ''
as $$
  insert into public.linked_accounts as a (user_id, provider, provider_account_id, metadata)
  values (for_user, provider, provider_account_id, '{"origin": "export"}')
  on conflict (user_id, provider, provider_account_id) do update set status = a.status
  returning id;
$$;
comment on function internal.link_export(uuid, text, text) is
  'The account that events read from an export belong to; it has no token and is never polled.';
grant execute on function internal.link_export(uuid, text, text) to service_role;

create function internal.user_by_email(wanted text) returns uuid
language sql
stable
set search_path = ''
as $$
  select u.id from public.users u where lower(u.email) = lower(wanted) order by u.created_at limit 1;
$$;
grant execute on function internal.user_by_email(text) to service_role;
