-- A grant is claimed once, by who began and in time; shown by anybody else, it ends.
begin;
\ir ../support/actors.psql
select plan(15);

create temp table handles as
select name, repeat(sign, 64) as hash
from (values ('good', '1'), ('astray', '2'), ('mixed', '3'), ('late', '4'), ('known', '5')) as h (name, sign);
create function pg_temp.hash(wanted text) returns text language sql as
  $$select h.hash from handles h where h.name = wanted$$;
create function pg_temp.token(fingerprint text) returns jsonb language sql as $$
  select jsonb_build_object('id', gen_random_uuid(), 'access_token_enc', 'v1.k.n.c', 'token_fingerprint', fingerprint)
$$;
create function pg_temp.claim(handle text, who text, at_provider text default 'slack') returns boolean language sql as $$
  select internal.claim_grant(pg_temp.hash(handle), pg_temp.id(who, 'users'), at_provider, 'T-' || handle, 'a', '{}',
    pg_temp.token('k.' || handle)) is not null
$$;

select internal.keep_grant(hash, pg_temp.id('ada', 'users'), 'slack', 'v1.k.n.c', 'k.' || name, 600) from handles;
update internal.oauth_grants set expires_at = now() - interval '1 second' where handle_hash = pg_temp.hash('late');

select ok((select claimable from internal.show_grant(pg_temp.hash('good'), pg_temp.id('ada', 'users'), 'slack')),
  'who began may claim it');
select ok(not pg_temp.claim('good', 'bob'), 'nobody else claims it');
select ok(not pg_temp.claim('good', 'ada', 'outlook'), 'nor at another provider');
select ok(pg_temp.claim('good', 'ada'), 'who began claims it');
select ok(not pg_temp.claim('good', 'ada'), 'once');
select is((select count(*)::integer from public.linked_accounts where user_id = pg_temp.id('ada', 'users')
  and provider_account_id = 'T-good'), 1, 'the account is linked');

select ok(not (select claimable from internal.show_grant(pg_temp.hash('astray'), pg_temp.id('bob', 'users'), 'slack')),
  'somebody else may not claim it');
select ok(not pg_temp.claim('astray', 'ada'), 'and after that not even who began');
select ok(not (select claimable from internal.show_grant(pg_temp.hash('mixed'), pg_temp.id('ada', 'users'), 'outlook')),
  'shown at another provider, it ends too');
select ok(not pg_temp.claim('late', 'ada'), 'nobody claims it too late');
select is_empty($$select 1 from internal.show_grant(repeat('f', 64), pg_temp.id('ada', 'users'), 'slack')$$,
  'an unknown handle shows nothing');

select is(
  (select array_agg(h.name order by h.name) from internal.unclaimed_grants(null, null, 100) g join handles h on h.hash = g.handle_hash),
  array['astray', 'late', 'mixed'], 'what is over waits to be ended at the provider');
select is_empty($$select 1 from internal.unclaimed_grants(pg_temp.id('bob', 'users'), null, 100)$$, 'of each person their own');
select ok(not internal.drop_grant(pg_temp.hash('known')), 'what may be claimed still is not forgotten');
insert into internal.oauth_grants (handle_hash, user_id, provider, grant_enc, token_fingerprint, expires_at)
values (repeat('6', 64), pg_temp.id('bob', 'users'), 'slack', 'v1.k.n.c', 'k.good', now());
select ok((select in_use from internal.unclaimed_grants(pg_temp.id('bob', 'users'), null, 100)),
  'a grant with the token of a linked account is told from others');

select * from finish();
rollback;
