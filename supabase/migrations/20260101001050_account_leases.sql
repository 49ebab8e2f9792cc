-- One reader an account at a time, and what became of the last reading.

create table internal.account_leases (
  linked_account_id uuid primary key references public.linked_accounts (id) on delete cascade,
  -- A worker's own random id; null: nobody reads.
  holder uuid,
  expires_at timestamptz not null default '-infinity',
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error_code text,
  -- The provider asked not to be asked before; waiting is no failure.
  waiting_until timestamptz
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
  select a.id, a.user_id, a.provider, a.provider_account_id, a.status, a.metadata,
    -- Rounded up: who comes back at that second must not be early.
    greatest(0, ceil(extract(epoch from l.waiting_until - clock_timestamp())))::integer as waiting_seconds
  into known
  from public.linked_accounts a
  left join internal.account_leases l on l.linked_account_id = a.id
  where a.id = account;
  if not found then
    return null;
  end if;
  insert into internal.account_leases as l (linked_account_id, holder, expires_at)
  values (account, for_holder, clock_timestamp() + make_interval(secs => seconds))
  on conflict (linked_account_id) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where l.holder is null or l.holder = excluded.holder or l.expires_at <= clock_timestamp()
  returning true into granted;
  return to_jsonb(known) || jsonb_build_object('granted', coalesce(granted, false), 'push_due',
    coalesce((select min(p.due_at) <= clock_timestamp() from internal.push_subscriptions p
      where p.linked_account_id = account), true), 'cursors', (
    select coalesce(jsonb_agg(jsonb_build_object('resource', c.resource, 'cursor', c.cursor) order by c.resource), '[]')
    from internal.sync_cursors c
    where c.linked_account_id = account and c.origin = 'live' and c.begun_at is not null));
end;
$$;
comment on function internal.lease_account(uuid, uuid, integer) is
  'The account with its cursors, whether its pushes are to be seen to, and whether this holder may read it now; null where it is gone.';

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

create function internal.unseen_batch(account uuid, most integer)
returns table (resource text, source text, external_id text)
language sql
stable
set search_path = ''
as $$
  -- Of one resource and source, so that one page can settle them.
  with first as (
    select u.resource, e.source
    from internal.unseen_events u join public.events e on e.id = u.event_id
    where u.linked_account_id = account
    order by u.resource, e.source limit 1
  )
  select u.resource, e.source, e.external_id
  from first f
  join internal.unseen_events u on u.linked_account_id = account and u.resource = f.resource
  join public.events e on e.id = u.event_id and e.source = f.source
  order by e.external_id
  limit most;
$$;
comment on function internal.unseen_batch(uuid, integer) is
  'Events that a whole reading did not see again, to be checked at the source before they are deleted.';

-- Definer: the queue belongs to the owner alone.
create function internal.release_account(
  account uuid, for_holder uuid, outcome text, error_code text default null, wait_seconds integer default null,
  next_status text default null
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if outcome is null or outcome not in ('read', 'cut', 'waiting', 'idle', 'failed') then
    raise exception 'outcome must be read, cut, waiting, idle or failed' using errcode = 'invalid_parameter_value';
  end if;
  update internal.account_leases l
  set holder = null, expires_at = '-infinity',
    -- Cut short by its budget, or told to wait: neither is a success, and neither a failure.
    last_success_at = case when outcome = 'read' then now() else l.last_success_at end,
    last_failure_at = case when outcome = 'failed' then now() else l.last_failure_at end,
    last_error_code = case outcome when 'failed' then coalesce(left(error_code, 100), 'failed')
      when 'idle' then l.last_error_code end,
    waiting_until = case outcome when 'waiting' then clock_timestamp() + make_interval(secs => coalesce(wait_seconds, 0))
      when 'idle' then l.waiting_until end
  where l.linked_account_id = account and l.holder = for_holder;
  if not found then
    return;
  end if;
  if outcome = 'read' then
    -- Who was woken meanwhile and found it taken need not wait any longer.
    update pgmq.q_ingest q set vt = clock_timestamp()
    where q.message ->> 'linked_account_id' = account::text and q.read_ct = 0 and q.vt > clock_timestamp();
  end if;
  update public.linked_accounts a set status = next_status, status_reason = left(error_code, 64)
  where a.id = account and next_status is not null
    and (a.status, a.status_reason) is distinct from (next_status, left(error_code, 64));
end;
$$;
comment on function internal.release_account(uuid, uuid, text, text, integer, text) is
  'Ends a reading: read to the end, cut by its budget, waiting for so many seconds, idle (nothing was tried), or failed; next_status marks an account that must be linked again, with the code as its reason.';

grant execute on function internal.lease_account(uuid, uuid, integer), internal.ingest_page(uuid, uuid, integer, jsonb),
  internal.unseen_batch(uuid, integer), internal.release_account(uuid, uuid, text, text, integer, text) to service_role;
