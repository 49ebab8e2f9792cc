drop function public.list_meetings;
drop index public.events_user_id_calendar_idx;
