select internal.refuse_to_drop('public.calendar_events', 'public.tasks');
drop table public.calendar_events;
drop table public.tasks;
