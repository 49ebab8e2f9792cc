set lock_timeout = '1s';

drop trigger calendar_events_keep_place_and_location on public.calendar_events;
drop function internal.keep_place_and_location();
drop function internal.fill_place(integer);
alter table public.calendar_events drop column place;

reset lock_timeout;
