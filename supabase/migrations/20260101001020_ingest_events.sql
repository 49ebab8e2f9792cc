-- One call stores a page: threads, events, deletions, problems and its cursor, or nothing of it.
-- What was written by an older version of the source never lies over a newer one, in whatever order
-- push, poll and exports arrive; a deletion beats the version that it deleted.

create function internal.store_threads(owner uuid, batch_source text, threads jsonb) returns void
language sql
set search_path = ''
as $$
  with given as materialized (
    select g.external_id, g.subject, coalesce(g.participants, '[]') as participants, g.last_event_at, g.root_external_id,
      coalesce(g.root_version, '') collate "C" as root_version,
      -- What was deleted leaves no preview: empty, unlike null, is known to be empty.
      case when d.external_id is not null then '' else g.content_preview end as content_preview
    from jsonb_to_recordset(threads) as g (external_id text, subject text, participants jsonb, content_preview text,
      last_event_at timestamptz, root_external_id text, root_version text)
    left join internal.tombstones d
      on d.user_id = owner and d.source = batch_source and d.external_id = g.root_external_id
        and (d.source_version is null or coalesce(g.root_version, '') <= d.source_version)
  ), merged as (
    select g.external_id, g.participants, g.last_event_at,
      case when keep.root then t.subject else coalesce(g.subject, t.subject) end as subject,
      case when keep.root then t.content_preview else coalesce(g.content_preview, t.content_preview) end as content_preview,
      case when keep.root then t.root_external_id else coalesce(g.root_external_id, t.root_external_id) end as root_external_id,
      case when keep.root then t.root_version else g.root_version end as root_version
    from given g
    left join public.threads t on t.user_id = owner and t.source = batch_source and t.external_id = g.external_id
    -- A reply says nothing of a root that is known, nor an older root anything of a newer.
    cross join lateral (select coalesce(t.root_external_id is not null
      and (g.root_external_id is null or g.root_version < t.root_version), false) as root) as keep
  )
  insert into public.threads as t (user_id, source, external_id, subject, participants, content_preview, last_event_at,
    root_external_id, root_version)
  select owner, batch_source, m.external_id, m.subject, m.participants, m.content_preview, m.last_event_at,
    m.root_external_id, m.root_version
  from merged m
  order by m.external_id
  on conflict (user_id, source, external_id) do update
    set subject = excluded.subject, content_preview = excluded.content_preview,
      root_external_id = excluded.root_external_id, root_version = excluded.root_version,
      participants = (
        select coalesce(jsonb_agg(distinct p order by p), '[]')
        from jsonb_array_elements(t.participants || excluded.participants) as p),
      last_event_at = greatest(t.last_event_at, excluded.last_event_at)
  -- A page read again must change nothing, not even updated_at.
  where (excluded.subject, excluded.content_preview, excluded.root_external_id, excluded.root_version)
      is distinct from (t.subject, t.content_preview, t.root_external_id, t.root_version)
    or not t.participants @> excluded.participants
    or excluded.last_event_at > t.last_event_at;
$$;

create function internal.store_events(owner uuid, batch_source text, account uuid, from_resource text, events jsonb)
returns jsonb
language sql
set search_path = ''
as $$
  with given as materialized (
    select g.*, coalesce(g.source_version, '') collate "C" as version
    from jsonb_to_recordset(events) as g (
      external_id text, thread_external_id text, event_type text, title text, author text, place text, addressed text,
      body text, cut_from integer, url text, text_for_embedding text, content_hash text, source_version text,
      importance_score smallint, by_owner boolean, automated boolean, occurred_at timestamptz, deleted boolean, raw jsonb)
  ), written as (
    insert into public.events as e (user_id, source, source_account_id, external_id, thread_id, resource, event_type,
      title, author, place, addressed, body, cut_from, url, text_for_embedding, content_hash, source_version,
      importance_score, by_owner, automated, occurred_at, deleted_at, raw)
    select owner, batch_source, account, g.external_id, t.id, from_resource, g.event_type,
      g.title, g.author, g.place, coalesce(g.addressed, 'none'), g.body, g.cut_from, g.url, g.text_for_embedding,
      g.content_hash, g.version, coalesce(g.importance_score, 0), g.by_owner, coalesce(g.automated, false), g.occurred_at,
      case when g.deleted then now() end, coalesce(g.raw, '{}')
    from given g
    left join public.threads t
      on t.user_id = owner and t.source = batch_source and t.external_id = g.thread_external_id
    where not exists (
      select 1 from internal.tombstones d
      where d.user_id = owner and d.source = batch_source and d.external_id = g.external_id
        and (d.source_version is null or g.version <= d.source_version))
    order by g.external_id
    on conflict (user_id, source, external_id) do update
      set source_account_id = coalesce(excluded.source_account_id, e.source_account_id),
        thread_id = coalesce(excluded.thread_id, e.thread_id), resource = coalesce(excluded.resource, e.resource),
        event_type = excluded.event_type, title = excluded.title, author = excluded.author, place = excluded.place,
        addressed = excluded.addressed, body = excluded.body, cut_from = excluded.cut_from,
        url = coalesce(excluded.url, e.url), text_for_embedding = excluded.text_for_embedding,
        content_hash = excluded.content_hash, source_version = excluded.source_version,
        importance_score = excluded.importance_score, by_owner = excluded.by_owner, automated = excluded.automated,
        occurred_at = excluded.occurred_at,
        deleted_at = case when excluded.deleted_at is null then null else coalesce(e.deleted_at, excluded.deleted_at) end,
        raw = excluded.raw
    where excluded.source_version >= e.source_version and (
      e.content_hash is distinct from excluded.content_hash
      or (excluded.thread_id is not null and e.thread_id is distinct from excluded.thread_id)
      or (excluded.resource is not null and e.resource is distinct from excluded.resource)
      or (e.addressed, e.cut_from, e.source_version, e.importance_score, e.by_owner, e.automated, e.raw)
        is distinct from
        (excluded.addressed, excluded.cut_from, excluded.source_version, excluded.importance_score, excluded.by_owner,
          excluded.automated, excluded.raw)
      or (e.deleted_at is null) is distinct from (excluded.deleted_at is null))
    -- xmax is zero only on a row version that this statement inserted.
    returning (e.xmax = 0) as is_new
  )
  select jsonb_build_object(
    'inserted', count(*) filter (where is_new),
    'updated', count(*) filter (where not is_new),
    'unchanged', (select count(*) from given) - count(*))
  from written;
$$;
comment on function internal.store_events(uuid, text, uuid, text, jsonb) is
  'Upserts events by their id at the source; what is older than what is stored, or was deleted, counts as unchanged.';

create function internal.delete_events(owner uuid, batch_source text, deletions jsonb) returns integer
language plpgsql
set search_path = ''
as $$
declare
  deleted_count integer;
begin
  -- Moved elsewhere or written anew since: then this deletion is of something that is no more.
  with given as materialized (
    select g.external_id, nullif(g.source_version, '') collate "C" as source_version, g.resource, g.may_return
    from jsonb_to_recordset(deletions) as g (external_id text, source_version text, resource text, may_return boolean)
  ), valid as materialized (
    select g.* from given g
    left join public.events e on e.user_id = owner and e.source = batch_source and e.external_id = g.external_id
    where (g.source_version is null or e.id is null or e.source_version <= g.source_version)
      and (g.resource is null or e.resource = g.resource)
  ), buried as (
    insert into internal.tombstones as d (user_id, source, external_id, source_version)
    select owner, batch_source, v.external_id, v.source_version from valid v
    where v.may_return is not true
    order by v.external_id
    on conflict (user_id, source, external_id) do update
      set source_version = case when excluded.source_version is null or d.source_version is null then null
          else greatest(d.source_version, excluded.source_version) end,
        expires_at = excluded.expires_at
  ), emptied as (
    update public.threads t set content_preview = ''
    from valid v
    where t.user_id = owner and t.source = batch_source and t.root_external_id = v.external_id
      and t.content_preview is distinct from ''
  ), gone as (
    -- The row itself goes with the next retention, and what cites it; its words go now. Without a
    -- hash, whatever comes back under this id is embedded anew.
    update public.events e
    set deleted_at = now(), title = null, author = null, place = null, addressed = 'none', body = null, cut_from = null,
      url = null, text_for_embedding = null, content_hash = '', raw = '{}'
    from valid v
    where e.user_id = owner and e.source = batch_source and e.external_id = v.external_id and e.deleted_at is null
    returning 1
  )
  select count(*) into deleted_count from gone;
  return deleted_count;
end;
$$;
comment on function internal.delete_events(uuid, text, jsonb) is
  'Deletes [{external_id, source_version, resource, may_return}], known or not, and leaves tombstones but of what may return; returns how many were there.';

create function internal.follow_resource(
  owner uuid, account uuid, from_resource text, seen text[], settled text[], batch_source text, batch jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  progress jsonb := batch -> 'cursor';
  listed text[];
begin
  if batch ? 'resources' then
    listed := array(select jsonb_array_elements_text(batch -> 'resources'));
    insert into internal.sync_cursors (user_id, linked_account_id, resource)
    select owner, account, r from unnest(listed) as r
    on conflict (linked_account_id, resource) do nothing;
    delete from internal.sync_cursors c
    where c.linked_account_id = account and c.origin = 'live' and c.resource <> all (listed);
    delete from internal.sync_problems p
    where p.linked_account_id = account and p.item_count is null and p.resource <> all (listed);
  end if;

  if batch ? 'reset' then
    insert into internal.sync_cursors (user_id, linked_account_id, resource, begun_at, reset_at, reset_since, reset_until)
    values (owner, account, from_resource, now(), now(), (batch -> 'reset' ->> 'since')::timestamptz,
      (batch -> 'reset' ->> 'until')::timestamptz)
    on conflict (linked_account_id, resource) do update
      set reset_at = excluded.reset_at, reset_since = excluded.reset_since, reset_until = excluded.reset_until;
    delete from internal.reset_sightings s where s.linked_account_id = account and s.resource = from_resource;
    delete from internal.unseen_events u where u.linked_account_id = account and u.resource = from_resource;
    delete from internal.sync_problems p where p.linked_account_id = account and p.resource = from_resource;
  end if;

  insert into internal.reset_sightings (linked_account_id, resource, external_id)
  select account, from_resource, s from unnest(seen) as s
  where exists (select 1 from internal.sync_cursors c
    where c.linked_account_id = account and c.resource = from_resource and c.reset_at is not null)
  on conflict do nothing;
  delete from internal.unseen_events u using public.events e
  where u.linked_account_id = account and e.id = u.event_id
    and e.user_id = owner and e.source = batch_source and e.external_id = any (settled);

  -- A page of a resource shows that it can be read, unless the same page says otherwise.
  delete from internal.sync_problems p
  where p.linked_account_id = account and p.resource = from_resource and p.item_count is null
    and progress is not null;
  insert into internal.sync_problems as p (linked_account_id, resource, code, item_count)
  select account, g.resource, g.code, case when bool_or(g.count is null) then null else sum(g.count) end
  from jsonb_to_recordset(coalesce(batch -> 'problems', '[]')) as g (resource text, code text, count integer)
  group by g.resource, g.code
  on conflict (linked_account_id, resource, code) do update
    set item_count = p.item_count + excluded.item_count, last_seen_at = now();

  if progress is not null then
    insert into internal.sync_cursors as c (user_id, linked_account_id, resource, origin, cursor, read_until, begun_at,
      completed_at)
    values (owner, account, from_resource, coalesce(progress ->> 'origin', 'live'), coalesce(progress -> 'cursor', '{}'),
      (progress ->> 'read_until')::timestamptz, now(), case when (progress ->> 'complete')::boolean then now() end)
    on conflict (linked_account_id, resource) do update
      set cursor = excluded.cursor, read_until = greatest(c.read_until, excluded.read_until), updated_at = now(),
        begun_at = coalesce(c.begun_at, excluded.begun_at), completed_at = coalesce(excluded.completed_at, c.completed_at);
  end if;

  if batch ? 'advance' then
    update internal.sync_cursors c
    set read_until = greatest(c.read_until, (batch ->> 'advance')::timestamptz)
    where c.linked_account_id = account and c.origin = 'live' and c.completed_at is not null;
  end if;

  if (progress ->> 'complete')::boolean then
    insert into internal.unseen_events (linked_account_id, resource, event_id)
    select account, from_resource, e.id
    from internal.sync_cursors c
    join public.events e on e.user_id = owner and e.source_account_id = account and e.resource = from_resource
    where c.linked_account_id = account and c.resource = from_resource and c.reset_at is not null
      and e.deleted_at is null
      and e.occurred_at >= coalesce(c.reset_since, '-infinity') and e.occurred_at < coalesce(c.reset_until, 'infinity')
      and not exists (select 1 from internal.reset_sightings s
        where s.linked_account_id = account and s.resource = from_resource and s.external_id = e.external_id)
    on conflict do nothing;
    delete from internal.reset_sightings s where s.linked_account_id = account and s.resource = from_resource;
    update internal.sync_cursors c set reset_at = null, reset_since = null, reset_until = null
    where c.linked_account_id = account and c.resource = from_resource and c.reset_at is not null;
  end if;
end;
$$;
comment on function internal.follow_resource(uuid, uuid, text, text[], text[], text, jsonb) is
  'Keeps what a page says of its resource: cursor, problems, a reset, what was seen again, and the list of all resources.';

create function internal.ingest_events(batch jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  owner uuid := (batch ->> 'user_id')::uuid;
  batch_source text := batch ->> 'source';
  account uuid := (batch ->> 'source_account_id')::uuid;
  from_resource text := coalesce(batch -> 'cursor' ->> 'resource', batch ->> 'resource');
  events jsonb := coalesce(batch -> 'events', '[]');
  deletions jsonb := coalesce(batch -> 'deletions', '[]');
  seen text[];
  settled text[];
  counts jsonb;
  deleted integer;
begin
  if owner is null or batch_source is null then
    raise exception 'batch.user_id and batch.source are required' using errcode = 'invalid_parameter_value';
  end if;
  if account is null and (batch ?| array['cursor', 'reset', 'resources'] or jsonb_array_length(batch -> 'problems') > 0) then
    raise exception 'batch.source_account_id is required with a cursor, reset, resources or problems'
      using errcode = 'invalid_parameter_value';
  end if;
  if batch ? 'reset' and from_resource is null then
    raise exception 'batch.resource is required with a reset' using errcode = 'invalid_parameter_value';
  end if;
  -- One writer a person and source: versions and tombstones are looked at before they are written.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(owner::text || batch_source, 0));

  perform internal.store_threads(owner, batch_source, coalesce(batch -> 'threads', '[]'));
  counts := internal.store_events(owner, batch_source, account, from_resource, events);
  perform internal.store_people(owner, account, events);
  -- An event that is marked as deleted deletes like a deletion of its id.
  deleted := internal.delete_events(owner, batch_source, deletions || coalesce((
    select jsonb_agg(jsonb_build_object('external_id', e ->> 'external_id', 'source_version', e ->> 'source_version'))
    from jsonb_array_elements(events) as e where (e ->> 'deleted')::boolean), '[]'));

  if account is not null then
    seen := array(select e ->> 'external_id' from jsonb_array_elements(events) as e);
    settled := seen || array(select d ->> 'external_id' from jsonb_array_elements(deletions) as d)
      || array(select jsonb_array_elements_text(coalesce(batch -> 'confirmed', '[]')));
    perform internal.follow_resource(owner, account, from_resource, seen, settled, batch_source, batch);
  end if;
  return counts || jsonb_build_object('deleted', deleted);
end;
$$;
comment on function internal.ingest_events(jsonb) is
  'Stores {user_id, source, source_account_id, resource?, resources?, reset?, threads[], events[], deletions[]?, confirmed[]?, problems[]?, cursor?}; returns {inserted, updated, unchanged, deleted}. Idempotent.';

grant execute on function internal.store_threads(uuid, text, jsonb), internal.store_events(uuid, text, uuid, text, jsonb),
  internal.delete_events(uuid, text, jsonb),
  internal.follow_resource(uuid, uuid, text, text[], text[], text, jsonb), internal.ingest_events(jsonb) to service_role;
