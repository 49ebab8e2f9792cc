set lock_timeout = '1s';

alter table public.calendar_events add column location text;
alter table public.calendar_events
  add constraint location_is_short check (char_length(location) <= 1000) not valid;
grant insert (location), update (location) on public.calendar_events to authenticated;

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

-- The other way round: what the contract dropped comes back from the new column.
create function internal.fill_place(most integer default 1000) returns integer
language plpgsql
set search_path = ''
as $$
declare
  filled integer;
begin
  update public.calendar_events e set location = e.place
  where e.id in (
    select c.id from public.calendar_events c
    where c.location is null and c.place is not null
    limit most for update skip locked);
  get diagnostics filled = row_count;
  return filled;
end;
$$;

reset lock_timeout;
