import { App } from "@supabase/lite";
import type { Database } from "./database.ts";

/** What a hosted project has before its first migration, as far as migrations can see it. */
export const PRELUDE = `
do $$
begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticator') then
    create role authenticator noinherit login noreplication;
  end if;
end;
$$;
grant anon, authenticated, service_role to authenticator, current_user;

create schema if not exists auth;
create schema if not exists extensions;
create schema if not exists vault;
grant usage on schema auth, extensions, public to anon, authenticated, service_role;

alter default privileges in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public
  grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public
  grant all on functions to anon, authenticated, service_role;
`;

// The hosted definitions. Those of @supabase/lite read only one of the two ways in which claims
// are set, and pgTAP tests use the other.
const CLAIMS = `
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;
create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
grant execute on function auth.uid(), auth.role(), auth.email(), auth.jwt()
  to public, anon, authenticated, service_role;
`;

/** All that decides what `applyPrelude` does, for a cache key. */
export const PRELUDE_SOURCE = PRELUDE + CLAIMS + import.meta.resolve("@supabase/lite");

/**
 * Prepares a database for the migrations: the roles and schemas of the platform, its open
 * default privileges, and the auth schema of @supabase/lite. Safe to run again.
 *
 * @throws Error when the auth schema is incomplete afterwards (@supabase/lite swallows the
 *   errors of single statements)
 */
export async function applyPrelude(database: Database): Promise<void> {
  await database.script(PRELUDE);
  await database.exclusive(async () => {
    const app = new App({
      connection: database.connection,
      auth: { enabled: true, jwt_secret: crypto.randomUUID() },
      db: { migrations: { enabled: false } },
    });
    await app.ensureSystemSchema();
  });
  const [users] = await database.query<{ present: boolean }>(
    "select to_regclass('auth.users') is not null and to_regclass('auth.sessions') is not null as present",
  );
  if (!users?.present) {
    throw new Error("The auth schema could not be made: auth.users is missing; see the log above");
  }
  await database.script(CLAIMS);
}
