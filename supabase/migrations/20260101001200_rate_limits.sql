-- Fixed-window request counters, shared by all instances of a function.

create table internal.rate_limits (
  bucket text not null,
  window_start timestamptz not null,
  used integer not null default 0,
  primary key (bucket, window_start)
);
create index rate_limits_window_start_idx on internal.rate_limits (window_start);
revoke all on internal.rate_limits from public, anon, authenticated;
grant select, insert, update, delete on internal.rate_limits to service_role;
alter table internal.rate_limits enable row level security;

create function internal.take_rate_limit(bucket text, allowed integer, window_seconds integer)
returns table (granted boolean, remaining integer, retry_after_seconds integer)
language sql
set search_path = ''
as $$
  with now_window as (
    select to_timestamp(floor(extract(epoch from now()) / window_seconds) * window_seconds) as starts
  ), counted as (
    insert into internal.rate_limits as r (bucket, window_start, used)
    select take_rate_limit.bucket, w.starts, 1 from now_window w
    on conflict (bucket, window_start) do update set used = r.used + 1
    returning r.used, r.window_start
  )
  select c.used <= allowed, greatest(0, allowed - c.used),
    greatest(1, ceil(extract(epoch from c.window_start + make_interval(secs => window_seconds) - now())))::integer
  from counted c;
$$;
comment on function internal.take_rate_limit(text, integer, integer) is
  'Counts one request; granted is false beyond the allowed number a window.';
grant execute on function internal.take_rate_limit(text, integer, integer) to service_role;
