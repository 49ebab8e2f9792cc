-- `internal`, the queues and the secrets do not exist for people.
begin;
\ir ../support/actors.psql

create temp table relations as
select n.nspname as schema, c.relname as relation
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  and (n.nspname in ('internal', 'vault') or (n.nspname = 'pgmq' and c.relname ~ '^([qa]_|meta$)'));
create temp table tables as
select schema, relation from relations r
where exists (select 1 from information_schema.columns where table_schema = r.schema and table_name = r.relation);

select plan((
  9 + 2 * (select count(*) from relations) + 2 * (select count(*) from tables where schema = 'internal') * 3
    + (select count(*) from tables where schema = 'internal'))::integer);

select cmp_ok((select count(*)::integer from tables where schema = 'internal'), '>=', 4, 'there are tables in internal');
select cmp_ok((select count(*)::integer from tables where schema = 'pgmq'), '>=', 9, 'there are queues');

select is(pg_temp.attempt(actor, format('select 1 from %I.%I', schema, relation)), 'refused',
  format('%s reading %s.%s', actor, schema, relation))
from relations cross join unnest(array['anon', 'ada']) as actor;

select is(pg_temp.attempt(actor, replace(statement, '%', format('%I.%I', schema, relation))), 'refused',
  format('%s: %s', actor, replace(statement, '%', format('%I.%I', schema, relation))))
from tables cross join unnest(array['anon', 'ada']) as actor
cross join unnest(array['insert into % default values', 'delete from %', 'truncate %']) as statement
where schema = 'internal';

select is(pg_temp.attempt('service_role', format('select 1 from %I.%I limit 0', schema, relation)), '0',
  format('the service reading %s.%s', schema, relation))
from tables where schema = 'internal';

select is_empty(
  $$select format('%s on %s', role, schema) from unnest(array['anon', 'authenticated']) as role
    cross join unnest(array['internal', 'pgmq', 'vault']) as schema
    where has_schema_privilege(role, schema, 'usage') or has_schema_privilege(role, schema, 'create')$$,
  'people have no way into internal, pgmq and vault');
select is_empty(
  $$select format('%s in %s', role, schema) from unnest(array['anon', 'authenticated', 'service_role']) as role
    cross join unnest(array['public', 'internal', 'extensions', 'auth']) as schema
    where has_schema_privilege(role, schema, 'create')$$,
  'no API role can make objects');
select is_empty(
  $$select c.relname from pg_class c where c.relnamespace in ('internal'::regnamespace, 'public'::regnamespace)
    and c.relkind in ('r', 'p') and not c.relrowsecurity$$,
  'row level security is on for every table of ours');

-- What somebody adds tomorrow is closed until its migration opens it.
create table public.tomorrow (id integer);
create table internal.tomorrow (id integer);
create function public.tomorrow() returns integer language sql set search_path = '' as 'select 1';
create function internal.tomorrow() returns integer language sql set search_path = '' as 'select 1';
select is(pg_temp.attempt('ada', 'select 1 from public.tomorrow'), 'refused', 'a new table of public is closed');
select is(pg_temp.attempt('service_role', 'select 1 from internal.tomorrow'), 'refused', 'a new table of internal is closed');
select is(pg_temp.attempt('ada', 'select public.tomorrow()'), 'refused', 'a new function of public is closed');
select is(pg_temp.attempt('service_role', 'select internal.tomorrow()'), 'refused', 'a new function of internal is closed');

select * from finish();
rollback;
