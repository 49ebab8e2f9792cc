-- People write nothing that the API cannot read back, choose no ids or times, and know their limits.
begin;
\ir ../support/actors.psql

create temp table attempts (statement text, expected text);
-- Instants.
insert into attempts
select replace(statement, '%', quote_literal(value)), '23514'
from unnest(array['infinity', '-infinity', '0044-03-15 00:00:00+00 BC', '10000-01-01 00:00:00+00', '294276-12-31 00:00:00+00']) as value
cross join unnest(array[
  'insert into public.tasks (title, due_at) values (''x'', %)', 'update public.tasks set due_at = %',
  'insert into public.calendar_events (title, start_at, end_at) values (''x'', %, %)',
  'update public.calendar_events set end_at = %, start_at = %',
  'insert into public.notes (body, deleted_at) values (''x'', %)', 'update public.notes set deleted_at = %']) as statement;
-- References.
insert into attempts
select replace(statement, '%', quote_literal(value)), '23514'
from unnest(array['{}', '"x"', '[1]', '[[]]', '[{}]', '[{"type": "event"}]',
  '[{"type": "user", "id": "00000000-0000-4000-8000-000000000001", "source": null}]',
  '[{"type": "event", "id": "1", "source": null}]',
  '[{"type": "event", "id": "00000000-0000-4000-8000-000000000001"}]',
  '[{"type": "event", "id": "00000000-0000-4000-8000-000000000001", "source": "fax"}]',
  '[[{"type": "event", "id": "00000000-0000-4000-8000-000000000001", "source": null}]]',
  (select jsonb_agg('{"type": "event", "id": "00000000-0000-4000-8000-000000000001", "source": null}'::jsonb)::text from generate_series(1, 101))]) as value
cross join unnest(array['update public.tasks set source_refs = %', 'update public.drafts set source_refs = %']) as statement;
-- JSON, lists and texts.
insert into attempts values
  ('update public.entities set metadata = ''{"n": 1e100000}''', '23514'),
  ('update public.entities set metadata = ''{"deep": [{"n": -1e-10000}]}''', '23514'),
  ('update public.drafts set content_json = ''{"n": 1e100000}''', '23514'),
  ('update public.drafts set content_json = jsonb_build_object(''t'', repeat(''x'', 300000))', '23514'),
  ('update public.entities set aliases = ''[1]''', '23514'),
  ('update public.entities set aliases = ''[["a"]]''', '23514'),
  ('update public.entities set aliases = ''{}''', '23514'),
  ('update public.entities set aliases = jsonb_build_array(repeat(''x'', 501))', '23514'),
  ('update public.entities set aliases = (select jsonb_agg(n::text) from generate_series(1, 101) as n)', '23514'),
  ('update public.entities set metadata = ''{"n": 1.5, "t": "1e100000"}'', aliases = ''["Mi"]''', '1'),
  ('update public.tasks set source_refs = ''[{"type": "event", "id": "00000000-0000-4000-8000-000000000001", "source": "slack"}]''', '1'),
  ('update public.tasks set due_at = ''9999-12-31 23:59:59+00''', '1');
-- Columns that are not a person's to write.
insert into attempts
select format('update public.%I set %I = %s', c.table_name, c.column_name, quote_ident(c.column_name)), 'refused'
from information_schema.columns c
where c.table_schema = 'public' and c.table_name in ('entities', 'notes', 'drafts', 'tasks', 'calendar_events')
  and c.column_name in ('id', 'user_id', 'created_at', 'updated_at', 'content_hash', 'detection_key');
insert into attempts values
  ('insert into public.notes (id, body) values ({bob.events}, ''x'')', 'refused'),
  ('insert into public.entities (id, kind, name) values ({bob.events}, ''topic'', ''x'')', 'refused'),
  ('insert into public.drafts (id, kind, content_json) values ({bob.events}, ''note'', ''{}'')', 'refused'),
  ('insert into public.tasks (id, title) values ({bob.events}, ''x'')', 'refused'),
  ('insert into public.calendar_events (id, title, start_at, end_at) values ({bob.events}, ''x'', now(), now())', 'refused'),
  ('insert into public.notes (body, updated_at) values (''x'', now())', 'refused'),
  ('insert into public.tasks (title, created_at) values (''x'', now())', 'refused');
-- Time zones.
insert into attempts
select format('update public.users set timezone = %L where id = {ada.users}', zone), '23514'
from unnest(array['FOO5', 'localtime', 'posix/Europe/Berlin', 'right/UTC', 'posixrules', 'Factory', '<+03>-3', '', 'Europe/Berlin ', 'EST5EDT4']) as zone;
-- Quotas.
insert into attempts values
  ('insert into public.entities (kind, name) select ''topic'', ''x'' from generate_series(1, 1000)', '1000'),
  ('insert into public.entities (kind, name) select ''topic'', ''x'' from generate_series(1, 1001)', '23514'),
  ('insert into public.notes (body) select ''x'' from generate_series(1, 1001)', '23514');

select plan((count(*) + 8)::integer) from attempts;
select is(pg_temp.attempt('ada', statement), expected, left(statement, 120)) from attempts;

update public.users set timezone = 'europe/berlin' where id = pg_temp.id('ada', 'users');
select is((select timezone from public.users where id = pg_temp.id('ada', 'users')), 'Europe/Berlin', 'a time zone has its canonical spelling');

-- Counts are exact, go down with what is deleted, and are each person's own.
insert into public.notes (user_id, body) select pg_temp.id('ada', 'users'), 'x' from generate_series(1, 1999);
select is(pg_temp.attempt('ada', 'insert into public.notes (body) values (''one more'')'), '23514', 'the 2001st note is refused');
select is(pg_temp.attempt('bob', 'insert into public.notes (body) values (''x'')'), '1', 'Bob has his own count');
delete from public.notes where id = pg_temp.id('ada', 'notes');
select is(pg_temp.attempt('ada', 'insert into public.notes (body) values (''x'')'), '1', 'who deletes may write again');
select is(pg_temp.attempt('service_role', 'insert into public.notes (user_id, body) values ({ada.users}, ''x''), ({ada.users}, ''y'')'), '2',
  'the service is counted and never refused');
select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.id('ada', 'users'), 'role', 'authenticated')::text, true);
select throws_like($$insert into public.notes (user_id, body) select pg_temp.id('ada', 'users'), 'x' from generate_series(1, 2)$$,
  'the limit of 2000 rows of notes is reached; delete some first', 'the message names the limit and the remedy');
select throws_like($$update public.tasks set due_at = 'infinity'$$, '%due_at_lies_in_years_1_to_9999%', 'the message names the column');
select set_config('request.jwt.claims', '', true);
delete from auth.users where id = pg_temp.id('ada', 'users');
select is_empty($$select 1 from internal.usage_counts where user_id = pg_temp.id('ada', 'users')$$, 'who leaves takes the counts along');

select * from finish();
rollback;
