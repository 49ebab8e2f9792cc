-- A sign-up gets its profile, whatever the client put into its metadata.
begin;
\ir ../support/actors.psql
select plan(9);

insert into auth.users (id, email, raw_user_meta_data) values
  (pg_temp.id('cy', 'users'), 'cy@example.test', jsonb_build_object('display_name', 'Cy')),
  (pg_temp.id('dee', 'users'), 'dee@example.test', jsonb_build_object('display_name', repeat('d', 5000), 'timezone', 'Mars/Olympus')),
  (pg_temp.id('eve', 'users'), null, null);

select results_eq(
  $$select email, display_name, timezone, scheduled_summaries from public.users where id = pg_temp.id('cy', 'users')$$,
  $$values ('cy@example.test', 'Cy', 'UTC', false)$$, 'the profile takes email and name');
select is((select char_length(display_name) from public.users where id = pg_temp.id('dee', 'users')), 200,
  'a name that is too long is cut, and does not stop the sign-up');
select is((select timezone from public.users where id = pg_temp.id('dee', 'users')), 'UTC', 'metadata sets nothing else');
select results_eq($$select email, display_name from public.users where id = pg_temp.id('eve', 'users')$$,
  $$values (null::text, null::text)$$, 'a sign-up by phone has a profile without email');

update auth.users set email = 'cyrus@example.test' where id = pg_temp.id('cy', 'users');
select is((select email from public.users where id = pg_temp.id('cy', 'users')), 'cyrus@example.test', 'a new email follows');
select is((select display_name from public.users where id = pg_temp.id('cy', 'users')), 'Cy', 'and leaves the name alone');

select is(pg_temp.attempt('cy', 'update public.users set timezone = ''Europe/Berlin'' where id = {cy.users}'), '1', 'a known time zone is kept');
select is(pg_temp.attempt('cy', 'update public.users set timezone = ''Mars/Olympus'' where id = {cy.users}'), '23514', 'an unknown one is refused');
select throws_like($$update public.users set timezone = repeat('x', 100) || '/secret' where email = 'cyrus@example.test'$$,
  'timezone "xxx%use an IANA name%', 'and the message says what to use');

select * from finish();
rollback;
