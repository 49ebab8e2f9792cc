-- What an app may do that a person let in (a token with client_id): read all that is theirs, and write
-- nothing. The statements are made from the catalogue, so that a table added later is tried as well.
begin;
\ir ../support/actors.psql

-- Every write that somebody signed in has a right to, by table.
create temp table writes as
select c.relname as relation, verb
from pg_class c cross join unnest(array['INSERT', 'UPDATE', 'DELETE']) as verb
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'f')
  and case verb when 'DELETE' then has_table_privilege('authenticated', c.oid, verb)
    else has_any_column_privilege('authenticated', c.oid, verb) end;

-- The columns that somebody signed in may use, in order.
create function pg_temp.columns_for(table_name name, verb text) returns text language sql stable as $$
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
  where a.attrelid = format('public.%I', table_name)::regclass and a.attnum > 0 and not a.attisdropped
    and has_column_privilege('authenticated', a.attrelid, a.attnum, verb)
$$;

-- Ada's own row once more, changed to what it is, or deleted: right in all but who asks.
create temp table statements as
select relation, verb, case verb
    when 'INSERT' then format('insert into public.%1$I (%2$s) select %2$s from public.%1$I where id = {ada.%1$I}',
      relation, pg_temp.columns_for(relation, verb))
    when 'UPDATE' then format('update public.%1$I set %2$s = %2$s where id = {ada.%1$I}',
      relation, split_part(pg_temp.columns_for(relation, verb), ', ', 1))
    else format('delete from public.%1$I where id = {ada.%1$I}', relation)
  end as statement
from writes;

select plan((5 + 3 * (select count(*) from statements) + 2 * (select count(*) from pg_temp.public_tables()))::integer);

select cmp_ok((select count(*)::integer from statements), '>=', 20, 'the statements are those of every table');
select is_empty(
  $$select relation, verb from writes w where not exists (
      select 1 from pg_policies p where p.schemaname = 'public' and p.tablename = w.relation and p.cmd = w.verb
        and p.permissive = 'RESTRICTIVE' and p.roles = '{authenticated}'
        and case w.verb when 'INSERT' then p.with_check else p.qual end
          = '((( SELECT auth.jwt() AS jwt) ->> ''client_id''::text) IS NULL)')$$,
  'no right to write stands without the policy that keeps apps from it');
select is_empty(
  $$select tablename, policyname from pg_policies p where p.schemaname = 'public' and p.permissive = 'RESTRICTIVE'
      and (coalesce(p.qual, p.with_check) <> '((( SELECT auth.jwt() AS jwt) ->> ''client_id''::text) IS NULL)'
        or p.cmd in ('SELECT', 'ALL') or p.with_check is distinct from p.qual and p.cmd = 'UPDATE' and p.with_check is not null)$$,
  'a policy that narrows is about apps and writes alone');

select isnt(pg_temp.attempt('ada', statement), 'refused', format('Ada may %s %s', lower(verb), relation)) from statements;
-- What a policy hides from a change or a deletion is no error: there is no row.
select is(pg_temp.attempt('ada by client', statement), case verb when 'INSERT' then 'refused' else '0' end,
  format('Ada''s app may not %s %s', lower(verb), relation))
from statements;
select isnt(pg_temp.attempt('bob by client', statement), '1', format('Bob''s app may not %s %s of Ada''s', lower(verb), relation))
from statements;

-- What an app reads is what the person reads.
select is(pg_temp.attempt('ada by client', format('select %s from public.%I', pg_temp.columns_for(relation, 'SELECT'), relation)), '1',
  format('Ada''s app reads her row of %s', relation))
from pg_temp.public_tables() as relation;
select is(pg_temp.attempt('bob by client',
    format('select %s from public.%I where id = {ada.%2$I}', pg_temp.columns_for(relation, 'SELECT'), relation)), '0',
  format('Bob''s app reads no row of Ada''s of %s', relation))
from pg_temp.public_tables() as relation;

-- Functions: the Data API calls a stable one in a transaction that only reads.
select is_empty(
  $$select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')
      and (p.provolatile = 'v' or p.prosecdef)
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')$$,
  'no function that people may call writes anything');
select is(pg_temp.attempt('ada by client', 'select internal.request_sync({ada.users}, {ada.linked_accounts})'), 'refused',
  'an app manages no linked account');

select * from finish();
rollback;
