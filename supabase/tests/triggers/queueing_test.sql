-- Whatever can be embedded is queued by the write itself, once, with ids alone.
begin;
\ir ../support/actors.psql

create temp table writes (label text, relation name, object_type text, statement text);
insert into writes values
  ('an event', 'events', 'event', 'update public.events set content_hash = ''new'' where id = {ada.events}'),
  ('a thread', 'threads', 'thread', 'update public.threads set subject = ''new'' where id = {ada.threads}'),
  ('a note', 'notes', 'note', 'update public.notes set body = ''new'' where id = {ada.notes}'),
  ('a draft', 'drafts', 'draft', 'update public.drafts set content_json = ''{"text": "new"}'' where id = {ada.drafts}'),
  ('an entity', 'entities', 'entity', 'update public.entities set name = ''new'' where id = {ada.entities}');

create function pg_temp.queued(kind text, object uuid) returns bigint language sql as $$
  select count(*) from pgmq.q_embed
  where message = jsonb_build_object('type', 'embed', 'version', 1, 'user_id', pg_temp.id('ada', 'users'),
    'object_type', kind, 'object_id', object)
$$;

select plan((4 * count(*) + 4)::integer) from writes;

select is(pg_temp.queued(object_type, pg_temp.id('ada', relation)), 1::bigint, label || ' is queued when it is added') from writes;

create function pg_temp.run(statement text) returns void language plpgsql as $$
declare
  name text[];
begin
  for name in select regexp_matches(statement, '\{(\w+)\.(\w+)\}', 'g') loop
    statement := replace(statement, format('{%s.%s}', name[1], name[2]), quote_literal(pg_temp.id(name[1], name[2])));
  end loop;
  execute statement;
end;
$$;
delete from pgmq.q_embed;
select lives_ok(format('select pg_temp.run(%L)', statement), label || ' changes') from writes;
select is(pg_temp.queued(object_type, pg_temp.id('ada', relation)), 1::bigint, label || ' is queued again when its content changes') from writes;

delete from pgmq.q_embed;
select lives_ok(format('update public.%I set updated_at = now() where id = %L', relation, pg_temp.id('ada', relation)),
  label || ' is touched') from writes;
select is((select count(*) from pgmq.q_embed), 0::bigint, 'a write that changes no content queues nothing');

insert into public.notes (user_id, body) select pg_temp.id('ada', 'users'), 'n' || n from generate_series(1, 250) as n;
select is((select count(*) from pgmq.q_embed), 250::bigint, 'a statement of many rows queues each of them');
select is_empty($$select message from pgmq.q_embed where message::text ~ 'n250|body|launch'$$, 'a message carries no content');

-- A person may not touch the queue, and their write still queues.
delete from pgmq.q_embed;
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.id('ada', 'users'), 'role', 'authenticated')::text, true),
  set_config('role', 'authenticated', true);
insert into public.notes (body) values ('mine');
reset role;
select is((select count(*) from pgmq.q_embed where message ->> 'user_id' = pg_temp.id('ada', 'users')::text), 1::bigint,
  'a note that a person writes is queued');

select * from finish();
rollback;
