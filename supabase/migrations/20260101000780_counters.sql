-- What happened how often since the beginning: numbers that only grow, as a scraper of metrics wants
-- them. Rows of logs and runs are pruned and cannot be counted afterwards.

create table internal.counters (
  metric text not null,
  -- A few known values, never an id and never what somebody typed.
  labels jsonb not null default '{}',
  -- Writers at the same time add to different rows, so that they seldom wait for each other.
  shard smallint not null,
  total double precision not null default 0,
  primary key (metric, labels, shard),
  constraint metric_is_a_name check (metric ~ '^[a-z][a-z0-9_]{0,99}$'),
  constraint labels_are_few check (jsonb_typeof(labels) = 'object' and pg_column_size(labels) <= 500)
) with (fillfactor = 50);
revoke all on internal.counters from public, anon, authenticated;
grant select, insert, update on internal.counters to service_role;
alter table internal.counters enable row level security;

create function internal.count_up(metric text, labels jsonb, amount double precision default 1) returns void
language sql
set search_path = ''
as $$
  insert into internal.counters as c (metric, labels, shard, total)
  select count_up.metric, count_up.labels, pg_backend_pid() % 8, count_up.amount
  where count_up.amount > 0
  on conflict (metric, labels, shard) do update set total = c.total + excluded.total;
$$;
comment on function internal.count_up(text, jsonb, double precision) is
  'Adds to a counter. Called last in a transaction, so that its row is held for a moment only.';

-- counts: [{function, status, requests, seconds}]
create function internal.count_requests(counts jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  perform internal.require_array('counts', counts, 200);
  -- In one order, so that two that count the same do not wait for each other in a ring.
  perform internal.count_up(m.metric, m.labels, m.amount)
  from jsonb_to_recordset(counts) as c (function text, status text, requests double precision, seconds double precision)
  cross join lateral (values
    ('http_requests_total', jsonb_build_object('function', c.function, 'status', c.status), c.requests),
    ('http_request_seconds_total', jsonb_build_object('function', c.function), c.seconds)) as m (metric, labels, amount)
  where c.function ~ '^[a-z][a-z0-9-]{0,49}$' and c.status ~ '^[1-5]xx$' and m.amount between 0 and 1e9
  order by m.metric, m.labels;
end;
$$;
comment on function internal.count_requests(jsonb) is
  'Adds what a process of a function answered: [{function, status, requests, seconds}]. What is none of these is left out.';
grant execute on function internal.count_requests(jsonb) to service_role;
grant execute on function internal.count_up(text, jsonb, double precision) to service_role;
