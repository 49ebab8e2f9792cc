-- What changes is told to its owner's private topic alone, by ids; nobody hears another's, and nobody sends.
begin;
\ir ../support/actors.psql
select plan(20);

create function pg_temp.told() returns table (person text, event text, payload jsonb, private boolean)
language sql stable
as $$
  select coalesce(p.person, m.topic), m.event, m.payload, m.private
  from realtime.messages m left join people p on m.topic = 'user:' || p.user_id
$$;
delete from realtime.messages;

-- Tasks
insert into public.tasks (id, user_id, title) values
  (pg_temp.id('ada', 'first'), pg_temp.id('ada', 'users'), 'Secret one'),
  (pg_temp.id('ada', 'second'), pg_temp.id('ada', 'users'), 'Secret two'),
  (pg_temp.id('bob', 'first'), pg_temp.id('bob', 'users'), 'Secret three');
select results_eq('select person, event, jsonb_array_length(payload -> ''ids''), private from pg_temp.told() order by 1',
  $$values ('ada', 'tasks', 2, true), ('bob', 'tasks', 1, true)$$, 'one statement is told once to each person, privately');
select is_empty($$select * from pg_temp.told() where payload::text ~* 'secret'$$, 'what is told holds no text');
select set_eq($$select jsonb_array_elements_text(payload -> 'ids')::uuid from pg_temp.told() where person = 'ada'$$,
  $$values (pg_temp.id('ada', 'first')), (pg_temp.id('ada', 'second'))$$, 'it names the tasks');

delete from realtime.messages;
update public.tasks set status = 'done' where id = pg_temp.id('ada', 'first');
select results_eq('select person, event, payload -> ''ids'' ->> 0 from pg_temp.told()',
  $$select 'ada', 'tasks', pg_temp.id('ada', 'first')::text$$, 'a change is told');
delete from realtime.messages;
delete from public.tasks where id = pg_temp.id('ada', 'first');
select results_eq('select person, event, payload -> ''ids'' ->> 0 from pg_temp.told()',
  $$select 'ada', 'tasks', pg_temp.id('ada', 'first')::text$$, 'a deletion is told');
delete from realtime.messages;
update public.tasks set status = 'done' where false;
select is_empty('select * from pg_temp.told()', 'what changes nothing is not told');
insert into public.tasks (user_id, title) select pg_temp.id('ada', 'users'), 'Many' from generate_series(1, 101);
select results_eq('select person, payload from pg_temp.told()', $$values ('ada', '{"ids": null}'::jsonb)$$,
  'of more than a hundred no ids are told');
select is(pg_temp.attempt('ada', 'insert into public.tasks (title) values (''Mine'')'), '1', 'a person''s own write is no obstacle');

-- Coverage
delete from realtime.messages;
update public.linked_accounts set metadata = '{"name": "x"}' where id = pg_temp.id('ada', 'linked_accounts');
select is_empty('select * from pg_temp.told()', 'an account whose state stays is not told');
update public.linked_accounts set status = 'revoked', status_reason = 'token_revoked' where id = pg_temp.id('ada', 'linked_accounts');
select results_eq('select person, event, (payload ->> ''account_id'')::uuid from pg_temp.told()',
  $$select 'ada', 'coverage', pg_temp.id('ada', 'linked_accounts')$$, 'an account''s new state is told');
delete from realtime.messages;
insert into internal.account_leases (linked_account_id, holder, expires_at)
values (pg_temp.id('bob', 'linked_accounts'), gen_random_uuid(), now() + interval '1 minute');
select is_empty('select * from pg_temp.told()', 'a reading that begins is not told');
select internal.release_account(l.linked_account_id, l.holder, 'read') from internal.account_leases l;
select results_eq('select person, event, (payload ->> ''account_id'')::uuid from pg_temp.told()',
  $$select 'bob', 'coverage', pg_temp.id('bob', 'linked_accounts')$$, 'a reading that ends is told');

-- Who hears it: a topic is joined where one of its messages may be read.
delete from realtime.messages;
insert into realtime.messages (topic, extension, event) select 'user:' || user_id, 'broadcast', 'tasks' from people where person = 'ada';
insert into realtime.messages (topic, extension) select 'user:' || user_id, 'presence' from people where person = 'ada';
create function pg_temp.hears(actor text, person text) returns text language sql as $$
  select set_config('realtime.topic', 'user:' || pg_temp.id(person, 'users'), true);
  select pg_temp.attempt(actor, 'select * from realtime.messages')
$$;
select is(pg_temp.hears('ada', 'ada'), '1', 'Ada hears broadcasts of her topic, and no presence');
select is(pg_temp.hears('ada by client', 'ada'), '1', 'her app hears what she hears');
select is(pg_temp.hears('bob', 'ada'), '0', 'Bob does not hear Ada''s topic');
select is(pg_temp.hears('ada', 'bob'), '0', 'Ada does not hear Bob''s topic');
select is(pg_temp.hears('anon', 'ada'), '0', 'nobody hears it signed out');
select is(pg_temp.attempt('ada', 'insert into realtime.messages (topic, extension) values (''user:'' || {ada.users}, ''broadcast'')'),
  'refused', 'nobody sends, not even to themselves');

-- A person who leaves is told nothing any more.
delete from realtime.messages;
delete from auth.users where id = pg_temp.id('ada', 'users');
select is_empty('select * from pg_temp.told()', 'deleting a person tells nobody');
select is((select count(*)::integer from public.tasks where user_id = pg_temp.id('ada', 'users')), 0, 'and their tasks are gone');

select * from finish();
rollback;
