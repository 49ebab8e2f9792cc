-- Linking by OAuth, and the tokens that it gives. Ciphertexts are made and opened outside; what is
-- here decides who may use a state, and who may refresh a token.

create table internal.oauth_states (
  -- SHA-256 of the state, hex: who reads this table cannot finish anybody's linking.
  state_hash text primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  provider text not null,
  -- The redirect URI that the provider was given, to be repeated to the letter.
  redirect_uri text not null,
  -- Where the person goes afterwards; null: the callback answers with JSON.
  app_redirect text,
  -- The PKCE verifier, sealed; null where the provider has no PKCE.
  verifier_enc text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint provider_is_known check (provider in ('slack', 'outlook')),
  constraint state_hash_is_sha256 check (state_hash ~ '^[0-9a-f]{64}$')
);
create index oauth_states_user_id_idx on internal.oauth_states (user_id);
create index oauth_states_expires_at_idx on internal.oauth_states (expires_at);
revoke all on internal.oauth_states from public, anon, authenticated;
grant select, insert, update, delete on internal.oauth_states to service_role;
alter table internal.oauth_states enable row level security;

create function internal.oauth_begin(
  for_user uuid, provider text, state_hash text, redirect_uri text, app_redirect text,
  verifier_enc text, seconds integer
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from internal.oauth_states s where s.expires_at <= clock_timestamp();
  -- Who begins again and again holds only so many states: the oldest go.
  delete from internal.oauth_states s
  where s.state_hash in (
    select o.state_hash from internal.oauth_states o where o.user_id = for_user
    order by o.created_at desc offset 9);
  insert into internal.oauth_states (state_hash, user_id, provider, redirect_uri, app_redirect, verifier_enc, expires_at)
  values (oauth_begin.state_hash, for_user, oauth_begin.provider, oauth_begin.redirect_uri, oauth_begin.app_redirect,
    oauth_begin.verifier_enc, clock_timestamp() + make_interval(secs => seconds));
end;
$$;
comment on function internal.oauth_begin(uuid, text, text, text, text, text, integer) is
  'Remembers a state by its hash until it is used or so many seconds have passed.';

create function internal.oauth_take(given_hash text)
returns table (
  user_id uuid, provider text, redirect_uri text, app_redirect text, verifier_enc text, expired boolean
)
language sql
set search_path = ''
as $$
  -- Whoever comes first has it, whatever becomes of them: a state is used once.
  delete from internal.oauth_states s where s.state_hash = given_hash
  returning s.user_id, s.provider, s.redirect_uri, s.app_redirect, s.verifier_enc, s.expires_at <= clock_timestamp();
$$;
comment on function internal.oauth_take(text) is 'The state with this hash, which is gone after that; no row where there is none.';

create table internal.token_refreshes (
  linked_account_id uuid primary key references public.linked_accounts (id) on delete cascade,
  -- A worker's own random id; null: nobody refreshes.
  holder uuid,
  expires_at timestamptz not null default '-infinity'
);
revoke all on internal.token_refreshes from public, anon, authenticated;
grant select, insert, update, delete on internal.token_refreshes to service_role;
alter table internal.token_refreshes enable row level security;

create function internal.put_token(owner uuid, account uuid, token jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  if (token ->> 'id') is null or (token ->> 'access_token_enc') is null then
    raise exception 'token.id and token.access_token_enc are required' using errcode = 'invalid_parameter_value';
  end if;
  -- A ciphertext belongs to its row, so a new token is a new row.
  delete from public.oauth_tokens t where t.linked_account_id = account;
  insert into public.oauth_tokens (id, user_id, linked_account_id, token_type, scopes, access_token_enc,
    refresh_token_enc, expires_at, last_refreshed_at, token_fingerprint)
  values ((token ->> 'id')::uuid, owner, account, coalesce(token ->> 'token_type', 'bearer'), token ->> 'scopes',
    token ->> 'access_token_enc', token ->> 'refresh_token_enc', (token ->> 'expires_at')::timestamptz,
    now(), token ->> 'token_fingerprint');
end;
$$;

create function internal.link_account(
  for_user uuid, provider text, provider_account_id text, scopes text, metadata jsonb, token jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  account uuid;
begin
  insert into public.linked_accounts as a (user_id, provider, provider_account_id, scopes, status, metadata)
  values (for_user, link_account.provider, link_account.provider_account_id, link_account.scopes, 'active',
    link_account.metadata)
  on conflict (user_id, provider, provider_account_id) do update
    set scopes = excluded.scopes, status = 'active', status_reason = null,
      -- What was an export's account until now is read by itself from now on; what the person chose stays.
      metadata = (a.metadata - 'origin') || excluded.metadata
  returning a.id into account;
  perform internal.put_token(for_user, account, token);
  -- What the old token could not read is no news any more.
  delete from internal.sync_problems p where p.linked_account_id = account and p.item_count is null;
  update internal.account_leases l set last_error_code = null, waiting_until = null where l.linked_account_id = account;
  insert into internal.token_refreshes (linked_account_id) values (account) on conflict do nothing;
  return account;
end;
$$;
comment on function internal.link_account(uuid, text, text, text, jsonb, jsonb) is
  'Links an account, or renews it, with its sealed token, in one transaction.';

create function internal.account_token(account uuid)
returns table (
  id uuid, user_id uuid, provider text, token_type text, scopes text, access_token_enc text,
  refresh_token_enc text, expires_at timestamptz
)
language sql
stable
set search_path = ''
as $$
  select t.id, t.user_id, a.provider, t.token_type, t.scopes, t.access_token_enc, t.refresh_token_enc, t.expires_at
  from public.oauth_tokens t
  join public.linked_accounts a on a.user_id = t.user_id and a.id = t.linked_account_id
  where t.linked_account_id = account and t.revoked_at is null;
$$;
comment on function internal.account_token(uuid) is 'The sealed token of an account; no row where it has none.';

create function internal.claim_refresh(account uuid, for_holder uuid, seconds integer) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  granted boolean;
begin
  insert into internal.token_refreshes as r (linked_account_id, holder, expires_at)
  values (account, for_holder, clock_timestamp() + make_interval(secs => seconds))
  on conflict (linked_account_id) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where r.holder is null or r.holder = excluded.holder or r.expires_at <= clock_timestamp()
  returning true into granted;
  return coalesce(granted, false);
end;
$$;
comment on function internal.claim_refresh(uuid, uuid, integer) is
  'Whether this holder alone may refresh the token of the account for so many seconds.';

create function internal.finish_refresh(account uuid, for_holder uuid, token jsonb default null) returns boolean
language plpgsql
set search_path = ''
as $$
declare
  owner uuid;
begin
  update internal.token_refreshes r set holder = null, expires_at = '-infinity'
  where r.linked_account_id = account and r.holder = for_holder;
  if not found then
    return false;
  end if;
  if token is not null then
    select a.user_id into owner from public.linked_accounts a where a.id = account;
    perform internal.put_token(owner, account, token);
  end if;
  return true;
end;
$$;
comment on function internal.finish_refresh(uuid, uuid, jsonb) is
  'Ends a refresh and stores what it gave, if this holder still may; false: another one took it over.';

create function internal.unlink_account(for_user uuid, account uuid) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update public.linked_accounts a set status = 'revoked' where a.id = account and a.user_id = for_user;
  if not found then
    return false;
  end if;
  -- Whoever reads it, or renews its token, at this moment has nothing to store any more.
  update internal.account_leases l set holder = null, expires_at = '-infinity' where l.linked_account_id = account;
  update internal.token_refreshes r set holder = null, expires_at = '-infinity' where r.linked_account_id = account;
  delete from public.oauth_tokens t where t.linked_account_id = account;
  perform internal.end_pushes(account);
  return true;
end;
$$;
comment on function internal.unlink_account(uuid, uuid) is
  'Forgets the tokens of one''s own account and stops reading it, now; false where there is no such account.';

create function internal.sealed_tokens(after_id uuid, batch_size integer)
returns table (id uuid, user_id uuid, provider text, access_token_enc text, refresh_token_enc text)
language sql
stable
set search_path = ''
as $$
  select t.id, t.user_id, a.provider, t.access_token_enc, t.refresh_token_enc
  from public.oauth_tokens t
  join public.linked_accounts a on a.user_id = t.user_id and a.id = t.linked_account_id
  where after_id is null or t.id > after_id
  order by t.id
  limit least(batch_size, 500);
$$;
comment on function internal.sealed_tokens(uuid, integer) is 'Sealed tokens in the order of their ids, for rotating keys.';

create function internal.reseal_token(
  token_id uuid, old_access text, new_access text, new_refresh text, new_fingerprint text
)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  -- Only over what was read: a refresh meanwhile has sealed with the new key already.
  update public.oauth_tokens t
  set access_token_enc = new_access, refresh_token_enc = new_refresh, token_fingerprint = new_fingerprint
  where t.id = token_id and t.access_token_enc = old_access;
  return found;
end;
$$;
comment on function internal.reseal_token(uuid, text, text, text, text) is
  'Puts ciphertexts of another key in place of the given ones; false where they have changed since.';

grant execute on function
  internal.oauth_begin(uuid, text, text, text, text, text, integer), internal.oauth_take(text),
  internal.put_token(uuid, uuid, jsonb), internal.link_account(uuid, text, text, text, jsonb, jsonb),
  internal.account_token(uuid), internal.claim_refresh(uuid, uuid, integer),
  internal.finish_refresh(uuid, uuid, jsonb), internal.unlink_account(uuid, uuid),
  internal.sealed_tokens(uuid, integer), internal.reseal_token(uuid, text, text, text, text)
  to service_role;

create function internal.forget_account_events(for_user uuid, account uuid, batch_size integer) returns integer
language sql
set search_path = ''
as $$
  with gone as (
    update public.events e set deleted_at = now()
    where e.id in (
      select x.id from public.events x
      where x.user_id = for_user and x.source_account_id = account and x.deleted_at is null
      limit least(batch_size, 1000))
    returning 1
  )
  select count(*)::integer from gone;
$$;
comment on function internal.forget_account_events(uuid, uuid, integer) is
  'Marks a batch of an account''s events as deleted; retention deletes them with what hangs on them.';

create function internal.drop_account(for_user uuid, account uuid) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  delete from public.linked_accounts a where a.id = account and a.user_id = for_user;
  return found;
end;
$$;
comment on function internal.drop_account(uuid, uuid) is 'Removes an account with its tokens and cursors; its events stay.';

grant execute on function internal.forget_account_events(uuid, uuid, integer), internal.drop_account(uuid, uuid)
  to service_role;

create function internal.choose_resources(for_user uuid, account uuid, selection jsonb) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update public.linked_accounts a
  set metadata = jsonb_set(a.metadata, '{selection}', choose_resources.selection)
  where a.id = account and a.user_id = for_user;
  return found;
end;
$$;
comment on function internal.choose_resources(uuid, uuid, jsonb) is
  'Stores {include, exclude}, which resources of an account are read; false where there is no such account.';
grant execute on function internal.choose_resources(uuid, uuid, jsonb) to service_role;
