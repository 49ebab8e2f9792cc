-- What the agents read beside the events themselves, and where their answers are kept.

create function public.timeline_statistics(
  window_start timestamptz, window_end timestamptz, sources text[] default null, for_user uuid default null,
  places text[] default null, people text[] default null
)
returns table (source text, event_count bigint)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  if cardinality(sources) > 20 then
    raise exception 'sources must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(places) > 20 or pg_column_size(places) > 32000 then
    raise exception 'places must have at most 20 elements of 300 characters' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(people) > 20 or pg_column_size(people) > 32000 then
    raise exception 'people must have at most 20 elements of 200 characters' using errcode = 'invalid_parameter_value';
  end if;
  return query
    select e.source, count(*)
    from public.events e
    -- Runs as its caller: for_user only narrows what RLS allows; the service has to name the user.
    where e.user_id = coalesce(for_user, (select auth.uid())) and e.deleted_at is null and e.expires_at > now()
      and e.occurred_at >= window_start and e.occurred_at < window_end
      and (sources is null or e.source = any (sources))
      and (places is null or e.place = any (places))
      and (people is null or e.author = any (people))
    group by e.source;
end;
$$;
comment on function public.timeline_statistics is 'How many events of one person lie in [window_start, window_end) and in scope, per source.';
revoke all on function public.timeline_statistics from public, anon;
grant execute on function public.timeline_statistics to authenticated, service_role;

create function internal.coverage(for_user uuid)
returns table (
  source text, account_id uuid, account_status text, origin text, read_until timestamptz, read_from timestamptz,
  last_success_at timestamptz, error_code text, waiting_until timestamptz, status_reason text,
  resources bigint, not_begun bigint, not_completed bigint, problems jsonb, embeddable bigint
)
language sql
stable
set search_path = ''
as $$
  with counted as (
    select c.source, c.source_account_id, sum(c.events) as events, sum(c.embeddable) as embeddable
    from internal.event_counts c where c.user_id = for_user
    group by c.source, c.source_account_id
  ), expired as (
    select e.source, count(*) as n
    from public.events e
    where e.user_id = for_user and e.expires_at <= now() and e.deleted_at is null
      and not internal.is_blank(e.text_for_embedding)
    group by e.source
  ), embeddable as (
    select c.source, greatest(0, sum(c.embeddable) - coalesce(min(x.n), 0))::bigint as n
    from counted c left join expired x on x.source = c.source
    group by c.source
  ), spans as (
    select c.source, c.source_account_id, s.newest, s.oldest
    from counted c cross join lateral (
      -- One step into the index each; "is not distinct from" would not find the way there.
      select
        (select e.occurred_at from public.events e
          where e.user_id = for_user and e.source_account_id = c.source_account_id and e.source = c.source
            and e.deleted_at is null and e.expires_at > now()
          order by e.occurred_at desc limit 1) as newest,
        (select e.occurred_at from public.events e
          where e.user_id = for_user and e.source_account_id = c.source_account_id and e.source = c.source
            and e.deleted_at is null and e.expires_at > now()
          order by e.occurred_at limit 1) as oldest
      where c.source_account_id is not null
      union all
      select
        (select e.occurred_at from public.events e
          where e.user_id = for_user and e.source_account_id is null and e.source = c.source
            and e.deleted_at is null and e.expires_at > now()
          order by e.occurred_at desc limit 1),
        (select e.occurred_at from public.events e
          where e.user_id = for_user and e.source_account_id is null and e.source = c.source
            and e.deleted_at is null and e.expires_at > now()
          order by e.occurred_at limit 1)
      where c.source_account_id is null
    ) as s
    where c.events > 0 and s.newest is not null
  ), cursors as (
    -- Not begun counts as not read, and what cannot be read is named as a problem instead. An
    -- account that is read live does not depend on how old its imports are.
    select c.linked_account_id, case when bool_and(c.read_until is not null) then min(c.read_until) end as read_until,
      count(*) as resources, count(*) filter (where c.begun_at is null) as not_begun,
      count(*) filter (where c.begun_at is not null and c.completed_at is null) as not_completed,
      max(c.completed_at) as completed_at
    from internal.sync_cursors c
    join public.linked_accounts a on a.id = c.linked_account_id
    where c.user_id = for_user and (c.origin = 'live' or coalesce(a.metadata ->> 'origin', 'live') <> 'live')
      and not exists (select 1 from internal.sync_problems p
        where p.linked_account_id = c.linked_account_id and p.resource = c.resource and p.item_count is null)
    group by c.linked_account_id
  ), problems as (
    select g.linked_account_id, jsonb_agg(jsonb_build_object('code', g.code, 'resources', g.resources, 'items', g.items)
      order by g.code) as problems
    from (
      select p.linked_account_id, p.code, count(*) filter (where p.item_count is null) as resources,
        coalesce(sum(p.item_count), 0) as items
      from internal.sync_problems p join public.linked_accounts a on a.id = p.linked_account_id
      where a.user_id = for_user
      group by p.linked_account_id, p.code
    ) as g
    group by g.linked_account_id
  ), known as (
    select a.provider as source, a.id as account_id, a.status, coalesce(a.metadata ->> 'origin', 'live') as origin, a.status_reason
    from public.linked_accounts a where a.user_id = for_user
    union
    select n.source, n.source_account_id, coalesce(a.status, 'active'),
      case when a.id is null then 'import' else coalesce(a.metadata ->> 'origin', 'live') end, a.status_reason
    from spans n left join public.linked_accounts a on a.id = n.source_account_id
  )
  select k.source, k.account_id, k.status, k.origin,
    case when k.origin = 'live' then c.read_until else coalesce(c.read_until, n.newest) end,
    n.oldest,
    -- Where one of many resources was read to its end, the account was not yet.
    case when k.origin = 'live' then l.last_success_at else coalesce(l.last_success_at, c.completed_at) end, l.last_error_code, l.waiting_until, k.status_reason,
    coalesce(c.resources, 0), coalesce(c.not_begun, 0), coalesce(c.not_completed, 0), coalesce(p.problems, '[]'),
    coalesce(m.n, 0)
  from known k
  left join cursors c on c.linked_account_id = k.account_id
  left join internal.account_leases l on l.linked_account_id = k.account_id
  left join problems p on p.linked_account_id = k.account_id
  left join spans n on n.source = k.source and n.source_account_id is not distinct from k.account_id
  left join embeddable m on m.source = k.source
  order by k.source, k.account_id;
$$;
comment on function internal.coverage(uuid) is
  'The coverage receipt''s raw facts: per linked account, read until when and from its oldest event on, what is behind or broken; embeddable counts events of the whole source that have a text.';
grant execute on function internal.coverage(uuid) to service_role;

create function internal.store_summary(
  for_user uuid, window_start timestamptz, window_end timestamptz, source_filter text,
  content_json jsonb, source_refs jsonb, scope jsonb default '{}'
)
returns public.summaries
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  kept public.summaries;
begin
  perform internal.require_array('source_refs', source_refs, 10000);
  if pg_column_size(content_json) > 1000000 then
    raise exception 'content_json must have at most 1000000 bytes' using errcode = 'invalid_parameter_value';
  end if;
  perform internal.require_short('source_filter', source_filter, 200);
  if pg_column_size(scope) > 32000 then
    raise exception 'scope must have at most 32000 bytes' using errcode = 'invalid_parameter_value';
  end if;
  insert into public.summaries as s (user_id, window_start, window_end, source_filter, scope, content_json, source_refs)
  values (for_user, store_summary.window_start, store_summary.window_end, store_summary.source_filter,
    store_summary.scope, store_summary.content_json, store_summary.source_refs)
  on conflict (user_id, window_start, window_end, source_filter, md5(scope::text)) do update
    set content_json = excluded.content_json, source_refs = excluded.source_refs
  returning s.* into kept;
  return kept;
end;
$$;
grant execute on function internal.store_summary(uuid, timestamptz, timestamptz, text, jsonb, jsonb, jsonb) to service_role;

create function internal.dismissed_detections(for_user uuid, detected jsonb) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  perform internal.require_array('detected', detected, 5000);
  return (
    select coalesce(jsonb_agg(distinct c.detection_key), '[]')
    from jsonb_to_recordset(detected) as c (source_event_id uuid, source_refs jsonb, detection_key text)
    join internal.dismissed_requests d on d.user_id = for_user
      and (d.event_id = c.source_event_id or c.source_refs @> jsonb_build_array(jsonb_build_object('id', d.event_id))));
end;
$$;
comment on function internal.dismissed_detections(uuid, jsonb) is
  'The keys of what was asked in events that became a task once, and whose owner deleted it.';
grant execute on function internal.dismissed_detections(uuid, jsonb) to service_role;

create function internal.store_detected_tasks(for_user uuid, detected jsonb) returns setof public.tasks
language plpgsql
set search_path = ''
as $$
begin
  perform internal.require_array('detected', detected, 5000);
  with given as materialized (
    select d.*, coalesce(d.source_refs, '[]') as refs
    from jsonb_to_recordset(detected) as d (
      priority text, title text, details text, due_at timestamptz, source_event_id uuid, source_refs jsonb,
      detection_key text)
    where not (select internal.dismissed_detections(for_user, detected)) ? d.detection_key
  ), known as materialized (
    select r ->> 'id' as event_id
    from public.tasks t, jsonb_array_elements(t.source_refs) as r
    where t.user_id = for_user and t.detection_key is not null
  ), reopened as (
    -- What the conversation had settled and has asked for again; and what was asked in more places since.
    update public.tasks t
    set status = case when t.status_reason is null or t.changed_by_owner then t.status else 'open' end,
      status_reason = case when t.changed_by_owner then t.status_reason end,
      source_refs = case when jsonb_array_length(g.refs) > jsonb_array_length(t.source_refs) then g.refs
        else t.source_refs end
    from given g
    where t.user_id = for_user and t.detection_key = g.detection_key
      and ((t.status_reason is not null and not t.changed_by_owner)
        or jsonb_array_length(g.refs) > jsonb_array_length(t.source_refs))
  )
  insert into public.tasks (user_id, status, priority, title, details, due_at, source_event_id, source_refs, detection_key)
  select for_user, 'open', g.priority, g.title, g.details, g.due_at, g.source_event_id, g.refs, g.detection_key
  from given g
  -- A request that is asked again is the task that it became the first time.
  where g.source_event_id::text not in (select k.event_id from known k where k.event_id is not null)
  -- What the person did with the task since (done, snoozed, renamed) stands.
  on conflict (user_id, detection_key) do nothing;

  return query
    select t.* from public.tasks t
    where t.user_id = for_user and t.detection_key is not null
      and (t.detection_key in (select d ->> 'detection_key' from jsonb_array_elements(detected) as d)
        or exists (
          select 1 from jsonb_array_elements(t.source_refs) as r
          where r ->> 'id' in (select d ->> 'source_event_id' from jsonb_array_elements(detected) as d)));
end;
$$;
comment on function internal.store_detected_tasks(uuid, jsonb) is
  'Adds what was detected for the first time and returns every one of them as it now stands.';
grant execute on function internal.store_detected_tasks(uuid, jsonb) to service_role;

create function internal.settle_detected_tasks(for_user uuid, settled jsonb) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  closed bigint;
begin
  perform internal.require_array('settled', settled, 5000);
  update public.tasks t set status = 'done', status_reason = g.reason
  from jsonb_to_recordset(settled) as g (event_id uuid, reason text)
  where t.user_id = for_user and t.source_event_id = g.event_id and t.status = 'open'
    and t.detection_key is not null and not t.changed_by_owner;
  get diagnostics closed = row_count;
  return closed;
end;
$$;
comment on function internal.settle_detected_tasks(uuid, jsonb) is
  'Marks as done, with the reason, the untouched tasks of [{event_id, reason}] whose conversation settled them; returns how many.';
grant execute on function internal.settle_detected_tasks(uuid, jsonb) to service_role;
