-- Grants that a provider has given and nobody has claimed yet. Who comes back from a provider with a
-- state need not be who began: so the grant waits here, sealed, until the person who began shows the
-- handle with a token of their own. What nobody claims is ended at the provider, then deleted.

create table internal.oauth_grants (
  -- SHA-256 of the handle, hex: who reads this table cannot claim anything.
  handle_hash text primary key,
  -- Who began, and alone may finish.
  user_id uuid not null references public.users (id) on delete cascade,
  provider text not null,
  -- Tokens and what is known of the account, sealed.
  grant_enc text not null,
  -- What tells whether the same token is that of a linked account: it is left alone then.
  token_fingerprint text not null,
  created_at timestamptz not null default now(),
  -- From here on nobody may claim it.
  expires_at timestamptz not null,
  constraint provider_is_known check (provider in ('slack', 'outlook')),
  constraint handle_hash_is_sha256 check (handle_hash ~ '^[0-9a-f]{64}$')
);
create index oauth_grants_user_id_idx on internal.oauth_grants (user_id);
create index oauth_grants_expires_at_idx on internal.oauth_grants (expires_at);
revoke all on internal.oauth_grants from public, anon, authenticated;
grant select, insert, update, delete on internal.oauth_grants to service_role;
alter table internal.oauth_grants enable row level security;

create index oauth_tokens_token_fingerprint_idx on public.oauth_tokens (token_fingerprint);

create function internal.keep_grant(
  handle_hash text, for_user uuid, provider text, grant_enc text, token_fingerprint text, seconds integer
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Who begins again and again has only so many that may be claimed: the oldest end.
  update internal.oauth_grants g set expires_at = clock_timestamp()
  where g.expires_at > clock_timestamp() and g.handle_hash in (
    select o.handle_hash from internal.oauth_grants o where o.user_id = for_user
    order by o.created_at desc offset 9);
  insert into internal.oauth_grants (handle_hash, user_id, provider, grant_enc, token_fingerprint, expires_at)
  values (keep_grant.handle_hash, for_user, keep_grant.provider, keep_grant.grant_enc, keep_grant.token_fingerprint,
    clock_timestamp() + make_interval(secs => seconds));
end;
$$;
comment on function internal.keep_grant(text, uuid, text, text, text, integer) is
  'Keeps a sealed grant by the hash of its handle until it is claimed or so many seconds have passed.';

create function internal.show_grant(given_hash text, for_user uuid, for_provider text)
returns table (
  handle_hash text, user_id uuid, provider text, grant_enc text, in_use boolean, claimable boolean, kept_since timestamptz
)
language sql
set search_path = ''
as $$
  -- Shown by anybody but who began, or at another provider, it has gone astray: it ends here.
  with shown as (
    update internal.oauth_grants g
    set expires_at = case when g.user_id = for_user and g.provider = for_provider then g.expires_at
      else least(g.expires_at, clock_timestamp()) end
    where g.handle_hash = given_hash
    returning g.*
  )
  select s.handle_hash, s.user_id, s.provider, s.grant_enc,
    exists (select 1 from public.oauth_tokens t where t.token_fingerprint = s.token_fingerprint),
    s.user_id = for_user and s.provider = for_provider and s.expires_at > clock_timestamp(), s.created_at
  from shown s;
$$;
comment on function internal.show_grant(text, uuid, text) is
  'The grant with this handle and whether this person may claim it; shown by anybody else, it ends. No row where there is none.';

create function internal.claim_grant(
  given_hash text, for_user uuid, provider text, provider_account_id text, scopes text, metadata jsonb, token jsonb
)
returns uuid
language plpgsql
set search_path = ''
as $$
begin
  -- In one transaction with the account: a grant is claimed once, and never half.
  delete from internal.oauth_grants g
  where g.handle_hash = given_hash and g.user_id = for_user and g.provider = claim_grant.provider
    and g.expires_at > clock_timestamp();
  if not found then
    return null;
  end if;
  return internal.link_account(for_user, claim_grant.provider, claim_grant.provider_account_id, claim_grant.scopes,
    claim_grant.metadata, claim_grant.token);
end;
$$;
comment on function internal.claim_grant(text, uuid, text, text, text, jsonb, jsonb) is
  'Links the account of a grant to who began, once; null where there is no such grant, or it is over.';

create function internal.unclaimed_grants(for_user uuid, after_hash text, batch_size integer)
returns table (
  handle_hash text, user_id uuid, provider text, grant_enc text, in_use boolean, claimable boolean, kept_since timestamptz
)
language sql
stable
set search_path = ''
as $$
  select g.handle_hash, g.user_id, g.provider, g.grant_enc,
    exists (select 1 from public.oauth_tokens t where t.token_fingerprint = g.token_fingerprint), false, g.created_at
  from internal.oauth_grants g
  where g.expires_at <= clock_timestamp() and (for_user is null or g.user_id = for_user)
    and (after_hash is null or g.handle_hash > after_hash)
  order by g.handle_hash
  limit least(batch_size, 200);
$$;
comment on function internal.unclaimed_grants(uuid, text, integer) is
  'Grants whose time is over, of one person or of all, in the order of their hashes.';

create function internal.drop_grant(given_hash text) returns boolean
language plpgsql
set search_path = ''
as $$
begin
  delete from internal.oauth_grants g where g.handle_hash = given_hash and g.expires_at <= clock_timestamp();
  return found;
end;
$$;
comment on function internal.drop_grant(text) is 'Forgets a grant whose time is over; false where there is none.';

grant execute on function
  internal.keep_grant(text, uuid, text, text, text, integer), internal.show_grant(text, uuid, text),
  internal.claim_grant(text, uuid, text, text, text, jsonb, jsonb), internal.unclaimed_grants(uuid, text, integer),
  internal.drop_grant(text)
  to service_role;
