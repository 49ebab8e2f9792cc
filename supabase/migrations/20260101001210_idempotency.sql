-- Requests that a client may send twice: what the first one was answered, by the key it came with.

create table internal.idempotency_keys (
  -- Named by what the request creates (request_key), so that a repetition finds it even where the
  -- first one was cut off before its answer was kept.
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  route text not null,
  key text not null,
  -- SHA-256 of the body, hex.
  request_hash text not null,
  -- Who works on it, and until when nobody else does.
  holder uuid not null,
  held_until timestamptz not null,
  -- The answer; null: there is none yet.
  status smallint,
  headers jsonb not null default '{}',
  body text,
  -- What it created was deleted, and the answer with it.
  is_gone boolean not null default false,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '24 hours',
  constraint idempotency_keys_user_id_route_key_key unique (user_id, route, key),
  constraint key_is_short check (char_length(key) between 1 and 255 and char_length(route) <= 200),
  constraint request_hash_is_sha256 check (request_hash ~ '^[0-9a-f]{64}$')
);
create index idempotency_keys_user_id_created_at_idx on internal.idempotency_keys (user_id, created_at);
create index idempotency_keys_expires_at_idx on internal.idempotency_keys (expires_at);
revoke all on internal.idempotency_keys from public, anon, authenticated;
grant select, insert, update, delete on internal.idempotency_keys to service_role;
alter table internal.idempotency_keys enable row level security;

create function internal.claim_request(
  for_user uuid, route text, key text, request_hash text, for_holder uuid, seconds integer
)
returns table (id uuid, state text, status smallint, headers jsonb, body text)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  kept internal.idempotency_keys;
begin
  delete from internal.idempotency_keys k
  where k.user_id = for_user and k.route = claim_request.route and k.key = claim_request.key
    and k.expires_at <= clock_timestamp();
  -- Nobody fills the table: the oldest of a thousand go.
  delete from internal.idempotency_keys k
  where k.id in (
    select o.id from internal.idempotency_keys o where o.user_id = for_user
    order by o.created_at desc offset 999);
  insert into internal.idempotency_keys as k (user_id, route, key, request_hash, holder, held_until)
  values (for_user, claim_request.route, claim_request.key, claim_request.request_hash, for_holder,
    clock_timestamp() + make_interval(secs => seconds))
  on conflict (user_id, route, key) do nothing
  returning k.* into kept;
  if found then
    return query select kept.id, 'claimed', null::smallint, kept.headers, null;
    return;
  end if;
  select k.* into kept from internal.idempotency_keys k
  where k.user_id = for_user and k.route = claim_request.route and k.key = claim_request.key
  for update;
  if not found then
    -- Given up at this moment: whoever asks again has it.
    return query select null::uuid, 'running', null::smallint, '{}'::jsonb, null;
  elsif kept.request_hash <> claim_request.request_hash then
    return query select kept.id, 'other_request', null::smallint, '{}'::jsonb, null;
  elsif kept.is_gone then
    return query select kept.id, 'gone', null::smallint, '{}'::jsonb, null;
  elsif kept.status is not null then
    return query select kept.id, 'answered', kept.status, kept.headers, kept.body;
  elsif kept.held_until > clock_timestamp() then
    return query select kept.id, 'running', null::smallint, '{}'::jsonb, null;
  else
    update internal.idempotency_keys k
    set holder = for_holder, held_until = clock_timestamp() + make_interval(secs => seconds)
    where k.id = kept.id;
    return query select kept.id, 'claimed', null::smallint, kept.headers, null;
  end if;
end;
$$;
comment on function internal.claim_request(uuid, text, text, text, uuid, integer) is
  'Whose this request is: claimed, running elsewhere, answered (with the answer), gone, or another request of the same key.';

create function internal.finish_request(
  request_id uuid, for_holder uuid, status smallint, headers jsonb, body text
)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update internal.idempotency_keys k
  set status = finish_request.status, headers = finish_request.headers, body = finish_request.body
  where k.id = request_id and k.holder = for_holder and k.status is null and not k.is_gone;
  return found;
end;
$$;
comment on function internal.finish_request(uuid, uuid, smallint, jsonb, text) is
  'Keeps the answer of a claimed request; false where somebody else has taken it over.';

create function internal.abandon_request(request_id uuid, for_holder uuid, forget boolean) returns void
language plpgsql
set search_path = ''
as $$
begin
  if forget then
    delete from internal.idempotency_keys k
    where k.id = request_id and k.holder = for_holder and k.status is null;
  else
    update internal.idempotency_keys k set held_until = clock_timestamp()
    where k.id = request_id and k.holder = for_holder and k.status is null;
  end if;
end;
$$;
comment on function internal.abandon_request(uuid, uuid, boolean) is
  'Gives a claimed request back: forgotten where nothing was created, kept under its id where nobody knows.';

grant execute on function internal.claim_request(uuid, text, text, text, uuid, integer),
  internal.finish_request(uuid, uuid, smallint, jsonb, text), internal.abandon_request(uuid, uuid, boolean)
  to service_role;

-- An answer goes with what it tells of. Definer: an owner deletes rows, and writes nothing of internal.
create function internal.forget_answers() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update internal.idempotency_keys k set status = null, headers = '{}', body = null, is_gone = true
  from old_rows o where k.id = o.request_key;
  return null;
end;
$$;
create trigger tasks_forget_answers after delete on public.tasks
  referencing old table as old_rows for each statement execute function internal.forget_answers();
create trigger calendar_events_forget_answers after delete on public.calendar_events
  referencing old table as old_rows for each statement execute function internal.forget_answers();
create trigger drafts_forget_answers after delete on public.drafts
  referencing old table as old_rows for each statement execute function internal.forget_answers();

-- An answer that is gone may be asked for again, and is then another one. Definer, for the same reason.
create function internal.forget_prompt_answers() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from internal.idempotency_keys k using old_rows o where k.id = o.id;
  return null;
end;
$$;
create trigger prompts_forget_answers after delete on internal.prompts
  referencing old table as old_rows for each statement execute function internal.forget_prompt_answers();
