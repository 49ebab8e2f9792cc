select internal.refuse_to_drop('public.calendar_events', 'public.tasks', 'internal.dismissed_requests');
drop function public.list_calendar_events;
drop function public.list_tasks;
drop table public.calendar_events;
drop table public.tasks;
drop function internal.dismiss_requests();
drop table internal.dismissed_requests;
drop function internal.wake_snoozed_tasks();
drop function internal.note_owner_of_task();
