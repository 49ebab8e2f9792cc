-- The state in numbers for a scraper of metrics, read from the tables at most four times a minute,
-- however many ask.

create table internal.metrics_snapshot (
  id boolean primary key default true,
  taken_at timestamptz not null,
  report jsonb not null,
  constraint there_is_one check (id)
);
revoke all on internal.metrics_snapshot from public, anon, authenticated;
grant select, insert, update on internal.metrics_snapshot to service_role;
alter table internal.metrics_snapshot enable row level security;

create function internal.measure() returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'health', internal.health_report(),
    'accounts', (
      select coalesce(jsonb_agg(to_jsonb(s)), '[]') from (
        select a.provider, a.status, count(*) as accounts,
          -- Never read yet: it waits since it was linked.
          greatest(0, extract(epoch from now() - min(coalesce(l.last_success_at, a.created_at)))) as lag_seconds
        from public.linked_accounts a
        left join internal.account_leases l on l.linked_account_id = a.id
        where exists (select 1 from public.oauth_tokens t where t.linked_account_id = a.id)
        group by a.provider, a.status
      ) as s),
    -- Counts that writers keep: neither events nor vectors are read.
    'embeddable_events', (select coalesce(sum(c.embeddable), 0) from internal.event_counts c),
    'embedded', (
      select coalesce(jsonb_agg(to_jsonb(s)), '[]') from (
        select c.embedding_model as model, c.object_type, sum(c.objects) as objects
        from internal.embedding_counts c group by 1, 2 having sum(c.objects) > 0
      ) as s),
    'counters', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.metric, s.labels), '[]') from (
        select c.metric, c.labels, sum(c.total) as total from internal.counters c group by 1, 2
      ) as s));
$$;

create function internal.metrics_report(most_seconds integer default 15) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  found jsonb;
begin
  select jsonb_build_object('taken_at', s.taken_at, 'report', s.report) into found
  from internal.metrics_snapshot s where s.taken_at > now() - make_interval(secs => most_seconds);
  if found is not null then
    return found;
  end if;
  -- One measures; who asks meanwhile is given what was measured before.
  if not pg_try_advisory_xact_lock(hashtextextended('prometheus_metrics', 0)) then
    select jsonb_build_object('taken_at', s.taken_at, 'report', s.report) into found from internal.metrics_snapshot s;
    if found is not null then
      return found;
    end if;
  end if;
  insert into internal.metrics_snapshot as s (taken_at, report) values (now(), internal.measure())
  on conflict (id) do update set taken_at = excluded.taken_at, report = excluded.report
  returning jsonb_build_object('taken_at', s.taken_at, 'report', s.report) into found;
  return found;
end;
$$;
comment on function internal.metrics_report(integer) is
  'Queues, schedules, accounts per state, what is embedded, and counters: no id of anybody. Measured anew where it is older than so many seconds.';

grant execute on function internal.measure(), internal.metrics_report(integer) to service_role;
