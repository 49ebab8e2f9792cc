select internal.refuse_to_drop('internal.prompts');
drop trigger calendar_events_forget_prompts on public.calendar_events;
drop function internal.forget_calendar_answers();
drop function internal.list_prompts(uuid, integer, timestamptz, uuid, boolean);
drop function internal.read_prompt(uuid, uuid);
drop function internal.store_prompt(uuid, uuid, text, jsonb, jsonb);
drop table internal.prompts;
