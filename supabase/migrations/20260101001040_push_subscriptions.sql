-- What providers were asked to push. A push is believed by the secret that it carries, and only ever
-- wakes a reading; without any of this the product works by polling alone.

create table internal.push_subscriptions (
  linked_account_id uuid not null references public.linked_accounts (id) on delete cascade,
  -- What is told of, in the provider's words.
  resource text not null,
  -- The provider's id; null: there is none, and one is asked for when it is due.
  subscription_id text,
  -- SHA-256 of the secret, hex: who reads this table forges no push.
  secret_hash text,
  expires_at timestamptz,
  -- When the provider is to be asked next.
  due_at timestamptz not null,
  -- Since it last went well.
  failures integer not null default 0,
  error_code text,
  primary key (linked_account_id, resource),
  constraint resource_is_short check (char_length(resource) between 1 and 200),
  constraint subscription_is_whole check (num_nulls(subscription_id, secret_hash, expires_at) in (0, 3)),
  constraint secret_hash_is_sha256 check (secret_hash ~ '^[0-9a-f]{64}$'),
  constraint error_code_is_code check (error_code ~ '^[a-z0-9_]{1,64}$')
);
create unique index push_subscriptions_subscription_id_idx on internal.push_subscriptions (subscription_id);
revoke all on internal.push_subscriptions from public, anon, authenticated;
grant select, insert, update, delete on internal.push_subscriptions to service_role;
alter table internal.push_subscriptions enable row level security;

create function internal.account_pushes(account uuid)
returns table (resource text, subscription_id text, due boolean)
language sql
stable
set search_path = ''
as $$
  select p.resource, p.subscription_id, p.due_at <= clock_timestamp()
  from internal.push_subscriptions p where p.linked_account_id = account;
$$;

create function internal.keep_push(
  account uuid, for_resource text, given_id text, expiry timestamptz, given_hash text default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  -- Half of its life before the end, so that it outlives days without a reading.
  next_time timestamptz := clock_timestamp() + (expiry - clock_timestamp()) / 2;
begin
  if given_hash is null then
    update internal.push_subscriptions p
    set expires_at = expiry, due_at = next_time, failures = 0, error_code = null
    where p.linked_account_id = account and p.resource = for_resource and p.subscription_id = given_id;
  else
    insert into internal.push_subscriptions (linked_account_id, resource, subscription_id, secret_hash, expires_at, due_at)
    values (account, for_resource, given_id, given_hash, expiry, next_time)
    on conflict (linked_account_id, resource) do update
      set subscription_id = excluded.subscription_id, secret_hash = excluded.secret_hash,
        expires_at = excluded.expires_at, due_at = excluded.due_at, failures = 0, error_code = null;
  end if;
end;
$$;
comment on function internal.keep_push(uuid, text, text, timestamptz, text) is
  'Notes a subscription that was made (with the hash of its secret) or renewed (without).';

create function internal.miss_push(account uuid, for_resource text, code text) returns void
language sql
set search_path = ''
as $$
  insert into internal.push_subscriptions as p (linked_account_id, resource, due_at, failures, error_code)
  values (account, for_resource, clock_timestamp() + interval '5 minutes', 1, code)
  on conflict (linked_account_id, resource) do update
    set failures = p.failures + 1, error_code = excluded.error_code,
      -- 5, 10, 20 minutes and so on up to six hours.
      due_at = clock_timestamp() + least(interval '6 hours', interval '5 minutes' * 2 ^ least(p.failures, 7));
$$;
comment on function internal.miss_push(uuid, text, text) is
  'Notes that the provider did not do what was asked; it is asked again after a pause that grows to six hours.';

create function internal.push_sources(ids text[])
returns table (subscription_id text, secret_hash text, provider_account_id text)
language sql
stable
set search_path = ''
as $$
  select p.subscription_id, p.secret_hash, a.provider_account_id
  from internal.push_subscriptions p join public.linked_accounts a on a.id = p.linked_account_id
  where p.subscription_id = any (ids);
$$;
comment on function internal.push_sources(text[]) is 'Those of these subscriptions that are ours, and which accounts they tell of.';

create function internal.hurry_push(id text, gone boolean) returns void
language sql
set search_path = ''
as $$
  update internal.push_subscriptions p
  set due_at = clock_timestamp(), failures = 0,
    subscription_id = case when not gone then p.subscription_id end,
    secret_hash = case when not gone then p.secret_hash end,
    expires_at = case when not gone then p.expires_at end
  where p.subscription_id = id;
$$;
comment on function internal.hurry_push(text, boolean) is
  'Lets the next reading renew a subscription, or make another one where it is gone.';

create function internal.end_pushes(account uuid) returns void
language sql
set search_path = ''
as $$
  delete from internal.push_subscriptions p where p.linked_account_id = account;
  -- Who leaves ends the pushes of the whole mailbox: others who have linked it ask for new ones.
  update internal.push_subscriptions p
  set due_at = clock_timestamp(), failures = 0, subscription_id = null, secret_hash = null, expires_at = null
  where p.linked_account_id in (
    select other.id from public.linked_accounts own
    join public.linked_accounts other using (provider, provider_account_id)
    where own.id = account and other.id <> own.id);
$$;
comment on function internal.end_pushes(uuid) is 'Forgets the subscriptions of an account that is unlinked.';

grant execute on function internal.account_pushes(uuid), internal.keep_push(uuid, text, text, timestamptz, text),
  internal.miss_push(uuid, text, text), internal.push_sources(text[]), internal.hurry_push(text, boolean),
  internal.end_pushes(uuid) to service_role;
