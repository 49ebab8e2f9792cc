drop trigger drafts_forget_answers on public.drafts;
drop trigger calendar_events_forget_answers on public.calendar_events;
drop trigger tasks_forget_answers on public.tasks;
drop function internal.forget_answers();
drop function internal.abandon_request(uuid, uuid, boolean);
drop function internal.finish_request(uuid, uuid, smallint, jsonb, text);
drop function internal.claim_request(uuid, text, text, text, uuid, integer);
drop table internal.idempotency_keys;
