-- What rests on an object goes with it, of its owner alone, however the object goes.
begin;
\ir ../support/actors.psql
select plan(17);

delete from public.summaries;
delete from public.proposals;
create function pg_temp.refs(kind text, object uuid) returns jsonb language sql as $$
  select jsonb_build_array(jsonb_build_object('type', kind, 'id', object, 'source', null))
$$;
create function pg_temp.digest(person text, label text, from_time timestamptz, to_time timestamptz, filter text, refs jsonb default '[]')
returns void language sql as $$
  insert into public.summaries (user_id, window_start, window_end, source_filter, content_json, source_refs)
  values (pg_temp.id(person, 'users'), from_time, to_time, filter, jsonb_build_object('label', label), refs)
$$;
create function pg_temp.labels(person text) returns text language sql as $$
  select coalesce(string_agg(content_json ->> 'label', ',' order by content_json ->> 'label'), '') from public.summaries
  where user_id = pg_temp.id(person, 'users')
$$;
create temp table clock as select occurred_at as at from public.events where id = pg_temp.id('ada', 'events');
select pg_temp.digest('ada', 'a-all', at - interval '1 hour', at + interval '1 hour', '') from clock;
select pg_temp.digest('ada', 'b-slack', at - interval '1 hour', at + interval '1 hour', 'outlook,slack') from clock;
select pg_temp.digest('ada', 'c-other-source', at - interval '1 hour', at + interval '1 hour', 'outlook') from clock;
select pg_temp.digest('ada', 'd-ends-at-it', at - interval '1 hour', at, '') from clock;
select pg_temp.digest('ada', 'e-begins-at-it', at, at + interval '1 minute', '') from clock;
select pg_temp.digest('ada', 'f-cites-it', at - interval '9 days', at - interval '8 days', '', pg_temp.refs('event', pg_temp.id('ada', 'events'))) from clock;
select pg_temp.digest('bob', 'a-all', at - interval '1 hour', at + interval '1 hour', '') from clock;
insert into public.proposals (user_id, window_start, window_end, content_json)
select user_id, at - interval '1 hour', at + interval '1 hour', '{}' from people, clock;
update public.tasks set detection_key = 'event:' || source_event_id,
  source_refs = pg_temp.refs('event', source_event_id) || pg_temp.refs('note', source_event_id);

-- The attack: a note of Bob's with the id of Ada's event, in his bin when retention comes.
savepoint attack;
insert into public.notes (id, user_id, body, deleted_at)
values (pg_temp.id('ada', 'events'), pg_temp.id('bob', 'users'), 'x', now() - interval '1 day');
select is(internal.retention_delete(internal.retention_start(null), jsonb_build_array(jsonb_build_object(
  'user_id', pg_temp.id('bob', 'users'), 'object_type', 'note', 'object_id', pg_temp.id('ada', 'events'))), 0), 1, 'Bob''s note goes');
select is(pg_temp.labels('ada'), 'a-all,b-slack,c-other-source,d-ends-at-it,e-begins-at-it,f-cites-it', 'and no summary of Ada''s');
select is((select jsonb_array_length(source_refs) from public.tasks where id = pg_temp.id('ada', 'tasks')), 2, 'nor a reference of her task');
rollback to savepoint attack;
select is(internal.retention_delete(internal.retention_start(null), jsonb_build_array(jsonb_build_object(
  'user_id', pg_temp.id('bob', 'users'), 'object_type', 'event', 'object_id', pg_temp.id('ada', 'events'))), 0), 0,
  'an object that is named with another owner stays');

-- By its owner, through the Data API.
savepoint owner;
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.id('ada', 'users'), 'role', 'authenticated')::text, true),
  set_config('role', 'authenticated', true);
delete from public.events;
reset role;
select is(pg_temp.labels('ada'), 'c-other-source,d-ends-at-it', 'an event that its owner deletes takes along every summary that read or cites it');
select is(pg_temp.labels('bob'), 'a-all', 'and none of Bob''s');
select is((select count(*) from public.proposals), 1::bigint, 'and her proposal');
select results_eq($$select source_event_id, detection_key, source_refs from public.tasks where id = pg_temp.id('ada', 'tasks')$$,
  $$select null::uuid, null::text, pg_temp.refs('note', pg_temp.id('ada', 'events'))$$,
  'her task forgets the event, and keeps a note of the same id');
select is((select jsonb_array_length(source_refs) from public.tasks where id = pg_temp.id('bob', 'tasks')), 2, 'Bob''s task forgets nothing');
rollback to savepoint owner;

-- By expiry: the same, and counted.
savepoint expiry;
update public.events set expires_at = now() - interval '1 second' where id = pg_temp.id('ada', 'events');
create temp table audit as select internal.retention_start(null) as id;
select is(internal.retention_delete((select id from audit), jsonb_build_array(jsonb_build_object(
  'user_id', pg_temp.id('ada', 'users'), 'object_type', 'event', 'object_id', pg_temp.id('ada', 'events'))), 0), 1, 'an event expires');
select is(pg_temp.labels('ada'), 'c-other-source,d-ends-at-it', 'with every summary that read or cites it');
select results_eq($$select events, summaries, proposals, references_cleared from internal.deletion_audit d join audit using (id)$$,
  $$values (1, 4, 1, 1)$$, 'and all of it is counted');
rollback to savepoint expiry;

-- Marked as deleted by a connector.
savepoint marked;
update public.events set deleted_at = now() where id = pg_temp.id('ada', 'events');
select is(pg_temp.labels('ada'), 'c-other-source,d-ends-at-it', 'an event that is marked as deleted is in no summary any more');
select is((select jsonb_array_length(source_refs) from public.tasks where id = pg_temp.id('ada', 'tasks')), 2, 'tasks wait until it is gone for good');
rollback to savepoint marked;

-- What was written before the event came did not read it.
savepoint later;
update public.events set created_at = now() + interval '1 hour' where id = pg_temp.id('ada', 'events');
delete from public.events where id = pg_temp.id('ada', 'events');
select is(pg_temp.labels('ada'), 'a-all,b-slack,c-other-source,d-ends-at-it,e-begins-at-it', 'a summary older than the event stays unless it cites it');
rollback to savepoint later;

select pg_temp.digest('ada', 'g-thread', at - interval '9 days', at - interval '7 days', '', pg_temp.refs('thread', pg_temp.id('ada', 'threads'))) from clock;
delete from public.threads where id = pg_temp.id('ada', 'threads');
select ok(pg_temp.labels('ada') !~ 'g-thread', 'a thread takes along the summary that cites it');
delete from auth.users where id = pg_temp.id('ada', 'users');
select is(pg_temp.labels('bob'), 'a-all', 'who leaves takes nothing of others along');

select * from finish();
rollback;
