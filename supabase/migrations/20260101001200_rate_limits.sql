-- Sliding-window request counters, shared by all instances of a function.

create table internal.rate_limits (
  bucket text primary key,
  -- When requests were granted, oldest first: as many as the limit has at most.
  granted_at timestamptz[] not null default '{}',
  last_granted_at timestamptz not null default now()
);
revoke all on internal.rate_limits from public, anon, authenticated;
grant select, insert, update, delete on internal.rate_limits to service_role;
alter table internal.rate_limits enable row level security;

create function internal.take_rate_limit(bucket text, allowed integer, window_seconds integer)
returns table (granted boolean, remaining integer, retry_after_seconds integer)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_variable
declare
  span interval := make_interval(secs => window_seconds);
  recent timestamptz[];
  moment timestamptz;
begin
  if bucket is null or coalesce(allowed, 0) < 1 or coalesce(window_seconds, 0) < 1 then
    raise exception 'bucket, a positive allowed and positive window_seconds are required'
      using errcode = 'invalid_parameter_value';
  end if;
  insert into internal.rate_limits as r (bucket) values (take_rate_limit.bucket) on conflict do nothing;
  -- Whoever asks at the same time waits here, so each is counted before the next is judged.
  select r.granted_at into recent from internal.rate_limits r where r.bucket = take_rate_limit.bucket for update;
  moment := clock_timestamp();
  recent := array(select g from unnest(recent) as g where g > moment - span order by g);
  granted := cardinality(recent) < allowed;
  if not granted then
    -- The name before the first colon is the function or provider; what follows is somebody's id.
    perform internal.count_up('rate_limited_total', jsonb_build_object('bucket', left(split_part(bucket, ':', 1), 50)));
  end if;
  if granted then
    recent := recent || moment;
    update internal.rate_limits as r set granted_at = recent, last_granted_at = moment where r.bucket = take_rate_limit.bucket;
  end if;
  remaining := greatest(0, allowed - cardinality(recent));
  -- When the next one fits: as soon as all but allowed - 1 of these are older than the window.
  retry_after_seconds := case when remaining > 0 then 0
    else greatest(1, ceil(extract(epoch from recent[cardinality(recent) - allowed + 1] + span - moment)))::integer end;
  return next;
end;
$$;
comment on function internal.take_rate_limit(text, integer, integer) is
  'Counts one request; granted is false where the last window_seconds, at any moment, saw the allowed number already.';
grant execute on function internal.take_rate_limit(text, integer, integer) to service_role;
