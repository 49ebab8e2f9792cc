import { join } from "node:path";
import type { Stack, StackOptions } from "../../../supabase/embedded/options.ts";
import { startStack } from "../../../supabase/embedded/stack.ts";

/**
 * A small project's schema: one table that its owners see, one that only the service sees.
 * Kept the same in all tests, so that they share one snapshot.
 */
export const SCHEMA = `
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;
create extension if not exists supabase_vault with schema vault;
create extension if not exists vector with schema extensions;
create extension if not exists pgmq;
create schema internal;
grant usage on schema internal to service_role;
create table public.notes (
  id bigint generated always as identity primary key,
  user_id uuid not null default auth.uid() references auth.users (id),
  body text not null
);
revoke all on public.notes from anon, authenticated, service_role;
grant select, insert on public.notes to authenticated;
alter table public.notes enable row level security;
create policy "Users read their own notes" on public.notes
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users write their own notes" on public.notes
  for insert to authenticated with check (user_id = (select auth.uid()));
create table internal.secrets (id integer primary key, body text);
grant all on internal.secrets to service_role;
alter table internal.secrets enable row level security;
insert into internal.secrets values (1, 'for the service');
create table public.ticks (at timestamptz not null default clock_timestamp(), who name default current_user);
`;

const CONFIG = `
[api]
schemas = ["public", "internal"]
`;

/** A project folder with the given files besides its schema, removed at the end. */
export async function makeProject(files: Record<string, string> = {}) {
  const root = await Deno.makeTempDir({ prefix: "embedded-project-" });
  const all = {
    "supabase/config.toml": CONFIG,
    "supabase/migrations/20260101000000_schema.sql": SCHEMA,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await Deno.mkdir(join(root, path, ".."), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  }
  return {
    root,
    data: join(root, "data"),
    write: (path: string, text: string) => Deno.writeTextFile(join(root, path), text),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

/** Starts what a test needs: a database in memory and the API, unless it says otherwise. */
export async function start(
  root: string,
  options: Partial<StackOptions> = {},
): Promise<Stack & { logs: string[] } & AsyncDisposable> {
  const logs: string[] = [];
  const stack = await startStack({
    data: "memory",
    projectRoot: root,
    envFile: false,
    embeddings: "none",
    functions: "none",
    schedules: false,
    log: (message) => logs.push(message),
    vaultSecrets: ({ url, secretKey }) => [
      { name: "project_url", secret: url, description: "Where SQL reaches the functions" },
      { name: "secret_key", secret: secretKey, description: "What SQL calls the functions with" },
    ],
    ...options,
  });
  return Object.assign(stack, { logs, [Symbol.asyncDispose]: () => stack.stop() });
}

/** Signs somebody up and returns how to call the API as them. */
export async function signUp(stack: Stack, email: string) {
  const response = await call(stack, "/auth/v1/signup", {
    method: "POST",
    body: JSON.stringify({ email, password: "correct horse" }),
  });
  const session = response.body as { access_token: string; user: { id: string } };
  if (response.status !== 200) throw new Error(`sign-up: ${JSON.stringify(response)}`);
  return {
    id: session.user.id,
    token: session.access_token,
    call: (path: string, init: RequestInit = {}) =>
      call(stack, path, init, { authorization: `Bearer ${session.access_token}` }),
  };
}

/** Calls the API in process, with the publishable key unless the headers say otherwise. */
export async function call(
  stack: Stack,
  path: string,
  init: RequestInit = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const response = await stack.fetch(
    new Request(stack.url + path, {
      ...init,
      headers: { apikey: stack.publishableKey, "content-type": "application/json", ...headers },
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** Waits until a check gives something, at most `limit` milliseconds. */
export async function eventually<T>(
  check: () => Promise<T | null | undefined | false>,
  what: string,
  limit = 6000,
): Promise<T> {
  const deadline = performance.now() + limit;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${limit} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
