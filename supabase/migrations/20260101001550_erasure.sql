-- What a person asks to be erased: a source, all of their data, or the account. Begun by a request,
-- done by the retain queue in batches, and resumed by it: everything is looked for anew each time.

-- Definer: the queue belongs to the owner alone. The same holds for erasure_finish.
create function internal.begin_erasure(for_user uuid, wanted text) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  erasure uuid;
begin
  if wanted is null or wanted not in ('slack', 'telegram', 'outlook', 'calendar', 'data', 'account') then
    raise exception 'wanted must be slack, telegram, outlook, calendar, data or account' using errcode = 'invalid_parameter_value';
  end if;
  -- Locked, so that who asks twice at once is given the same one.
  perform 1 from public.users u where u.id = for_user for update;
  if not found then
    return null;
  end if;
  select a.id into erasure from internal.deletion_audit a
  where a.user_id = for_user and a.scope = wanted and a.finished_at is null;
  if erasure is null then
    insert into internal.deletion_audit (user_id, scope) values (for_user, wanted) returning id into erasure;
    perform pgmq.send('retain', internal.traced(
      jsonb_build_object('type', 'erase', 'version', 1, 'user_id', for_user, 'erasure_id', erasure)));
  end if;
  return erasure;
end;
$$;
comment on function internal.begin_erasure(uuid, text) is
  'Queues an erasure of one''s own, once until it is done; returns its id, null where the person is gone.';

create function internal.erasure_accounts(erasure uuid)
returns table (id uuid, provider text, user_id uuid)
language sql
stable
set search_path = ''
as $$
  select a.id, a.provider, a.user_id
  from internal.deletion_audit d
  join public.linked_accounts a on a.user_id = d.user_id and (d.scope in ('data', 'account') or a.provider = d.scope)
  where d.id = erasure
  order by a.id;
$$;
comment on function internal.erasure_accounts(uuid) is 'The linked accounts that go with it.';

create function internal.erasure_grants(erasure uuid) returns integer
language plpgsql
set search_path = ''
as $$
declare
  ended integer;
begin
  update internal.oauth_grants g set expires_at = least(g.expires_at, now())
  from internal.deletion_audit d
  where d.id = erasure and g.user_id = d.user_id and (d.scope in ('data', 'account') or g.provider = d.scope);
  get diagnostics ended = row_count;
  return ended;
end;
$$;
comment on function internal.erasure_grants(uuid) is
  'From now on nobody may claim the grants that go with it; returns how many there are.';

create function internal.erasure_batch(erasure uuid, batch_size integer)
returns table (user_id uuid, object_type text, object_id uuid)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  owner uuid;
  wanted text;
  everything boolean;
begin
  select d.user_id, d.scope, d.scope in ('data', 'account') into owner, wanted, everything
  from internal.deletion_audit d where d.id = erasure;
  return query
    select b.* from (
      (select e.user_id, 'event', e.id from public.events e
       where e.user_id = owner and (everything or e.source = wanted) limit batch_size)
      union all
      (select d.user_id, 'draft', d.id from public.drafts d
       where d.user_id = owner and (everything or d.kind = wanted || '_reply') limit batch_size)
      union all
      (select n.user_id, 'note', n.id from public.notes n where n.user_id = owner and everything limit batch_size)
      union all
      (select n.user_id, 'entity', n.id from public.entities n where n.user_id = owner and everything limit batch_size)
      union all
      -- Last, so that no event is written to because its thread goes.
      (select t.user_id, 'thread', t.id from public.threads t
       where t.user_id = owner and (everything or t.source = wanted)
         and not exists (select 1 from public.events e where e.user_id = owner and e.thread_id = t.id) limit batch_size)
    ) as b
    limit batch_size;
end;
$$;
comment on function internal.erasure_batch(uuid, integer) is 'What has to go next of what has vectors.';

create function internal.erasure_delete(erasure uuid, objects jsonb, embeddings_deleted integer) returns integer
language plpgsql
set search_path = ''
as $$
declare
  owner uuid;
  wanted text;
  deleted integer;
  total integer := 0;
  counts jsonb := jsonb_build_object();
  target record;
begin
  perform internal.require_array('objects', objects, 1000);
  select d.user_id, d.scope into owner, wanted from internal.deletion_audit d where d.id = erasure;
  perform set_config('internal.deletion_audit', erasure::text, true);
  -- Every store has forgotten these.
  perform set_config('prometheus.vectors_forgotten', 'on', true);
  for target in select * from (values ('event', 'events'), ('draft', 'drafts'), ('note', 'notes'), ('entity', 'entities'),
    ('thread', 'threads')) as t (object_type, relation)
  loop
    if target.object_type = 'event' and wanted not in ('data', 'account') then
      -- What was read out of a message goes with it.
      delete from public.tasks t
      where t.user_id = owner and t.detection_key is not null and t.source_event_id in (
        select (o ->> 'object_id')::uuid from jsonb_array_elements(objects) as o where o ->> 'object_type' = 'event');
      get diagnostics deleted = row_count;
      counts := counts || jsonb_build_object('tasks', deleted);
    end if;
    execute format('delete from public.%I x where x.user_id = $1 and x.id in (
      select (o ->> ''object_id'')::uuid from jsonb_array_elements($2) as o where o ->> ''object_type'' = $3)', target.relation)
    using owner, objects, target.object_type;
    get diagnostics deleted = row_count;
    counts := counts || jsonb_build_object(target.relation, deleted);
    total := total + deleted;
  end loop;
  perform set_config('prometheus.vectors_forgotten', 'off', true);
  perform set_config('internal.deletion_audit', '', true);
  update internal.deletion_audit a
  set events = a.events + (counts ->> 'events')::integer, notes = a.notes + (counts ->> 'notes')::integer,
    threads = a.threads + (counts ->> 'threads')::integer, embeddings = a.embeddings + embeddings_deleted,
    erased = internal.added_counts(a.erased, counts - array['events', 'notes', 'threads'])
  where a.id = erasure;
  return total;
end;
$$;
comment on function internal.erasure_delete(uuid, jsonb, integer) is
  'Deletes [{object_type, object_id}] of whose erasure it is, and counts them; returns how many.';

create function internal.added_counts(counts jsonb, more jsonb) returns jsonb
language sql
immutable parallel safe
set search_path = ''
as $$
  select coalesce(jsonb_object_agg(g.name, g.total) filter (where g.total > 0), '{}') from (
    select c.key as name, sum(c.value::integer) as total
    from (select * from jsonb_each_text(counts) union all select * from jsonb_each_text(more)) as c (key, value)
    group by c.key) as g;
$$;
comment on function internal.added_counts(jsonb, jsonb) is 'The sums of two objects of numbers, without zeros.';

create function internal.erasure_finish(erasure uuid) returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  owner uuid;
  wanted text;
  target record;
  deleted integer;
  counts jsonb := jsonb_build_object();
begin
  select d.user_id, d.scope into owner, wanted from internal.deletion_audit d
  where d.id = erasure and d.finished_at is null for update;
  if not found then
    return;
  end if;
  perform set_config('prometheus.vectors_forgotten', 'on', true);
  if wanted in ('data', 'account') then
    -- Every table with an owner, those of tomorrow as well.
    for target in
      select n.nspname as schema, c.relname as relation
      from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped
      where n.nspname in ('public', 'internal') and c.relkind in ('r', 'p')
        and c.oid <> 'internal.deletion_audit'::regclass
        -- What triggers write while others are deleted comes last.
        and a.atttypid = 'uuid'::regtype
      order by c.relname ~ '_counts$', n.nspname desc, c.relname
    loop
      execute format('delete from %I.%I where user_id = $1', target.schema, target.relation) using owner;
      get diagnostics deleted = row_count;
      if target.schema = 'public' then
        counts := internal.added_counts(counts, jsonb_build_object(target.relation, deleted));
      end if;
    end loop;
    delete from internal.rate_limits r where r.bucket like '%:' || owner;
    -- The message of this erasure ends with its job.
    for target in select q.queue from unnest(array['ingest', 'embed', 'summarize', 'retain']) as q (queue) loop
      execute format('delete from pgmq.%I where message ->> ''user_id'' = $1 and message ->> ''erasure_id'' is distinct from $2',
        'q_' || target.queue) using owner::text, erasure::text;
      execute format('delete from pgmq.%I where message ->> ''user_id'' = $1', 'a_' || target.queue) using owner::text;
    end loop;
    delete from internal.dead_letters d where d.payload ->> 'user_id' = owner::text;
    -- What the platform keeps of what was sent to a client or done by one.
    for target in
      select r.relation, p.place
      from (values ('realtime.messages', 'topic'), ('auth.audit_log_entries', 'payload')) as p (name, place)
      cross join lateral to_regclass(p.name) as r (relation)
      where r.relation is not null and has_table_privilege(r.relation, 'delete') and (wanted = 'account' or p.place = 'topic')
    loop
      execute format('delete from %s where strpos(%I::text, $1) > 0', target.relation, target.place) using owner::text;
    end loop;
  else
    delete from internal.tombstones t where t.user_id = owner and t.source = wanted;
  end if;
  if wanted = 'account' then
    delete from auth.users u where u.id = owner;
    -- Numbers stay, and nobody to whom they belong.
    update internal.deletion_audit d set user_id = null, finished_at = coalesce(d.finished_at, now()) where d.user_id = owner;
  end if;
  perform set_config('prometheus.vectors_forgotten', 'off', true);
  update internal.deletion_audit d
  set finished_at = now(), erased = internal.added_counts(d.erased, counts)
  where d.id = erasure;
end;
$$;
comment on function internal.erasure_finish(uuid) is
  'Deletes what is left of an erasure in one transaction: every table, queue and archive, and for an account the person.';

grant execute on function internal.begin_erasure(uuid, text), internal.erasure_accounts(uuid),
  internal.erasure_grants(uuid),
  internal.erasure_batch(uuid, integer), internal.erasure_delete(uuid, jsonb, integer), internal.erasure_finish(uuid),
  internal.added_counts(jsonb, jsonb)
  to service_role;
