-- The shape of every policy that lets somebody in (clients_test.sql has those that only narrow): for one verb, for signed-in people, bound to the caller, evaluated once.
begin;
\ir ../support/actors.psql
select plan(10);

create temp table policies as
select schemaname, tablename, policyname, roles, cmd, coalesce(qual, with_check) as bound, qual, with_check
from pg_policies where schemaname in ('public', 'internal') and permissive = 'PERMISSIVE';

select is_empty($$select * from policies where roles <> '{authenticated}'$$, 'policies are for signed-in people alone');
select is_empty($$select * from policies where cmd = 'ALL'$$, 'a policy is for one verb');
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

-- Grants say the same as policies, so that neither hides behind the other.
create temp table verbs as
select c.oid, c.relname, verb,
  case when verb in ('SELECT', 'INSERT', 'UPDATE') then has_any_column_privilege('authenticated', c.oid, verb)
    else has_table_privilege('authenticated', c.oid, verb) end as granted,
  exists (select 1 from policies p where p.tablename = c.relname and p.cmd = verb) as permitted
from pg_class c cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as verb
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');
select is_empty($$select relname, verb from verbs where granted and not permitted$$, 'no grant stands without its policy');
select is_empty($$select relname, verb from verbs where permitted and not granted$$, 'no policy stands without its grant');
select is_empty(
  $$select c.oid::regclass, verb from pg_class c cross join unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) as verb
    where c.relnamespace in ('public'::regnamespace, 'internal'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (has_table_privilege('authenticated', c.oid, verb) or has_table_privilege('service_role', c.oid, verb))$$,
  'no API role may do what policies do not see');
select is_empty(
  $$select c.oid::regclass, verb
    from pg_class c cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) as verb
    where c.relnamespace in ('public'::regnamespace, 'internal'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and (has_any_column_privilege('anon', c.oid, verb) or has_table_privilege('anon', c.oid, 'DELETE, TRUNCATE, TRIGGER'))$$,
  'somebody signed out has no right on any table');

select * from finish();
rollback;
