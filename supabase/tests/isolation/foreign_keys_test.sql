-- No row can point into another person's rows, whoever writes it.
begin;
\ir ../support/actors.psql
select plan(24);

-- Every foreign key between rows of people carries the owner on both sides.
select is_empty(
  $$select k.conname from pg_constraint k
    where k.contype = 'f' and k.conrelid::regclass::text ~ '^(public\.|internal\.|\w+$)'
      and k.confrelid in (
        select a.attrelid from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'user_id')
      and exists (select 1 from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'user_id')
      and not exists (
        select 1 from unnest(k.conkey, k.confkey) as pair (here, there)
        join pg_attribute h on h.attrelid = k.conrelid and h.attnum = pair.here
        join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.there
        where h.attname = 'user_id' and t.attname = 'user_id')$$,
  'every foreign key from one person''s row to another row contains the person');

create temp table attempts (label text, actor text, own text, foreign_row text);
insert into attempts values
  ('Bob adding a task that cites an event', 'bob',
    'insert into public.tasks (title, source_event_id) values (''x'', {bob.events})',
    'insert into public.tasks (title, source_event_id) values (''x'', {ada.events})'),
  ('Bob changing what his task cites', 'bob',
    'update public.tasks set source_event_id = {bob.events} where id = {bob.tasks}',
    'update public.tasks set source_event_id = {ada.events} where id = {bob.tasks}'),
  ('the service adding a task that cites an event', 'service_role',
    'insert into public.tasks (user_id, title, source_event_id) values ({bob.users}, ''x'', {bob.events})',
    'insert into public.tasks (user_id, title, source_event_id) values ({bob.users}, ''x'', {ada.events})'),
  ('the service adding an event under a thread', 'service_role',
    'insert into public.events (user_id, source, external_id, event_type, occurred_at, thread_id) values ({bob.users}, ''slack'', ''n'', ''message'', now(), {bob.threads})',
    'insert into public.events (user_id, source, external_id, event_type, occurred_at, thread_id) values ({bob.users}, ''slack'', ''n'', ''message'', now(), {ada.threads})'),
  ('the service moving an event under a thread', 'service_role',
    'update public.events set thread_id = {bob.threads} where id = {bob.events}',
    'update public.events set thread_id = {ada.threads} where id = {bob.events}'),
  ('the service adding an event under an account', 'service_role',
    'insert into public.events (user_id, source, external_id, event_type, occurred_at, source_account_id) values ({bob.users}, ''slack'', ''n'', ''message'', now(), {bob.linked_accounts})',
    'insert into public.events (user_id, source, external_id, event_type, occurred_at, source_account_id) values ({bob.users}, ''slack'', ''n'', ''message'', now(), {ada.linked_accounts})'),
  ('the service storing a token under an account', 'service_role',
    'insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc) values ({bob.users}, {bob.linked_accounts}, ''bearer'', ''v1.k.n.c'')',
    'insert into public.oauth_tokens (user_id, linked_account_id, token_type, access_token_enc) values ({bob.users}, {ada.linked_accounts}, ''bearer'', ''v1.k.n.c'')'),
  ('the service storing a cursor under an account', 'service_role',
    'insert into internal.sync_cursors (user_id, linked_account_id, resource) values ({bob.users}, {bob.linked_accounts}, ''channel:C9'')',
    'insert into internal.sync_cursors (user_id, linked_account_id, resource) values ({bob.users}, {ada.linked_accounts}, ''channel:C9'')'),
  ('the service ingesting under an account', 'service_role',
    'select internal.ingest_events(jsonb_build_object(''user_id'', {bob.users}, ''source'', ''slack'', ''source_account_id'', {bob.linked_accounts}, ''events'', jsonb_build_array(jsonb_build_object(''external_id'', ''n'', ''event_type'', ''message'', ''content_hash'', ''h'', ''occurred_at'', now()))))',
    'select internal.ingest_events(jsonb_build_object(''user_id'', {bob.users}, ''source'', ''slack'', ''source_account_id'', {ada.linked_accounts}, ''events'', jsonb_build_array(jsonb_build_object(''external_id'', ''n'', ''event_type'', ''message'', ''content_hash'', ''h'', ''occurred_at'', now()))))'),
  ('the service storing a detected task that cites an event', 'service_role',
    'select internal.store_detected_tasks({bob.users}, jsonb_build_array(jsonb_build_object(''priority'', ''low'', ''title'', ''x'', ''detection_key'', ''k'', ''source_event_id'', {bob.events})))',
    'select internal.store_detected_tasks({bob.users}, jsonb_build_array(jsonb_build_object(''priority'', ''low'', ''title'', ''x'', ''detection_key'', ''k'', ''source_event_id'', {ada.events})))');

select is(pg_temp.attempt(actor, own), '1', label || ' of Bob''s own') from attempts;
select is(pg_temp.attempt(actor, foreign_row), '23503', label || ' of Ada''s') from attempts;

select is(
  pg_temp.attempt('bob', 'insert into public.tasks (title, source_event_id) values (''x'', {nobody.events})'), '23503',
  'an event that does not exist is refused like one of Ada''s: the answer tells nothing about her');

-- A parent that goes clears the reference and leaves the owner.
delete from public.events where id = pg_temp.id('bob', 'events');
select results_eq(
  $$select user_id, source_event_id from public.tasks where id = pg_temp.id('bob', 'tasks')$$,
  $$values (pg_temp.id('bob', 'users'), null::uuid)$$, 'a task survives the event that it cites');
delete from public.threads where id = pg_temp.id('ada', 'threads');
select results_eq(
  $$select user_id, thread_id from public.events where id = pg_temp.id('ada', 'events')$$,
  $$values (pg_temp.id('ada', 'users'), null::uuid)$$, 'an event survives its thread');

select * from finish();
rollback;
