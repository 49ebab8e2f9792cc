-- Who may delete whose rows. Accounts and tokens go through the API, which revokes them at the source.
begin;
\ir ../support/actors.psql

create temp table matrix (relation name primary key, anon text, owner text, other text, service text);
insert into matrix values
  ('users',           'refused', 'refused', 'refused', '1'),
  ('linked_accounts', 'refused', 'refused', 'refused', '1'),
  ('oauth_tokens',    'refused', 'refused', 'refused', '1'),
  ('threads',         'refused', '1', '0', '1'),
  ('events',          'refused', '1', '0', '1'),
  ('entities',        'refused', '1', '0', '1'),
  ('notes',           'refused', '1', '0', '1'),
  ('drafts',          'refused', '1', '0', '1'),
  ('tasks',           'refused', '1', '0', '1'),
  ('calendar_events', 'refused', '1', '0', '1'),
  ('summaries',       'refused', '1', '0', '1'),
  ('proposals',       'refused', '1', '0', '1'),
  ('embeddings',      'refused', 'refused', 'refused', '1');

select plan((2 + 4 * count(*) + count(*) filter (where owner = '1') + count(*))::integer) from matrix;

select bag_eq('select relation from matrix', 'select pg_temp.public_tables()', 'every table has its row in this matrix');

select is(pg_temp.attempt(actor, format('delete from public.%I where id = {ada.%I}', relation, relation)), expected,
  format('%s deleting Ada''s row of %s', label, relation))
from matrix cross join lateral (values
  ('anon', 'Somebody signed out', anon), ('ada', 'Ada', owner), ('bob', 'Bob', other), ('service_role', 'The service', service)
) as actors (actor, label, expected);

select is(pg_temp.attempt('bob', format('delete from public.%I', relation)), '1',
  format('Bob deleting %s without any filter deletes his own row alone', relation))
from matrix where owner = '1';

select is(pg_temp.attempt(actor, format('truncate public.%I cascade', relation)), 'refused',
  format('nobody empties %s, which no policy would stop', relation))
from matrix cross join (values ('ada')) as actors (actor);

-- A person who leaves takes everything along, and nothing of anybody else.
delete from auth.users where id = pg_temp.id('ada', 'users');
create function pg_temp.left_of(person text) returns table (relation name, rows bigint)
language plpgsql
as $$
begin
  for relation in select m.relation from matrix m loop
    execute format('select count(*) from public.%I where id = $1', relation) into rows using pg_temp.id(person, relation);
    return next;
  end loop;
end;
$$;
select results_eq(
  $$select sum(a.rows)::integer, sum(b.rows)::integer from pg_temp.left_of('ada') a join pg_temp.left_of('bob') b using (relation)$$,
  $$select 0, count(*)::integer from matrix$$,
  'deleting the sign-in deletes all of Ada''s rows and none of Bob''s');

select * from finish();
rollback;
