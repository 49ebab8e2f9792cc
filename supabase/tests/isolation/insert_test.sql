-- Who may add rows for whom. Bob adding a row that says it is Ada's is the spoofed user_id.
begin;
\ir ../support/actors.psql

-- A person without a profile, for the service to insert one.
insert into auth.users (id, email) values (pg_temp.id('cy', 'users'), 'cy@example.test');
delete from public.users where id = pg_temp.id('cy', 'users');

create temp table matrix (relation name primary key, anon text, owner text, other text, service text, columns text, row_values text);
insert into matrix values
  ('users', 'refused', 'refused', 'refused', '1', 'id', '{cy.users}'),
  ('linked_accounts', 'refused', 'refused', 'refused', '1',
    'user_id, provider, provider_account_id', '{ada.users}, ''outlook'', ''x'''),
  ('oauth_tokens', 'refused', 'refused', 'refused', '1',
    'user_id, linked_account_id, token_type, access_token_enc', '{ada.users}, {ada.linked_accounts}, ''bearer'', ''v1.k.n.c'''),
  ('threads', 'refused', 'refused', 'refused', '1',
    'user_id, source, external_id', '{ada.users}, ''slack'', ''C2:1'''),
  ('events', 'refused', 'refused', 'refused', '1',
    'user_id, source, external_id, event_type, occurred_at', '{ada.users}, ''slack'', ''C2:1.0'', ''message'', now()'),
  ('entities', 'refused', '1', 'refused', '1', 'user_id, kind, name', '{ada.users}, ''topic'', ''Launch'''),
  ('notes', 'refused', '1', 'refused', '1', 'user_id, body', '{ada.users}, ''New'''),
  ('drafts', 'refused', '1', 'refused', '1', 'user_id, kind, content_json', '{ada.users}, ''note'', ''{}'''),
  ('tasks', 'refused', '1', 'refused', '1', 'user_id, title', '{ada.users}, ''New'''),
  ('calendar_events', 'refused', '1', 'refused', '1',
    'user_id, title, start_at, end_at', '{ada.users}, ''New'', now(), now()'),
  ('summaries', 'refused', 'refused', 'refused', '1',
    'user_id, window_start, window_end, content_json', '{ada.users}, now() - interval ''1 day'', now(), ''{}'''),
  ('proposals', 'refused', 'refused', 'refused', '1',
    'user_id, window_start, window_end, content_json', '{ada.users}, now() - interval ''1 day'', now(), ''{}'''),
  ('embeddings', 'refused', 'refused', 'refused', '1',
    'user_id, object_type, object_id, embedding_model, embedding_dim, embedding, content_hash, occurred_at',
    '{ada.users}, ''note'', {ada.notes}, ''test'', 1536, array_fill(1::real, array[1536])::extensions.vector, ''h'', now()');

select plan((1 + 4 * count(*) + 4 * count(*) filter (where owner = '1'))::integer) from matrix;

select bag_eq('select relation from matrix', 'select pg_temp.public_tables()', 'every table has its row in this matrix');

select is(pg_temp.attempt(actor, format('insert into public.%I (%s) values (%s)', relation, columns, row_values)), expected,
  format('%s adding a row of Ada''s to %s', label, relation))
from matrix cross join lateral (values
  ('anon', 'Somebody signed out', anon), ('ada', 'Ada', owner), ('bob', 'Bob', other), ('service_role', 'The service', service)
) as actors (actor, label, expected);

-- Where people write themselves, the owner may be left out: it is the caller, and only the caller.
create temp table writable as
select relation, replace(columns, 'user_id, ', '') as columns, replace(row_values, '{ada.users}, ', '') as row_values
from matrix where owner = '1';

select is(pg_temp.attempt('ada', format('insert into public.%I (%s) values (%s)', relation, columns, row_values)), '1',
  format('Ada adding to %s without naming an owner', relation))
from writable;
select is(
  pg_temp.attempt('ada', format(
    'with added as (insert into public.%I (%s) values (%s) returning user_id) select 1 from added where user_id = {ada.users}',
    relation, columns, row_values)), '1',
  format('what Ada adds to %s without naming an owner is hers', relation))
from writable;
select is(pg_temp.attempt('service_role', format('insert into public.%I (%s) values (%s)', relation, columns, row_values)),
  '23502', format('the service has to name the owner in %s', relation))
from writable;
select is(pg_temp.attempt('ada', format('insert into public.%I (%s) values (%s)', relation, columns || ', user_id',
  row_values || ', null')), 'refused', format('a row of %s without an owner cannot be added', relation))
from writable;

select * from finish();
rollback;
