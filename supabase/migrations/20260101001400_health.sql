-- The state of the machinery, in numbers. Of a queue the oldest hundred thousand messages are counted:
-- 100000 means that many or more.

-- Definer: reads pgmq's tables and pg_cron's history, which belong to the owner alone.
create function internal.health_report() returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  name text;
  depth jsonb;
  queues jsonb := '{}'::jsonb;
  schedules jsonb;
  accounts jsonb;
begin
  foreach name in array array['ingest', 'embed', 'summarize', 'retain'] loop
    execute format(
      'select jsonb_build_object(''waiting'', count(*), ''visible'', count(*) filter (where vt <= clock_timestamp()),
         ''oldest_seconds'', coalesce(extract(epoch from clock_timestamp() - min(enqueued_at)), 0)::integer,
         ''retrying'', count(*) filter (where read_ct > 1), ''most_attempts'', coalesce(max(read_ct), 0))
       from (select vt, enqueued_at, read_ct from pgmq.%I order by msg_id limit 100000) as oldest',
      'q_' || name) into depth;
    queues := queues || jsonb_build_object(name, depth || jsonb_build_object(
      'running', (select count(*) from internal.job_runs r
        where r.queue = name and r.finished_at is null and r.heartbeat_at > now() - interval '1 minute'),
      'dead_letters', (select count(*) from internal.dead_letters l
        where l.queue = name and l.requeued_at is null),
      'last_success_at', (select max(r.finished_at) from internal.job_runs r
        where r.queue = name and r.status = 'succeeded')));
  end loop;

  select coalesce(jsonb_object_agg(j.jobname, jsonb_build_object('schedule', j.schedule, 'active', j.active,
    'last_success_at', (select max(r.end_time) from cron.job_run_details r
      where r.jobid = j.jobid and r.status = 'succeeded'))), '{}')
  into schedules
  from cron.job j where j.jobname like 'prometheus-%';

  select coalesce(jsonb_object_agg(p.provider, to_jsonb(p) - 'provider'), '{}') into accounts
  from (
    select a.provider, count(*) filter (where a.status = 'active') as active,
      count(*) filter (where a.status <> 'active' or l.last_error_code is not null) as failing,
      min(l.last_success_at) filter (where a.status = 'active') as oldest_success_at
    from public.linked_accounts a
    left join internal.account_leases l on l.linked_account_id = a.id
    where exists (select 1 from public.oauth_tokens t where t.linked_account_id = a.id)
    group by a.provider
  ) as p;

  return jsonb_build_object('queues', queues, 'schedules', schedules, 'accounts', accounts,
    'dispatch_configured', (select count(*) = 2 from vault.secrets s where s.name in ('project_url', 'secret_key')));
end;
$$;
comment on function internal.health_report() is 'Queue depths, dead letters and last successes; numbers and names only.';

create function internal.account_report(most integer default 1000)
returns table (
  account_id uuid, provider text, status text, last_success_at timestamptz, last_failure_at timestamptz, error_code text
)
language sql
stable
set search_path = ''
as $$
  select a.id, a.provider, a.status, l.last_success_at, l.last_failure_at, l.last_error_code
  from public.linked_accounts a
  left join internal.account_leases l on l.linked_account_id = a.id
  where exists (select 1 from public.oauth_tokens t where t.linked_account_id = a.id)
  order by l.last_success_at nulls first, a.id
  limit most;
$$;
comment on function internal.account_report(integer) is
  'How the reading of each linked account goes, those furthest behind first; for the operator alone.';

-- Definer: Vault belongs to the owner alone.
create function internal.readiness() returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object('dispatch_configured',
    (select count(*) = 2 from vault.secrets s where s.name in ('project_url', 'secret_key')),
    'embeddings_refused', exists (
      select 1 from internal.paused_queues p where p.queue = 'embed' and p.reason like 'refused%'));
$$;
comment on function internal.readiness() is 'What anybody may ask: reads no queue and no account.';

grant execute on function internal.health_report(), internal.account_report(integer), internal.readiness() to service_role;
