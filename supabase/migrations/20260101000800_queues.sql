-- The four queues, what remains of messages that failed, and the record of job runs.

-- How often a message was read without anyone saying why it was not done. A retry with a reason
-- writes the reads so far into the message as "retried"; a killed worker and an exception do not.
-- From two on it is a suspect: it is only ever claimed alone, so that it can only take itself along.
do $$
declare
  queue text;
  unexplained text :=
    $e$(read_ct - case when jsonb_typeof(message -> 'retried') = 'number' then (message -> 'retried')::integer else 0 end)$e$;
begin
  foreach queue in array array['ingest', 'embed', 'summarize', 'retain'] loop
    perform pgmq.create(queue);
    -- New messages, retries that are due, and suspects are each found without walking the others.
    execute format('create index %I on pgmq.%I (msg_id) where read_ct = 0', 'q_' || queue || '_new_idx', 'q_' || queue);
    -- New messages by person, so that nobody's stand behind all of another's.
    execute format('create index %I on pgmq.%I ((coalesce(message ->> ''user_id'', '''')), msg_id) where read_ct = 0',
      'q_' || queue || '_new_user_idx', 'q_' || queue);
    execute format('create index %I on pgmq.%I (vt) where read_ct > 0 and (read_ct = 1 or %s < 2)',
      'q_' || queue || '_retry_idx', 'q_' || queue, unexplained);
    execute format('create index %I on pgmq.%I (vt) where read_ct > 1 and %s >= 2',
      'q_' || queue || '_suspect_idx', 'q_' || queue, unexplained);
    -- A queue is small and turns over all the time: its dead rows are swept by number, not by share.
    execute format('alter table pgmq.%I set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000)',
      'q_' || queue);
  end loop;
end;
$$;

create table internal.dead_letters (
  id uuid primary key default gen_random_uuid(),
  queue text not null,
  message_id bigint not null,
  -- Ids and a type only: a queue message never carries content.
  payload jsonb not null,
  cause text not null,
  attempts integer not null,
  -- The same payload may die again while its letter waits; that is counted, not stored twice.
  occurrences integer not null default 1,
  enqueued_at timestamptz not null,
  created_at timestamptz not null default now(),
  requeued_at timestamptz,
  constraint queue_is_known check (queue in ('ingest', 'embed', 'summarize', 'retain')),
  constraint occurrences_is_positive check (occurrences > 0)
);
create unique index dead_letters_waiting_idx on internal.dead_letters (queue, md5(payload::text))
  where requeued_at is null;
create index dead_letters_requeued_at_idx on internal.dead_letters (requeued_at) where requeued_at is not null;

create table internal.job_runs (
  id uuid primary key default gen_random_uuid(),
  queue text not null,
  status text not null default 'running',
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  finished_at timestamptz,
  completed integer not null default 0,
  retried integer not null default 0,
  dead integer not null default 0,
  error_code text,
  constraint queue_is_known check (queue in ('ingest', 'embed', 'summarize', 'retain')),
  constraint status_is_valid check (status in ('running', 'succeeded', 'failed'))
);
create index job_runs_running_idx on internal.job_runs (queue, heartbeat_at) where finished_at is null;
create index job_runs_queue_status_finished_at_idx on internal.job_runs (queue, status, finished_at);
create index job_runs_started_at_idx on internal.job_runs (started_at);

-- A queue whose function can do nothing as it is configured: nobody is woken for it until then.
create table internal.paused_queues (
  queue text primary key,
  reason text not null,
  until timestamptz not null,
  constraint queue_is_known check (queue in ('ingest', 'embed', 'summarize', 'retain'))
);

revoke all on internal.dead_letters, internal.job_runs, internal.paused_queues from public, anon, authenticated;
grant select, insert, update, delete on internal.dead_letters, internal.job_runs, internal.paused_queues to service_role;
alter table internal.dead_letters enable row level security;
alter table internal.job_runs enable row level security;
alter table internal.paused_queues enable row level security;

-- The queue functions are definers because pgmq's tables belong to the owner alone. They touch only
-- the columns that these tables have had in every version: msg_id, read_ct, enqueued_at, vt, message.

create function internal.queue_send(queue text, messages jsonb, delay_seconds integer default 0) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  sent integer;
begin
  select count(*) into sent
  from pgmq.send_batch(queue, array(select jsonb_array_elements(messages)), delay_seconds);
  return sent;
end;
$$;

create function internal.queue_settle(queue text, settled jsonb, run_id uuid) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  finished integer;
  postponed integer;
  buried bigint[] := array[]::bigint[];
  following jsonb;
  target record;
begin
  -- read_ct is the fencing token: who outlived their visibility timeout settles nothing any more.
  execute format(
    'with given as materialized (
       select * from jsonb_to_recordset($1) as g (
         id bigint, attempts integer, result text, delay_seconds integer, next jsonb)
     ), gone as (
       delete from pgmq.%1$I m using given g
       where g.result = ''done'' and m.msg_id = g.id and m.read_ct = g.attempts
       returning g.id, g.next
     ), later as (
       update pgmq.%1$I m
       set vt = clock_timestamp() + make_interval(secs => g.delay_seconds),
         -- Either mark ends the claim as well: a heartbeat that comes late may not move vt any more.
         message = case when jsonb_typeof(m.message) = ''object'' then m.message || jsonb_build_object(
           case when g.result = ''retry'' then ''retried'' else ''failed'' end, m.read_ct) else m.message end
       from given g
       where g.result in (''retry'', ''failed'') and m.msg_id = g.id and m.read_ct = g.attempts
       returning 1
     ), released as (
       -- As if it had not been read: whoever holds the claim is who gives it back.
       update pgmq.%1$I m
       set vt = clock_timestamp() + make_interval(secs => g.delay_seconds), read_ct = m.read_ct - 1
       from given g
       where g.result = ''released'' and m.msg_id = g.id and m.read_ct = g.attempts
     )
     select (select count(*) from gone), (select count(*) from later),
       (select jsonb_agg(n order by gone.id) from gone cross join lateral jsonb_array_elements(gone.next) as n)',
    'q_' || queue)
  into finished, postponed, following using settled;

  for target in
    select n ->> 'queue' as queue, coalesce((n ->> 'delay_seconds')::integer, 0) as delay,
      array_agg(n -> 'message' order by place) as messages
    from jsonb_array_elements(following) with ordinality as f (n, place)
    group by 1, 2
  loop
    perform pgmq.send_batch(target.queue, target.messages, target.delay);
  end loop;

  if settled @? '$[*] ? (@.result == "dead")' then
    execute format(
      'with dead as materialized (
         select m.msg_id, case when jsonb_typeof(m.message) = ''object'' then m.message - array[''retried'', ''failed'', ''request_id'']
             else coalesce(m.message, ''null'') end as message, m.read_ct, m.enqueued_at, g.cause
         from jsonb_to_recordset($1) as g (id bigint, attempts integer, result text, cause text)
         join pgmq.%I m on m.msg_id = g.id and m.read_ct = g.attempts
         where g.result = ''dead''
         for update of m
       ), letters as (
         insert into internal.dead_letters as d (queue, message_id, payload, cause, attempts, enqueued_at, occurrences)
         select $2, max(msg_id), message, left(max(cause), 500), max(read_ct), min(enqueued_at), count(*)
         from dead group by message
         on conflict (queue, md5(payload::text)) where requeued_at is null do update
           set message_id = excluded.message_id, cause = excluded.cause, attempts = excluded.attempts,
             occurrences = d.occurrences + excluded.occurrences, created_at = now()
       )
       select coalesce(array_agg(msg_id), ''{}'') from dead', 'q_' || queue)
    into buried using settled, queue;
    perform pgmq.archive(queue, buried);
  end if;

  update internal.job_runs r
  set heartbeat_at = now(), completed = r.completed + finished, retried = r.retried + postponed,
    dead = r.dead + cardinality(buried)
  where r.id = run_id;
end;
$$;
comment on function internal.queue_settle(text, jsonb, uuid) is
  'Settles [{id, attempts, result: done|retry|failed|released|dead, delay_seconds?, cause?, next?: [{queue, message, delay_seconds?}]}] in one transaction: what follows is queued if and only if the message is done.';

create type internal.claimed_message as (
  message_id bigint, attempts integer, enqueued_at timestamptz, payload jsonb
);

create function internal.queue_claim(queue text, claim_count integer, visibility_seconds integer)
returns setof internal.claimed_message
language plpgsql
security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  -- A twentieth for retries and suspects that are due: a storm of them neither holds up what is new,
  -- nor is starved by it.
  reserved integer := floor(claim_count / 20.0 + random());
  unexplained text :=
    $e$(read_ct - case when jsonb_typeof(message -> 'retried') = 'number' then (message -> 'retried')::integer else 0 end)$e$;
  due text := 'select array(select msg_id from pgmq.%I where %s and vt <= $1 and msg_id <> all ($3)
    order by %s limit $2 for update skip locked)';
  fresh text := format(due, 'q_' || queue, 'read_ct = 0', 'msg_id');
  retries text := format(due, 'q_' || queue, 'read_ct > 0 and (read_ct = 1 or ' || unexplained || ' < 2)', 'vt');
  suspects text := format(due, 'q_' || queue, 'read_ct > 1 and ' || unexplained || ' >= 2', 'vt');
  -- Up to a hundred people with new messages, from a random one on: one probe of the index for each.
  people text := format(
    $e$with recursive p (who, place) as (
         (select coalesce(message ->> 'user_id', ''), 1 from pgmq.%1$I
          where read_ct = 0 and coalesce(message ->> 'user_id', '') >= $1
          order by coalesce(message ->> 'user_id', ''), msg_id limit 1)
         union all
         select n.who, p.place + 1 from p cross join lateral (
           select coalesce(q.message ->> 'user_id', '') as who from pgmq.%1$I q
           where q.read_ct = 0 and coalesce(q.message ->> 'user_id', '') > p.who
           order by coalesce(q.message ->> 'user_id', ''), q.msg_id limit 1) as n
         where p.place < $2
       ) select array(select who from p)$e$, 'q_' || queue);
  -- Of each as many as an equal share, their oldest.
  shares text := format(
    $e$select array(select m.msg_id from unnest($1::text[]) with ordinality as w (who, place) cross join lateral (
         select q.msg_id from pgmq.%I q
         where q.read_ct = 0 and coalesce(q.message ->> 'user_id', '') = w.who and q.vt <= $2 and q.msg_id <> all ($4)
         order by q.msg_id limit $3 for update skip locked) as m
       order by w.place limit $5)$e$, 'q_' || queue);
  waiting text[];
  others text[];
  ids bigint[] := array[]::bigint[];
  more bigint[];
  wanted integer;
begin
  if claim_count <= 0 then
    return;
  end if;
  if random() < 0.05 then
    execute suspects into ids using moment, 1, ids;
  end if;
  if cardinality(ids) = 0 then
    if reserved > 0 then
      execute retries into ids using moment, least(reserved, claim_count), ids;
    end if;
    -- One claim in ten is for whatever is oldest, so that no one is passed over for long.
    wanted := claim_count - cardinality(ids) - floor((claim_count - cardinality(ids)) / 10.0 + random())::integer;
    if wanted > 0 then
      execute people into waiting using gen_random_uuid()::text, 100;
      if cardinality(waiting) < 100 then
        execute people into others using '', 100;
        waiting := waiting || array(select o from unnest(others) as o where o <> all (waiting));
      end if;
      if cardinality(waiting) > 1 then
        waiting := array(select w from unnest(waiting) as w order by random());
        execute shares into more using waiting, moment, ceil(wanted::numeric / cardinality(waiting))::integer, ids, wanted;
        ids := ids || more;
      end if;
    end if;
    if claim_count > cardinality(ids) then
      execute fresh into more using moment, claim_count - cardinality(ids), ids;
      ids := ids || more;
    end if;
    if claim_count > cardinality(ids) then
      execute retries into more using moment, claim_count - cardinality(ids), ids;
      ids := ids || more;
    end if;
  end if;
  if cardinality(ids) = 0 then
    execute suspects into ids using moment, 1, ids;
  end if;
  if cardinality(ids) = 0 then
    return;
  end if;
  return query execute format(
    'update pgmq.%I set read_ct = read_ct + 1, vt = clock_timestamp() + make_interval(secs => $2)
     where msg_id = any ($1) returning msg_id, read_ct, enqueued_at,
       case when read_ct > 1 and jsonb_typeof(message) = ''object'' then message - array[''retried'', ''failed''] else message end', 'q_' || queue)
  using ids, visibility_seconds;
end;
$$;
comment on function internal.queue_claim(text, integer, integer) is
  'Takes up to claim_count visible messages, new ones first and shared among the people who wait, or one suspect alone, and hides them; each claim counts as an attempt.';

create function internal.queue_turn(
  queue text, settled jsonb, claim_count integer, visibility_seconds integer, run_id uuid
)
returns setof internal.claimed_message
language plpgsql
security definer
set search_path = ''
as $$
begin
  if jsonb_array_length(settled) > 0 then
    perform internal.queue_settle(queue, settled, run_id);
  end if;
  return query select * from internal.queue_claim(queue, claim_count, visibility_seconds);
end;
$$;
comment on function internal.queue_turn(text, jsonb, integer, integer, uuid) is
  'One step of a worker in one transaction: settles the last slice and claims the next.';

create function internal.queue_heartbeat(queue text, held jsonb, visibility_seconds integer, run_id uuid) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  still_held integer;
begin
  execute format(
    'with kept as (
       -- Late, the message may have been settled already: a retry keeps its time, a longer one anyway.
       update pgmq.%I m set vt = greatest(m.vt, clock_timestamp() + make_interval(secs => $2))
       from jsonb_to_recordset($1) as g (id bigint, attempts integer)
       where m.msg_id = g.id and m.read_ct = g.attempts
         -- Settled already: the delay that it was given stands.
         and coalesce(greatest((m.message ->> ''retried'')::integer, (m.message ->> ''failed'')::integer), 0) < m.read_ct
       returning 1
     ) select count(*) from kept', 'q_' || queue)
  into still_held using held, visibility_seconds;
  update internal.job_runs r set heartbeat_at = now() where r.id = run_id;
  return still_held;
end;
$$;
comment on function internal.queue_heartbeat(text, jsonb, integer, uuid) is
  'Keeps claimed messages [{id, attempts}] hidden while their worker lives; returns how many it still holds.';

create function internal.queue_requeue(dead_letter_ids uuid[]) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  letter record;
  requeued integer := 0;
begin
  for letter in
    update internal.dead_letters d set requeued_at = now()
    where d.id = any (dead_letter_ids) and d.requeued_at is null
    returning d.queue, d.payload
  loop
    perform pgmq.send(letter.queue, letter.payload);
    requeued := requeued + 1;
  end loop;
  return requeued;
end;
$$;
comment on function internal.queue_requeue(uuid[]) is 'Puts dead letters back into their queues, each once; returns how many.';

create function internal.queue_depth(queue text, for_user uuid default null)
returns table (waiting bigint, visible bigint, oldest_seconds integer)
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  execute format(
    'select count(*), count(*) filter (where vt <= clock_timestamp()),
       coalesce(extract(epoch from clock_timestamp() - min(enqueued_at)), 0)::integer from pgmq.%I
     where $1 is null or message ->> ''user_id'' = $1::text', 'q_' || queue)
  using for_user
  into waiting, visible, oldest_seconds;
  return next;
end;
$$;

create function internal.job_run_start(queue text) returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_variable
declare
  started uuid;
begin
  -- A run that was killed can not say so itself.
  update internal.job_runs r set status = 'failed', error_code = 'worker_lost', finished_at = now()
  where r.queue = job_run_start.queue and r.finished_at is null and r.heartbeat_at < now() - interval '10 minutes';
  insert into internal.job_runs (queue) values (queue) returning id into started;
  delete from internal.paused_queues p where p.queue = job_run_start.queue;
  return started;
end;
$$;

create function internal.queue_pause(queue text, reason text, seconds integer) returns void
language sql
set search_path = ''
as $$
  insert into internal.paused_queues as p (queue, reason, until)
  values (queue, left(reason, 100), now() + make_interval(secs => seconds))
  on conflict (queue) do update set reason = excluded.reason, until = excluded.until;
$$;
comment on function internal.queue_pause(text, text, integer) is
  'Lets the dispatcher leave a queue alone for so long; a run that starts ends the pause.';

create function internal.job_run_finish(run_id uuid, outcome text, code text default null)
returns table (completed integer, retried integer, dead integer)
language sql
set search_path = ''
as $$
  with finished as (
    update internal.job_runs r
    set status = outcome, error_code = left(code, 100), heartbeat_at = now(), finished_at = now()
    where r.id = run_id
    returning r.*
  ), counted as (
    select internal.count_up(c.metric, jsonb_build_object('queue', f.queue) || c.labels, c.amount)
    from finished f cross join lateral (values
      ('job_messages_total', '{"result": "completed"}'::jsonb, f.completed),
      ('job_messages_total', '{"result": "dead"}', f.dead),
      ('job_messages_total', '{"result": "retried"}', f.retried),
      ('job_run_seconds_total', '{}', extract(epoch from f.finished_at - f.started_at)),
      ('job_runs_total', jsonb_build_object('outcome', f.status), 1)
    ) as c (metric, labels, amount)
  )
  -- Counted only where it is read.
  select f.completed, f.retried, f.dead from finished f where (select count(*) from counted) > 0;
$$;
comment on function internal.job_run_finish(uuid, text, text) is
  'Ends a run as succeeded or failed; returns how many messages it settled.';

grant execute on function internal.queue_send(text, jsonb, integer), internal.queue_claim(text, integer, integer),
  internal.queue_turn(text, jsonb, integer, integer, uuid), internal.queue_heartbeat(text, jsonb, integer, uuid),
  internal.queue_requeue(uuid[]), internal.queue_depth(text, uuid), internal.queue_pause(text, text, integer),
  internal.job_run_start(text), internal.job_run_finish(uuid, text, text)
  to service_role;
