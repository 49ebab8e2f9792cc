-- What changes is told to the person's own clients at once, over Realtime: a private broadcast on the
-- topic "user:<id>" that says what to read again. Ids alone: what they stand for is read under RLS.
-- Where there is no Realtime (the embedded stack, a plain Postgres) nothing is told.

-- Definer: nobody but this may send, least of all the people whose writes are told of. The call is
-- made by text, because a database without Realtime has no such function.
create function internal.tell(person uuid, event text, payload jsonb) returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is null
    -- Who is being deleted is told nothing, and leaves nothing behind.
    or not exists (select 1 from public.users u where u.id = person)
  then
    return;
  end if;
  execute 'select realtime.send($1, $2, $3, true)' using payload, event, 'user:' || person;
end;
$$;
comment on function internal.tell(uuid, text, jsonb) is
  'Tells the clients of a person what has changed: an event of their private topic, with ids alone.';

-- Definer: people change tasks, and have no right to tell anything.
create function internal.tell_tasks() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- A payload is bounded: of more than a hundred at once the client is told that, and no ids.
  perform internal.tell(c.user_id, 'tasks', jsonb_build_object('ids', c.ids))
  from (
    select r.user_id, case when count(*) <= 100 then jsonb_agg(r.id order by r.id) end as ids
    from changed_rows r group by r.user_id order by r.user_id
  ) as c;
  return null;
end;
$$;
create trigger tasks_tell_added after insert on public.tasks
  referencing new table as changed_rows for each statement execute function internal.tell_tasks();
create trigger tasks_tell_changed after update on public.tasks
  referencing new table as changed_rows for each statement execute function internal.tell_tasks();
create trigger tasks_tell_deleted after delete on public.tasks
  referencing old table as changed_rows for each statement execute function internal.tell_tasks();

-- Definer: nobody who links accounts has a right to tell anything.
create function internal.tell_account() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  account public.linked_accounts := coalesce(new, old);
begin
  perform internal.tell(account.user_id, 'coverage', jsonb_build_object('account_id', account.id));
  return null;
end;
$$;
create trigger linked_accounts_tell_linked after insert or delete on public.linked_accounts
  for each row execute function internal.tell_account();
create trigger linked_accounts_tell_status after update on public.linked_accounts
  for each row when ((old.status, old.status_reason) is distinct from (new.status, new.status_reason))
  execute function internal.tell_account();

-- Definer: nobody who reads accounts has a right to tell anything.
create function internal.tell_reading() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform internal.tell(a.user_id, 'coverage', jsonb_build_object('account_id', a.id))
  from public.linked_accounts a where a.id = new.linked_account_id;
  return null;
end;
$$;
-- A reading has ended, one way or another.
create trigger account_leases_tell_reading after update on internal.account_leases
  for each row when (old.holder is not null and new.holder is null)
  execute function internal.tell_reading();

-- Listening is for oneself, and sending for nobody: there is no policy for it.
do $$
begin
  if to_regclass('realtime.messages') is not null then
    create policy "People hear what changes for them" on realtime.messages
      for select to authenticated
      using (extension = 'broadcast' and (select realtime.topic()) = 'user:' || (select auth.uid())::text);
  end if;
end;
$$;
