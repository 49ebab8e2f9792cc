-- What queues a reading of an account: a person, a provider's push, the clock.

-- Every one of them asks whether something waits for the account already.
create index q_ingest_linked_account_id_idx on pgmq.q_ingest ((message ->> 'linked_account_id'));

create function internal.queue_ingests(accounts uuid[], news boolean, out queued integer)
language plpgsql
set search_path = ''
as $$
declare
  messages jsonb[];
begin
  -- Locked, so that two who ask at once queue one message.
  perform 1 from public.linked_accounts a where a.id = any (accounts) order by a.id for update;
  select array_agg(internal.traced(
    jsonb_build_object('type', 'ingest', 'version', 1, 'user_id', a.user_id, 'linked_account_id', a.id)))
  into messages
  from public.linked_accounts a
  where a.id = any (accounts) and a.status = 'active'
    and exists (select 1 from public.oauth_tokens t where t.linked_account_id = a.id and t.revoked_at is null)
    -- One waiting message an account is enough, however long the queue stood still.
    and not exists (
      select 1 from pgmq.q_ingest q
      where q.message ->> 'linked_account_id' = a.id::text
        -- A reading under way may be past the news already: it does not wait for them. It is under way
        -- while it is hidden and nobody has said what became of it.
        and not (news and q.read_ct > 0 and q.vt > clock_timestamp()
          and coalesce(greatest((q.message ->> 'retried')::integer, (q.message ->> 'failed')::integer), 0) < q.read_ct));
  if messages is not null then
    perform pgmq.send_batch('ingest', messages);
  end if;
  queued := coalesce(cardinality(messages), 0);
  -- News are read at once and not at the next tick. Where other messages are visible, somebody was
  -- woken for them a moment ago, or all who may work do.
  if news and queued > 0 and queued = (
    select count(*) from (select 1 from pgmq.q_ingest q where q.vt <= clock_timestamp() limit queued + 1) as visible) then
    perform internal.dispatch_jobs();
  end if;
end;
$$;
comment on function internal.queue_ingests(uuid[], boolean) is
  'Queues a reading of each active account with a token that has none waiting; where there are news, one that is under way counts for nothing, and a worker is woken. Returns how many.';

-- Definer: the queue belongs to the owner alone. The same holds for all functions below.
create function internal.request_sync(for_user uuid, account uuid) returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  account_status text;
begin
  select a.status into account_status from public.linked_accounts a
  where a.id = account and a.user_id = for_user for update;
  if not found then
    return 'absent';
  end if;
  -- An account without a token is an export's: there is nothing to read it with.
  if account_status <> 'active' or not exists (
    select 1 from public.oauth_tokens t where t.linked_account_id = account and t.revoked_at is null) then
    return 'not_active';
  end if;
  return case internal.queue_ingests(array[account], true) when 0 then 'waiting' else 'queued' end;
end;
$$;
comment on function internal.request_sync(uuid, uuid) is
  'Queues a reading of one''s own account unless one waits; says queued, waiting, not_active or absent.';

create function internal.wake_accounts(wanted_provider text, wanted_account text) returns integer
language plpgsql
security definer
set search_path = ''
as $$
begin
  if wanted_account is null or char_length(wanted_account) > 200 then
    raise exception 'wanted_account must have 1 to 200 characters' using errcode = 'invalid_parameter_value';
  end if;
  return internal.queue_ingests(array(
    select a.id from public.linked_accounts a
    where a.provider = wanted_provider and a.provider_account_id = wanted_account), true);
end;
$$;
comment on function internal.wake_accounts(text, text) is
  'Queues a reading of every active account of a workspace or mailbox that has none waiting; returns how many.';

create function internal.queue_due_ingests() returns integer
language sql
security definer
set search_path = ''
as $$
  select internal.queue_ingests(array(select a.id from public.linked_accounts a where a.status = 'active'), false);
$$;
comment on function internal.queue_due_ingests() is
  'Queues a reading of every active account that has none waiting or under way; returns how many.';

grant execute on function internal.request_sync(uuid, uuid), internal.wake_accounts(text, text),
  internal.queue_due_ingests() to service_role;
