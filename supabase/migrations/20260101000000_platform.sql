-- Extensions, the internal schema, and closed defaults: nothing that follows is reachable
-- unless the migration that creates it says so.

create schema if not exists extensions;
create extension if not exists vector with schema extensions;
create extension if not exists btree_gin with schema extensions;
create extension if not exists pgmq;
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;
create extension if not exists supabase_vault with schema vault;

create schema internal;
comment on schema internal is 'What only the service may see. Exposed to the Data API, granted to service_role alone.';

revoke all on schema internal from public;
grant usage on schema internal to service_role;

-- Hosted projects may grant new objects to every API role by default. Here each grant is explicit.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke execute on functions from anon, authenticated, service_role;
alter default privileges revoke execute on functions from public;

create function internal.set_updated_at() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Always later than before: an entity tag is made of it, and names one version of the row.
  new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond');
  return new;
end;
$$;
comment on function internal.set_updated_at() is 'Stamps updated_at; the client''s own value never counts.';

create function internal.content_hash(variadic parts text[]) returns text
language sql
immutable parallel safe
set search_path = ''
as $$
  -- The unit separator keeps ("ab", "c") and ("a", "bc") apart.
  select encode(sha256(convert_to(array_to_string(parts, chr(31), ''), 'UTF8')), 'hex');
$$;
comment on function internal.content_hash(text[]) is 'SHA-256 (64 hex digits) over the parts, in order; null counts as empty.';

create function internal.refuse_to_drop(variadic tables text[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  name text;
  filled boolean;
begin
  foreach name in array tables loop
    execute format('select exists (select 1 from %s)', name::regclass) into filled;
    if filled then
      raise exception 'rolling back would drop rows of %; export and delete them first', name
        using errcode = 'object_in_use';
    end if;
  end loop;
end;
$$;
comment on function internal.refuse_to_drop(text[]) is 'Guards every rollback: a table with rows is never dropped.';
