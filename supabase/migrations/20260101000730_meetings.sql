-- When a person's meetings take place: what linked calendars say of it lies in the raw of their events,
-- whose own time is that of the last change, and what a person entered lies in calendar_events.

-- Only what a calendar sent is looked through, however long a chat is.
create index events_user_id_calendar_idx on public.events (user_id) where source = 'calendar' and deleted_at is null;

create function public.list_meetings(
  window_start timestamptz, window_end timestamptz, most integer default 2000, for_user uuid default null
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  owner uuid := coalesce(for_user, auth.uid());
  -- Days without a time belong to the reader's own zone, which is at most 14 hours away.
  starts timestamptz := window_start - interval '1 day';
  ends timestamptz := window_end + interval '1 day';
  first_text text := to_char(starts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') collate "C";
  last_text text := to_char(ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') collate "C";
begin
  if most is null or most not between 1 and 5001 then
    raise exception 'most must be between 1 and 5001' using errcode = 'invalid_parameter_value';
  end if;
  if window_start is null or window_end is null or window_start >= window_end then
    raise exception 'window_start must be before window_end' using errcode = 'invalid_parameter_value';
  end if;
  return (
    select coalesce(jsonb_agg(found.meeting order by found.meeting ->> 'id'), '[]')
    from (
      (select jsonb_build_object('kind', 'event', 'id', e.id, 'title', e.title, 'author', e.author, 'place', e.place,
          'url', e.url, 'occurred_at', e.occurred_at, 'type', e.raw -> 'type', 'series', e.raw -> 'id',
          'part_of', e.raw -> 'seriesMasterId', 'start', e.raw -> 'start', 'end', e.raw -> 'end',
          'original_start', e.raw -> 'originalStart', 'recurrence', e.raw -> 'recurrence',
          'left_out', e.raw -> 'cancelledOccurrences', 'all_day', e.raw -> 'isAllDay', 'cancelled', e.raw -> 'isCancelled',
          'shown_as', e.raw -> 'showAs', 'answered', e.raw #> '{responseStatus,response}',
          'location', e.raw #> '{location,displayName}', 'attendees', e.raw -> 'attendees') as meeting
      from public.events e
      where e.user_id = owner and e.source = 'calendar' and e.deleted_at is null and e.expires_at > now()
        and (
          -- Graph writes instants in UTC as texts of one length, which are ordered like times.
          (e.raw #>> '{start,dateTime}' collate "C" < last_text and e.raw #>> '{end,dateTime}' collate "C" >= first_text)
          -- A series goes on, and what differs from it stands for one of its days wherever it was moved to.
          or jsonb_typeof(e.raw -> 'recurrence') = 'object'
          or e.raw ->> 'type' = 'exception')
      order by e.occurred_at desc, e.id
      limit most)
      union all
      (select jsonb_build_object('kind', 'calendar_event', 'id', c.id, 'title', c.title, 'location', c.location,
          'occurred_at', c.updated_at,
          'start', jsonb_build_object('dateTime', to_char(c.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')),
          'end', jsonb_build_object('dateTime', to_char(c.end_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')))
      from public.calendar_events c
      where c.user_id = owner and c.start_at < ends and c.end_at >= starts
      order by c.start_at, c.id
      limit most)
    ) as found);
end;
$$;
comment on function public.list_meetings is
  'What may take place in [window_start, window_end) of one person''s calendars, with a day on both sides, and all series: a list of at most so many of each kind.';

revoke all on function public.list_meetings from public, anon;
grant execute on function public.list_meetings to authenticated, service_role;
