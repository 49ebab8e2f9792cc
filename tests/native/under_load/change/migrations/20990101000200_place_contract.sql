-- Contract: once no version of the functions that runs anywhere names the old column.
set lock_timeout = '1s';

drop trigger calendar_events_keep_place_and_location on public.calendar_events;
drop function internal.keep_place_and_location();
drop function internal.fill_place(integer);
alter table public.calendar_events drop column location;

reset lock_timeout;
