-- Who a person is here, and which accounts of theirs are linked.

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  email text,
  display_name text,
  timezone text not null default 'UTC',
  -- Opt-in for the hourly summaries.
  scheduled_summaries boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint display_name_is_short check (char_length(display_name) <= 200)
);

revoke all on public.users from anon, authenticated, service_role;
grant select on public.users to authenticated;
grant update (display_name, timezone, scheduled_summaries) on public.users to authenticated;
grant select, insert, update, delete on public.users to service_role;

alter table public.users enable row level security;
create policy "Users read their own profile" on public.users
  for select to authenticated using (id = (select auth.uid()));
create policy "Users change their own profile" on public.users
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));

-- Postgres takes more for a time zone than the IANA database names: FOO5, localtime, posix/Europe/Berlin.
-- JavaScript does not, so a person has one that both know. Kept, because the view reads hundreds of files.
create table internal.timezones (
  name text primary key
);
create unique index timezones_lower_name_idx on internal.timezones (lower(name));
revoke all on internal.timezones from public, anon, authenticated;
grant select on internal.timezones to service_role;
alter table internal.timezones enable row level security;

create function internal.refresh_timezones() returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  added integer;
begin
  -- Definer: only the owner writes this table. Names are added and never taken away.
  insert into internal.timezones (name)
  select distinct on (lower(z.name)) z.name from pg_catalog.pg_timezone_names z
  where z.name !~* '^(posix/|right/)' and lower(z.name) not in ('localtime', 'posixrules', 'factory', 'leapseconds', 'tzdata.zi')
  order by lower(z.name), z.name
  on conflict do nothing;
  get diagnostics added = row_count;
  return added;
end;
$$;
comment on function internal.refresh_timezones() is 'Adds the names that a newer time zone database knows; returns how many.';
grant execute on function internal.refresh_timezones() to service_role;
select internal.refresh_timezones();

-- Definer: people change their time zone and may read nothing of internal.
create function internal.check_timezone() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  canonical text := (select z.name from internal.timezones z where lower(z.name) = lower(new.timezone));
begin
  if canonical is null then
    raise exception 'timezone "%" is not known; use an IANA name such as Europe/Berlin', left(new.timezone, 64)
      using errcode = 'check_violation';
  end if;
  new.timezone := canonical;
  return new;
end;
$$;

create trigger users_check_timezone before insert or update of timezone on public.users
  for each row execute function internal.check_timezone();
create trigger users_set_updated_at before update on public.users
  for each row execute function internal.set_updated_at();

-- Definer: the sign-up runs as the auth service, which has no rights in public.
create function internal.create_profile() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.users (id, email, display_name)
  values (new.id, new.email, left(new.raw_user_meta_data ->> 'display_name', 200))
  on conflict (id) do update set email = excluded.email;
  return new;
end;
$$;

create trigger prometheus_create_profile after insert or update of email on auth.users
  for each row execute function internal.create_profile();

create table public.linked_accounts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  provider text not null,
  provider_account_id text not null,
  scopes text,
  status text not null default 'active',
  -- Why it is not active: a code that says what the person can do about it ("token_revoked").
  status_reason text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- The list is shared/contracts/providers.ts; a test holds the two together.
  constraint provider_is_known check (provider in ('slack', 'telegram', 'outlook')),
  constraint status_is_valid check (status in ('active', 'revoked', 'error')),
  constraint status_reason_is_code check (status_reason ~ '^[a-z0-9_]{1,64}$'),
  constraint metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  constraint linked_accounts_user_id_provider_provider_account_id_key
    unique (user_id, provider, provider_account_id),
  -- Target of foreign keys that must stay within one user.
  constraint linked_accounts_user_id_id_key unique (user_id, id)
);

revoke all on public.linked_accounts from anon, authenticated, service_role;
grant select on public.linked_accounts to authenticated;
grant select, insert, update, delete on public.linked_accounts to service_role;

alter table public.linked_accounts enable row level security;
create policy "Users read their own linked accounts" on public.linked_accounts
  for select to authenticated using (user_id = (select auth.uid()));

create trigger linked_accounts_set_updated_at before update on public.linked_accounts
  for each row execute function internal.set_updated_at();

create table public.oauth_tokens (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  linked_account_id uuid not null,
  token_type text not null,
  scopes text,
  access_token_enc text not null,
  refresh_token_enc text,
  expires_at timestamptz,
  last_refreshed_at timestamptz,
  revoked_at timestamptz,
  token_fingerprint text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint token_type_is_known check (token_type in ('bearer', 'bot')),
  constraint oauth_tokens_account_fkey foreign key (user_id, linked_account_id)
    references public.linked_accounts (user_id, id) on delete cascade
);
create index oauth_tokens_user_id_linked_account_id_idx on public.oauth_tokens (user_id, linked_account_id);
create index oauth_tokens_linked_account_id_idx on public.oauth_tokens (linked_account_id);

-- The ciphertext columns and the fingerprint are granted to nobody but the service.
revoke all on public.oauth_tokens from anon, authenticated, service_role;
grant select (id, user_id, linked_account_id, token_type, scopes, expires_at, last_refreshed_at,
  revoked_at, created_at, updated_at) on public.oauth_tokens to authenticated;
grant select, insert, update, delete on public.oauth_tokens to service_role;

alter table public.oauth_tokens enable row level security;
create policy "Users read the state of their own tokens" on public.oauth_tokens
  for select to authenticated using (user_id = (select auth.uid()));

create trigger oauth_tokens_set_updated_at before update on public.oauth_tokens
  for each row execute function internal.set_updated_at();
