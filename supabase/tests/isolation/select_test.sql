-- Who may read whose rows: each person their own, the service all, nobody else any.
begin;
\ir ../support/actors.psql

create temp table matrix (relation name primary key, anon text, owner text, other text, service text);
insert into matrix values
  ('users',           'refused', '1', '0', '1'),
  ('linked_accounts', 'refused', '1', '0', '1'),
  ('oauth_tokens',    'refused', '1', '0', '1'),
  ('threads',         'refused', '1', '0', '1'),
  ('events',          'refused', '1', '0', '1'),
  ('entities',        'refused', '1', '0', '1'),
  ('notes',           'refused', '1', '0', '1'),
  ('drafts',          'refused', '1', '0', '1'),
  ('tasks',           'refused', '1', '0', '1'),
  ('calendar_events', 'refused', '1', '0', '1'),
  ('summaries',       'refused', '1', '0', '1'),
  ('proposals',       'refused', '1', '0', '1'),
  ('embeddings',      'refused', '1', '0', '1');

select plan((2 + 6 * (select count(*) from matrix))::integer);

select bag_eq('select relation from matrix', 'select pg_temp.public_tables()', 'every table has its row in this matrix');
select is_empty(
  $$select c.relname from pg_class c join matrix m on m.relation = c.relname
    where c.relnamespace = 'public'::regnamespace and not c.relrowsecurity$$,
  'row level security is on everywhere');

select is(pg_temp.attempt(actor, format('select id from public.%I where id = {ada.%I}', relation, relation)), expected,
  format('%s reading Ada''s row of %s', label, relation))
from matrix cross join lateral (values
  ('anon', 'Somebody signed out', anon), ('ada', 'Ada', owner), ('bob', 'Bob', other), ('service_role', 'The service', service)
) as actors (actor, label, expected);

select is(pg_temp.attempt(actor, format('select id from public.%I', relation)), '1',
  format('%s reading %s without any filter sees one row, their own', initcap(actor), relation))
from matrix cross join unnest(array['ada', 'bob']) as actor;

select * from finish();
rollback;
