-- Ciphertext is for the service alone: not even its owner can read it, or test a guess against it.
begin;
\ir ../support/actors.psql

create temp table matrix (attribute name primary key, owner text);
insert into matrix values
  ('id', '1'), ('user_id', '1'), ('linked_account_id', '1'), ('token_type', '1'), ('scopes', '1'), ('expires_at', '1'),
  ('last_refreshed_at', '1'), ('revoked_at', '1'), ('created_at', '1'), ('updated_at', '1'),
  ('access_token_enc', 'refused'), ('refresh_token_enc', 'refused'), ('token_fingerprint', 'refused');

select plan((8 + 3 * count(*))::integer) from matrix;

select bag_eq('select attribute from matrix',
  $$select attname from pg_attribute where attrelid = 'public.oauth_tokens'::regclass and attnum > 0 and not attisdropped$$,
  'every column has its row in this matrix');

select is(pg_temp.attempt('ada', format('select %I from public.oauth_tokens where id = {ada.oauth_tokens}', attribute)), owner,
  format('Ada reading %s of her own token', attribute)) from matrix;
select is(pg_temp.attempt('anon', format('select %I from public.oauth_tokens', attribute)), 'refused',
  format('somebody signed out reading %s', attribute)) from matrix;
select is(pg_temp.attempt('service_role', format('select %I from public.oauth_tokens where id = {ada.oauth_tokens}', attribute)), '1',
  format('the service reading %s', attribute)) from matrix;

select is(pg_temp.attempt('ada', 'select * from public.oauth_tokens'), 'refused', 'Ada reading all columns');
select is(pg_temp.attempt('ada', 'select t from public.oauth_tokens t'), 'refused', 'Ada reading the whole row');
select is(pg_temp.attempt('ada', 'select to_jsonb(t) from public.oauth_tokens t'), 'refused', 'Ada reading the row as JSON');
select is(pg_temp.attempt('ada', 'select id from public.oauth_tokens where access_token_enc like ''v1.%'''), 'refused',
  'Ada guessing the ciphertext in a filter');
select is(pg_temp.attempt('ada', 'select id from public.oauth_tokens order by token_fingerprint'), 'refused',
  'Ada ordering by the fingerprint');
select is(pg_temp.attempt('ada', 'update public.oauth_tokens set expires_at = now() returning id'), 'refused',
  'Ada prolonging her token');
select is(pg_temp.attempt('ada', 'select count(access_token_enc) from public.oauth_tokens'), 'refused',
  'Ada counting ciphertexts');

select * from finish();
rollback;
