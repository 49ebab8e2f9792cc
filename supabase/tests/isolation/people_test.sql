-- Sightings are the service's; the entities made of them are their owner's, and go with what they rest on.
begin;
\ir ../support/actors.psql
select plan(20);

create function pg_temp.say(person text, keys text[], name text, aliases text[] default '{}', automated boolean default false)
returns void language sql as $$
  select internal.store_people(pg_temp.id(person, 'users'), pg_temp.id(person, 'linked_accounts'), jsonb_build_array(
    jsonb_build_object('author', name, 'automated', automated, 'deleted', false,
      'person', jsonb_build_object('keys', keys, 'names', aliases))))
$$;
create function pg_temp.known(person text) returns text language sql as $$
  select coalesce(string_agg(n.name || ': ' || array_to_string(array(select jsonb_array_elements_text(n.aliases)), ', '), '; ' order by n.name), '')
  from public.entities n where n.user_id = pg_temp.id(person, 'users') and n.metadata ->> 'made_by' = 'timeline'
$$;

select pg_temp.say('ada', array['anna@x.test'], 'Anna Keller');
select is(pg_temp.known('ada'), 'Anna Keller: anna@x.test, Anna Keller', 'who writes becomes an entity');
select pg_temp.say('ada', array['anna@x.test', 'slack:T1/U1'], 'annak', array['Anna K.']);
select is(pg_temp.known('ada'), 'Anna Keller: anna@x.test, Anna Keller, slack:T1/U1, annak, Anna K.',
  'the same address elsewhere is the same person');
select pg_temp.say('ada', array['slack:T1/U1'], 'annak');
select is((select count(*) from public.entities where metadata ->> 'made_by' = 'timeline'), 1::bigint, 'and so is one of their ids');
select pg_temp.say('ada', array['other@x.test'], 'Anna Keller');
select is((select count(*) from public.entities where metadata ->> 'made_by' = 'timeline'), 2::bigint, 'the same name is not');
select pg_temp.say('ada', array['robot@x.test'], 'Robot', '{}', true);
select is((select count(*) from public.entities where metadata ->> 'made_by' = 'timeline'), 2::bigint, 'nor is a program anybody');
select pg_temp.say('ada', array['telegram:7'], 'Tom');
update public.entities set created_at = created_at - interval '1 hour' where name = 'Tom';
select pg_temp.say('ada', array['tom@x.test'], 'tom@x.test');
select pg_temp.say('ada', array['tom@x.test', 'telegram:7'], 'Tom Reed');
select is((select aliases from public.entities where name = 'Tom'), '["telegram:7", "Tom", "tom@x.test", "Tom Reed"]'::jsonb,
  'two who turn out to be one are merged');
select is((select count(*) from public.entities where metadata ->> 'made_by' = 'timeline'), 3::bigint, 'and one of them goes');

insert into public.entities (user_id, kind, name, aliases)
values (pg_temp.id('ada', 'users'), 'person', 'My sister', '["sis@x.test"]');
select pg_temp.say('ada', array['sis@x.test'], 'S. Lovelace');
select is((select aliases from public.entities where name = 'My sister'), '["sis@x.test", "S. Lovelace"]'::jsonb,
  'an entity that a person made is completed and keeps its name');

select is((select count(*) from pgmq.q_embed q where q.message ->> 'object_type' = 'entity'
  and q.message ->> 'object_id' in (select n.id::text from public.entities n where n.metadata ->> 'made_by' = 'timeline')), 0::bigint,
  'none of those that were found is queued for embedding');

select is(pg_temp.known('bob'), '', 'nobody else knows them');
select is(pg_temp.attempt('bob', $$select 1 from public.entities where name = 'Anna Keller'$$), '0', 'nor sees them');
select is(pg_temp.attempt('ada', $$select 1 from public.entities where name = 'Anna Keller'$$), '2', 'their owner does');
select is(pg_temp.attempt(actor, 'select 1 from internal.people'), 'refused', actor || ' does not read sightings')
from unnest(array['anon', 'ada']) as actor;
select is(pg_temp.attempt('ada', 'select internal.forget_people(null)'), 'refused', 'nor ends any');

-- What goes with the timeline.
insert into public.events (user_id, source, source_account_id, external_id, event_type, author, occurred_at)
select pg_temp.id('ada', 'users'), 'slack', pg_temp.id('ada', 'linked_accounts'), 'kept', 'message', 'annak', now();
savepoint timeline;
select ok(internal.forget_people(pg_temp.id('ada', 'users')) > 0, 'who has nothing left in the timeline is forgotten');
select is(pg_temp.known('ada'), 'Anna Keller: anna@x.test, Anna Keller, slack:T1/U1, annak, Anna K.',
  'and who still has something stays, by all their names');
select is((select aliases from public.entities where name = 'My sister'), '["sis@x.test", "S. Lovelace"]'::jsonb,
  'what a person made stays as it is');
rollback to savepoint timeline;
delete from public.linked_accounts where id = pg_temp.id('ada', 'linked_accounts');
select is(pg_temp.known('ada'), '', 'an account takes along everybody who was seen in it alone');
select is((select count(*) from public.entities where name = 'My sister'), 1::bigint, 'and nobody whom a person entered');

select * from finish();
rollback;
