-- Who may change whose rows, and that nobody can give a row away or take one over.
begin;
\ir ../support/actors.psql

create temp table matrix (relation name primary key, anon text, owner text, other text, service text, change text);
insert into matrix values
  ('users',           'refused', '1', '0', '1',             'display_name = ''x'''),
  ('linked_accounts', 'refused', 'refused', 'refused', '1', 'status = ''error'''),
  ('oauth_tokens',    'refused', 'refused', 'refused', '1', 'scopes = ''x'''),
  ('threads',         'refused', 'refused', 'refused', '1', 'subject = ''x'''),
  ('events',          'refused', 'refused', 'refused', '1', 'body = ''x'''),
  ('entities',        'refused', '1', '0', '1',             'name = ''x'''),
  ('notes',           'refused', '1', '0', '1',             'body = ''x'''),
  ('drafts',          'refused', '1', '0', '1',             'content_json = ''{"text": "x"}'''),
  ('tasks',           'refused', '1', '0', '1',             'status = ''done'''),
  ('calendar_events', 'refused', '1', '0', '1',             'title = ''x'''),
  ('summaries',       'refused', 'refused', 'refused', '1', 'content_json = ''{"x": 1}'''),
  ('proposals',       'refused', 'refused', 'refused', '1', 'content_json = ''{"x": 1}'''),
  ('embeddings',      'refused', 'refused', 'refused', '1', 'metadata = ''{"x": 1}''');

select plan((1 + 4 * count(*) + 3 * count(*) filter (where owner = '1' and relation <> 'users') + 4)::integer) from matrix;

select bag_eq('select relation from matrix', 'select pg_temp.public_tables()', 'every table has its row in this matrix');

select is(pg_temp.attempt(actor, format('update public.%I set %s where id = {ada.%I}', relation, change, relation)), expected,
  format('%s changing Ada''s row of %s', label, relation))
from matrix cross join lateral (values
  ('anon', 'Somebody signed out', anon), ('ada', 'Ada', owner), ('bob', 'Bob', other), ('service_role', 'The service', service)
) as actors (actor, label, expected);

select is(pg_temp.attempt('ada', format('update public.%I set user_id = {bob.users} where id = {ada.%I}', relation, relation)),
  'refused', format('Ada giving her row of %s to Bob', relation))
from matrix where owner = '1' and relation <> 'users';
select is(pg_temp.attempt('bob', format('update public.%I set user_id = {bob.users} where id = {ada.%I}', relation, relation)),
  'refused', format('Bob taking over Ada''s row of %s', relation))
from matrix where owner = '1' and relation <> 'users';
select is(pg_temp.attempt('bob', format('update public.%I set %s', relation, change)),
  '1', format('Bob changing %s without any filter changes his own row alone', relation))
from matrix where owner = '1' and relation <> 'users';

select is(pg_temp.attempt('ada', format('update public.users set %s', change)), 'refused',
  format('Ada changing %s of her profile, which follows her sign-in', change))
from unnest(array['id = {bob.users}', 'email = ''bob@example.test''', 'created_at = now()', 'updated_at = now()']) as change;

select * from finish();
rollback;
