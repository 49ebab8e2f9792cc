-- The shape of every policy: for one verb, for signed-in people, bound to the caller, evaluated once.
begin;
\ir ../support/actors.psql
select plan(7);

create temp table policies as
select schemaname, tablename, policyname, permissive, roles, cmd, coalesce(qual, with_check) as bound, qual, with_check
from pg_policies where schemaname in ('public', 'internal');

select is_empty($$select * from policies where roles <> '{authenticated}'$$, 'policies are for signed-in people alone');
select is_empty($$select * from policies where cmd = 'ALL'$$, 'a policy is for one verb');
select is_empty($$select * from policies where permissive <> 'PERMISSIVE'$$, 'no policy only narrows another');
select is_empty(
  $$select tablename, cmd, count(*) from policies group by 1, 2 having count(*) > 1$$, 'a table has one policy a verb at most');
select is_empty(
  $$select * from policies
    where bound !~ format('^\(%s = \( SELECT auth\.uid\(\) AS uid\)\)$', case when tablename = 'users' then 'id' else 'user_id' end)$$,
  'every policy compares the owner with the caller, who is looked up once a statement');
select is_empty(
  $$select * from policies where cmd = 'UPDATE' and with_check is distinct from qual$$,
  'an update is checked before and after');
select is_empty(
  $$select t.relname from pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
      and not exists (select 1 from policies p where p.tablename = t.relname and p.cmd = 'SELECT')$$,
  'people can read their rows of every table of public');

select * from finish();
rollback;
