/**
 * Gives a fresh Postgres what a hosted project has before its first migration. The embedded stack
 * does the same, so both lanes start from one definition; but it has no Realtime, and this lane has
 * the part of it that the database sees.
 *
 * usage: deno run -A tests/native/prelude.ts URL
 */
import { openPostgres } from "../../supabase/embedded/database/postgres.ts";
import { applyPrelude } from "../../supabase/embedded/database/prelude.ts";

/**
 * What Realtime gives a database, as far as migrations use it: a message is a row, and whoever joins
 * a private topic is let in where they may read one of it.
 */
const REALTIME = `
create schema if not exists realtime;
grant usage on schema realtime to anon, authenticated, service_role;
create table if not exists realtime.messages (
  id uuid primary key default gen_random_uuid(),
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  inserted_at timestamp not null default now()
);
alter table realtime.messages enable row level security;
grant select, insert on realtime.messages to anon, authenticated, service_role;
create or replace function realtime.topic() returns text language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;
create or replace function realtime.send(
  payload jsonb, event text, topic text, private boolean default true
) returns void language plpgsql as $$
begin
  execute format('set local realtime.topic to %L', topic);
  insert into realtime.messages (payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end;
$$;
`;

if (import.meta.main) {
  const [url] = Deno.args;
  if (url === undefined) {
    console.error("usage: deno run -A tests/native/prelude.ts URL");
    Deno.exit(2);
  }
  try {
    const database = await openPostgres(url);
    try {
      await applyPrelude(database);
      await database.run(REALTIME);
    } finally {
      await database.close();
    }
  } catch (error) {
    console.error(`the prelude failed: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
