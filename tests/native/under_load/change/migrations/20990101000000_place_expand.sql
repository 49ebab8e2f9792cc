-- Expand: the new column stands beside the old one, and whichever a version of the functions writes,
-- both hold it. Nothing is rewritten and nothing scanned: each lock is held for a moment.
set lock_timeout = '1s';

alter table public.calendar_events add column place text;
alter table public.calendar_events
  add constraint place_is_short check (char_length(place) <= 1000) not valid;
grant insert (place), update (place) on public.calendar_events to authenticated;

create function internal.keep_place_and_location() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.place := coalesce(new.place, new.location);
    new.location := new.place;
  elsif new.place is distinct from old.place then
    new.location := new.place;
  elsif new.location is distinct from old.location then
    new.place := new.location;
  end if;
  -- A change of neither leaves both: one of them may not be filled yet.
  return new;
end;
$$;
create trigger calendar_events_keep_place_and_location before insert or update on public.calendar_events
for each row execute function internal.keep_place_and_location();

-- Called until it returns 0, by whoever deploys or by pg_cron: each call is a transaction of its own,
-- so that no lock and no dead row is kept for long.
create function internal.fill_place(most integer default 1000) returns integer
language plpgsql
set search_path = ''
as $$
declare
  filled integer;
begin
  update public.calendar_events e set place = e.location
  where e.id in (
    select c.id from public.calendar_events c
    where c.place is null and c.location is not null
    limit most for update skip locked);
  get diagnostics filled = row_count;
  return filled;
end;
$$;

reset lock_timeout;
