do $$
begin
  if to_regclass('realtime.messages') is not null then
    drop policy "People hear what changes for them" on realtime.messages;
  end if;
end;
$$;
drop trigger account_leases_tell_reading on internal.account_leases;
drop function internal.tell_reading();
drop trigger linked_accounts_tell_status on public.linked_accounts;
drop trigger linked_accounts_tell_linked on public.linked_accounts;
drop function internal.tell_account();
drop trigger tasks_tell_deleted on public.tasks;
drop trigger tasks_tell_changed on public.tasks;
drop trigger tasks_tell_added on public.tasks;
drop function internal.tell_tasks();
drop function internal.tell(uuid, text, jsonb);
