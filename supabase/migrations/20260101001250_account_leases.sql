-- One reader an account at a time, and what became of the last reading.

create table internal.account_leases (
  linked_account_id uuid primary key references public.linked_accounts (id) on delete cascade,
  -- A worker's own random id; null: nobody reads.
  holder uuid,
  expires_at timestamptz not null default '-infinity',
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error_code text
);
revoke all on internal.account_leases from public, anon, authenticated;
grant select, insert, update, delete on internal.account_leases to service_role;
alter table internal.account_leases enable row level security;

create function internal.lease_account(account uuid, for_holder uuid, seconds integer) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  known record;
  granted boolean;
begin
  select a.id, a.user_id, a.provider, a.provider_account_id, a.status, a.metadata into known
  from public.linked_accounts a where a.id = account;
  if not found then
    return null;
  end if;
  insert into internal.account_leases as l (linked_account_id, holder, expires_at)
  values (account, for_holder, clock_timestamp() + make_interval(secs => seconds))
  on conflict (linked_account_id) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where l.holder is null or l.holder = excluded.holder or l.expires_at <= clock_timestamp()
  returning true into granted;
  return to_jsonb(known) || jsonb_build_object('granted', coalesce(granted, false), 'cursors', (
    select coalesce(jsonb_agg(jsonb_build_object('resource', c.resource, 'cursor', c.cursor) order by c.resource), '[]')
    from internal.sync_cursors c where c.linked_account_id = account));
end;
$$;
comment on function internal.lease_account(uuid, uuid, integer) is
  'The account with its cursors, and whether this holder may read it now; null where it is gone.';

create function internal.ingest_page(account uuid, for_holder uuid, seconds integer, batch jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  -- Renewing locks the row until commit: nobody else takes the account while its page is stored.
  update internal.account_leases l set expires_at = clock_timestamp() + make_interval(secs => seconds)
  where l.linked_account_id = account and l.holder = for_holder;
  if not found then
    raise exception 'the lease of account % is lost; another worker reads it now', account
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  return internal.ingest_events(batch);
end;
$$;
comment on function internal.ingest_page(uuid, uuid, integer, jsonb) is
  'internal.ingest_events for whoever holds the lease, which it renews.';

create function internal.release_account(account uuid, for_holder uuid, error_code text, next_status text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update internal.account_leases l
  set holder = null, expires_at = '-infinity', last_error_code = left(error_code, 100),
    last_success_at = case when error_code is null then now() else l.last_success_at end,
    last_failure_at = case when error_code is null then l.last_failure_at else now() end
  where l.linked_account_id = account and l.holder = for_holder;
  if not found then
    return;
  end if;
  update internal.sync_cursors c
  set last_error_code = left(error_code, 100),
    last_success_at = case when error_code is null then now() else c.last_success_at end
  where c.linked_account_id = account;
  update public.linked_accounts a set status = next_status
  where a.id = account and next_status is not null and a.status is distinct from next_status;
end;
$$;
comment on function internal.release_account(uuid, uuid, text, text) is
  'Ends a reading: as a success where error_code is null; next_status marks an account that must be linked again.';

grant execute on function internal.lease_account(uuid, uuid, integer), internal.ingest_page(uuid, uuid, integer, jsonb),
  internal.release_account(uuid, uuid, text, text) to service_role;
