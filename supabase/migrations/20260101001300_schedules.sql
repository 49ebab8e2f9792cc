-- The clock of the system: pg_cron queues work and wakes the job functions; the queues are the truth.

-- Definer: pgmq, pg_net and Vault belong to the owner alone. The same holds for all functions below.
create function internal.dispatch_jobs(max_workers integer default 4) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  project_url text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'project_url');
  secret_key text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'secret_key');
  target record;
  visible integer;
  running integer;
  woken integer := 0;
  paused_until timestamptz;
begin
  for target in
    -- How many waiting messages warrant one more worker. Retention works alone.
    select * from (values
      ('ingest', 5, max_workers), ('embed', 100, max_workers), ('summarize', 10, max_workers), ('retain', 1, 1)
    ) as t (queue, messages_per_worker, most)
  loop
    execute format('select count(*) from (select 1 from pgmq.%I where vt <= $2 limit $1) as q', 'q_' || target.queue)
      into visible using target.most * target.messages_per_worker, clock_timestamp();
    continue when visible = 0;
    -- A function that said it is not configured is asked again after its pause, by one worker.
    select p.until into paused_until from internal.paused_queues p where p.queue = target.queue;
    continue when paused_until > now();
    if project_url is null or secret_key is null then
      raise warning 'queue % waits: store project_url and secret_key in Vault', target.queue;
      continue;
    end if;
    select count(*) into running from internal.job_runs r
    where r.queue = target.queue and r.finished_at is null and r.heartbeat_at > now() - interval '1 minute';
    for worker in running + 1 .. least(case when paused_until is null then target.most else 1 end,
      ceil(visible::numeric / target.messages_per_worker)::integer)
    loop
      perform net.http_post(
        url := rtrim(project_url, '/') || '/functions/v1/job-' || target.queue,
        body := '{}'::jsonb,
        headers := jsonb_build_object('content-type', 'application/json', 'apikey', secret_key),
        timeout_milliseconds := 150000);
      woken := woken + 1;
    end loop;
  end loop;
  return woken;
end;
$$;
comment on function internal.dispatch_jobs(integer) is
  'Wakes a job function for each queue with visible messages, as many as its depth warrants; returns how many.';
grant execute on function internal.dispatch_jobs(integer) to service_role;

create function internal.queue_due_summaries() returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  messages jsonb[];
begin
  -- The last full hour on the person's own clock. By offset, because in the night when clocks are
  -- set back a local hour names two.
  select array_agg(jsonb_build_object('type', 'summarize', 'version', 1, 'user_id', u.id,
    'window_start', h.ends - interval '1 hour', 'window_end', h.ends))
  into messages
  from public.users u
  cross join lateral (
    select date_trunc('hour', o.local) at time zone 'UTC' - (o.local - now() at time zone 'UTC') as ends
    from (select now() at time zone u.timezone as local) as o
  ) as h
  where u.scheduled_summaries
    and not exists (
      select 1 from pgmq.q_summarize q
      where q.message ->> 'user_id' = u.id::text and (q.message ->> 'window_end')::timestamptz = h.ends);
  if messages is not null then
    perform pgmq.send_batch('summarize', messages);
  end if;
  return coalesce(array_length(messages, 1), 0);
end;
$$;

create function internal.queue_retention(for_user uuid default null) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  wanted jsonb := jsonb_strip_nulls(jsonb_build_object('type', 'retain', 'version', 1, 'user_id', for_user));
begin
  if exists (select 1 from pgmq.q_retain q where jsonb_typeof(q.message) = 'object' and q.message - array['retried', 'failed'] = wanted) then
    return 0;
  end if;
  perform pgmq.send('retain', wanted);
  return 1;
end;
$$;
comment on function internal.queue_retention(uuid) is
  'Queues the clean-up of everybody, or of one person on demand, unless it waits already.';

create function internal.prune_history(keep_days integer default 14) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- pg_net forgets its answers by itself after pg_net.ttl; nothing else here does.
  -- The dispatcher alone leaves 8,640 successes a day; what failed is of interest for longer.
  delete from cron.job_run_details
  where end_time < now() - make_interval(days => case when status = 'succeeded' then least(2, keep_days) else keep_days end);
  delete from internal.job_runs where started_at < now() - make_interval(days => keep_days);
  delete from internal.rate_limits where last_granted_at < now() - interval '1 day';
  perform internal.refresh_timezones();
  delete from internal.tombstones where expires_at < now();
  delete from internal.idempotency_keys where expires_at < now();
  delete from internal.prompts where expires_at < now();
  -- A year can be compared with the one before, month by month.
  delete from internal.model_usage where day < now() - interval '400 days';
  -- What could not be read would have expired by now, had it been read.
  delete from internal.sync_problems where item_count is not null and last_seen_at < now() - interval '30 days';
  delete from internal.dead_letters where requeued_at < now() - make_interval(days => keep_days);
  -- What is archived died; its dead letter has the payload.
  delete from pgmq.a_ingest where archived_at < now() - make_interval(days => keep_days);
  delete from pgmq.a_embed where archived_at < now() - make_interval(days => keep_days);
  delete from pgmq.a_summarize where archived_at < now() - make_interval(days => keep_days);
  delete from pgmq.a_retain where archived_at < now() - make_interval(days => keep_days);
  perform internal.fold_counts();
end;
$$;

create function internal.store_proposal(
  for_user uuid, window_start timestamptz, window_end timestamptz, content_json jsonb, source_refs jsonb
)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.proposals (user_id, window_start, window_end, content_json, source_refs)
  values (for_user, window_start, window_end, content_json, source_refs)
  on conflict (user_id, window_start, window_end) do update
    set content_json = excluded.content_json, source_refs = excluded.source_refs
  returning id;
$$;
comment on function internal.store_proposal(uuid, timestamptz, timestamptz, jsonb, jsonb) is
  'One proposal per person and window: writing it again replaces it.';

create function internal.scheduled_digest(for_user uuid, from_time timestamptz, to_time timestamptz) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('timezone', u.timezone, 'wanted', u.scheduled_summaries,
    'has_summary', exists (select 1 from public.summaries s
      where s.user_id = u.id and s.window_start = from_time and s.window_end = to_time and s.source_filter = ''
        and s.scope = '{}'),
    'has_proposal', exists (select 1 from public.proposals p
      where p.user_id = u.id and p.window_start = from_time and p.window_end = to_time))
  from public.users u where u.id = for_user;
$$;
comment on function internal.scheduled_digest(uuid, timestamptz, timestamptz) is
  'Whether this window is wanted and what of it is written already; null where the person is gone.';
grant execute on function internal.store_proposal(uuid, timestamptz, timestamptz, jsonb, jsonb),
  internal.scheduled_digest(uuid, timestamptz, timestamptz) to service_role;

grant execute on function internal.queue_due_summaries(), internal.queue_retention(uuid),
  internal.prune_history(integer) to service_role;

select cron.schedule('prometheus-ingest', '*/5 * * * *', 'select internal.queue_due_ingests()');
select cron.schedule('prometheus-dispatch', '10 seconds', 'select internal.dispatch_jobs()');
-- A little after the hour: what came in its last minutes has to be read first.
select cron.schedule('prometheus-summaries', '7 * * * *', 'select internal.queue_due_summaries()');
select cron.schedule('prometheus-wake-tasks', '* * * * *', 'select internal.wake_snoozed_tasks()');
select cron.schedule('prometheus-retention', '0 2 * * *', 'select internal.queue_retention()');
select cron.schedule('prometheus-logins', '* * * * *', 'select internal.forget_telegram_logins()');
select cron.schedule('prometheus-prune-history', '30 2 * * *', 'select internal.prune_history()');
