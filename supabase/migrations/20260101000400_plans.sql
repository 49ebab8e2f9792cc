-- What a person has to do and when: tasks and the in-app calendar.

create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  status text not null default 'open',
  -- Why a detected task is done though nobody said so: what was said later in its conversation.
  status_reason text,
  -- From then on nothing but its owner opens or closes it.
  changed_by_owner boolean not null default false,
  priority text not null default 'medium',
  -- The order of a list in its index: by urgency, not by the alphabet.
  priority_rank smallint not null generated always as (
    case priority when 'high' then 0 when 'medium' then 1 else 2 end) stored,
  title text not null,
  details text,
  due_at timestamptz,
  -- When a snoozed task opens again by itself; null: it does not.
  snoozed_until timestamptz,
  source_event_id uuid,
  source_refs jsonb not null default '[]',
  -- What a request that is sent twice finds its row by, instead of adding another.
  request_key uuid,
  -- Identity of a detected task, so that asking again finds it instead of adding another.
  detection_key text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint status_is_valid check (status in ('open', 'done', 'snoozed')),
  constraint status_reason_is_valid check (status_reason in ('done', 'answered', 'withdrawn')),
  constraint priority_is_valid check (priority in ('low', 'medium', 'high')),
  constraint title_is_sized check (char_length(title) between 1 and 500),
  constraint details_is_bounded check (char_length(details) <= 20000),
  constraint due_at_lies_in_years_1_to_9999 check (internal.is_instant(due_at)),
  constraint snoozed_until_lies_in_years_1_to_9999 check (internal.is_instant(snoozed_until)),
  constraint snoozed_until_goes_with_snoozed check (snoozed_until is null or status = 'snoozed'),
  constraint source_refs_are_at_most_100_of_type_id_source check (internal.is_source_refs(source_refs)),
  constraint tasks_user_id_detection_key_key unique (user_id, detection_key),
  constraint tasks_user_id_request_key_key unique (user_id, request_key),
  constraint tasks_source_event_fkey foreign key (user_id, source_event_id)
    references public.events (user_id, id) on delete set null (source_event_id)
);
create index tasks_user_id_status_due_at_idx on public.tasks (user_id, status, due_at);
create index tasks_user_id_status_list_idx on public.tasks (user_id, status, priority_rank, due_at, created_at desc, id);
create index tasks_user_id_source_event_id_idx on public.tasks (user_id, source_event_id);
create index tasks_snoozed_until_idx on public.tasks (snoozed_until) where snoozed_until is not null;

create table public.calendar_events (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  title text not null,
  description text,
  start_at timestamptz not null,
  end_at timestamptz not null,
  location text,
  request_key uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint title_is_sized check (char_length(title) between 1 and 500),
  constraint description_is_bounded check (char_length(description) <= 20000),
  constraint location_is_short check (char_length(location) <= 1000),
  constraint start_at_lies_in_years_1_to_9999 check (internal.is_instant(start_at)),
  constraint end_at_lies_in_years_1_to_9999 check (internal.is_instant(end_at)),
  constraint end_is_not_before_start check (end_at >= start_at),
  constraint calendar_events_user_id_request_key_key unique (user_id, request_key)
);
create index calendar_events_user_id_start_at_idx on public.calendar_events (user_id, start_at, id);

revoke all on public.tasks, public.calendar_events from anon, authenticated, service_role;
grant select, insert, update, delete on public.tasks, public.calendar_events to service_role;
-- Neither ids, times nor the identity of a detected task are a person's to choose.
grant select, delete,
  insert (user_id, status, priority, title, details, due_at, snoozed_until, source_event_id, source_refs, request_key),
  update (status, priority, title, details, due_at, snoozed_until, source_event_id, source_refs)
  on public.tasks to authenticated;
grant select, delete,
  insert (user_id, title, description, start_at, end_at, location, request_key),
  update (title, description, start_at, end_at, location)
  on public.calendar_events to authenticated;

alter table public.tasks enable row level security;
create policy "Users read their own tasks" on public.tasks
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users add their own tasks" on public.tasks
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users change their own tasks" on public.tasks
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users delete their own tasks" on public.tasks
  for delete to authenticated using (user_id = (select auth.uid()));

alter table public.calendar_events enable row level security;
create policy "Users read their own calendar" on public.calendar_events
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users add to their own calendar" on public.calendar_events
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users change their own calendar" on public.calendar_events
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users delete from their own calendar" on public.calendar_events
  for delete to authenticated using (user_id = (select auth.uid()));

create function internal.note_owner_of_task() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if current_user = 'authenticated' then
    new.changed_by_owner := true;
    if new.status is distinct from old.status then
      new.status_reason := null;
    end if;
  end if;
  -- A task that is opened or done is not snoozed any longer, whoever said so.
  if new.status <> 'snoozed' and new.snoozed_until is not distinct from old.snoozed_until then
    new.snoozed_until := null;
  end if;
  return new;
end;
$$;
create trigger tasks_note_owner before update on public.tasks
  for each row execute function internal.note_owner_of_task();

create function internal.wake_snoozed_tasks() returns bigint
language plpgsql
set search_path = ''
as $$
declare
  woken bigint;
begin
  update public.tasks t set status = 'open'
  where t.id in (
    select s.id from public.tasks s
    where s.status = 'snoozed' and s.snoozed_until <= now()
    order by s.snoozed_until limit 1000 for update skip locked);
  get diagnostics woken = row_count;
  return woken;
end;
$$;
comment on function internal.wake_snoozed_tasks() is 'Opens the tasks whose time has come, at most 1,000; returns how many.';
grant execute on function internal.wake_snoozed_tasks() to service_role;

-- The requests whose tasks their owner deleted: what is detected again is not brought back.
create table internal.dismissed_requests (
  user_id uuid not null,
  event_id uuid not null,
  primary key (user_id, event_id),
  constraint dismissed_requests_event_fkey foreign key (user_id, event_id)
    references public.events (user_id, id) on delete cascade
);
revoke all on internal.dismissed_requests from public, anon, authenticated;
grant select, insert, update, delete on internal.dismissed_requests to service_role;
alter table internal.dismissed_requests enable row level security;

-- Definer: an owner deletes tasks, and writes nothing of internal.
create function internal.dismiss_requests() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into internal.dismissed_requests (user_id, event_id)
  select distinct o.user_id, e.id
  from old_rows o
  cross join lateral (
    select o.source_event_id as id
    union all
    select (r ->> 'id')::uuid from jsonb_array_elements(o.source_refs) as r where r ->> 'type' = 'event'
  ) as named
  join public.events e on e.user_id = o.user_id and e.id = named.id
  where o.detection_key is not null
  on conflict do nothing;
  return null;
end;
$$;
create trigger tasks_dismiss_requests after delete on public.tasks
  referencing old table as old_rows for each statement execute function internal.dismiss_requests();

create trigger tasks_set_updated_at before update on public.tasks
  for each row execute function internal.set_updated_at();
create trigger calendar_events_set_updated_at before update on public.calendar_events
  for each row execute function internal.set_updated_at();

-- Lists come in pages by keyset: each starts behind the last row of the one before, so nothing is
-- repeated or left out while rows arrive. Page and totals are of one snapshot. Both run as their caller.
create function public.list_tasks(
  task_status text, task_priority text default null, page_size integer default 100, after_rank integer default null,
  after_due_at timestamptz default null, after_created_at timestamptz default null, after_id uuid default null
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with page as (
    select t.id, t.status, t.status_reason, t.priority, t.title,
      case when char_length(t.details) > 2000 then left(t.details, 1999) || '…' else t.details end as details,
      t.due_at, t.snoozed_until, t.source_event_id, t.source_refs, t.created_at, t.updated_at, t.priority_rank
    from public.tasks t
    where t.user_id = (select auth.uid()) and t.status = task_status
      and (task_priority is null or t.priority = task_priority)
      and (after_id is null or t.priority_rank > after_rank
        or (t.priority_rank = after_rank and (
          coalesce(t.due_at, 'infinity') > coalesce(after_due_at, 'infinity')
          or (t.due_at is not distinct from after_due_at
            and (t.created_at < after_created_at or (t.created_at = after_created_at and t.id > after_id))))))
    order by t.priority_rank, t.due_at nulls last, t.created_at desc, t.id
    limit least(greatest(page_size, 1), 501)
  )
  select jsonb_build_object(
    'rows', (select coalesce(jsonb_agg(to_jsonb(p) order by p.priority_rank, p.due_at nulls last, p.created_at desc, p.id), '[]')
      from page p),
    'by_priority', (select jsonb_build_object('high', count(*) filter (where t.priority = 'high'),
        'medium', count(*) filter (where t.priority = 'medium'), 'low', count(*) filter (where t.priority = 'low'))
      from public.tasks t
      where t.user_id = (select auth.uid()) and t.status = task_status
        and (task_priority is null or t.priority = task_priority)));
$$;
comment on function public.list_tasks is
  'One page of one''s own tasks, most urgent first, and how many there are: {rows, by_priority}; details over 2,000 characters end in an ellipsis.';

create function public.list_calendar_events(
  from_time timestamptz default null, until_time timestamptz default null, page_size integer default 100,
  after_start_at timestamptz default null, after_id uuid default null
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with page as (
    select e.id, e.title,
      case when char_length(e.description) > 2000 then left(e.description, 1999) || '…' else e.description end as description,
      e.start_at, e.end_at, e.location, e.created_at, e.updated_at
    from public.calendar_events e
    where e.user_id = (select auth.uid()) and (until_time is null or e.start_at < until_time)
      -- An event without length lies at its start; any other has ended by its end.
      and (from_time is null or e.end_at > from_time or e.start_at >= from_time)
      and (after_id is null or (e.start_at, e.id) > (after_start_at, after_id))
    order by e.start_at, e.id
    limit least(greatest(page_size, 1), 501)
  )
  select jsonb_build_object(
    'rows', (select coalesce(jsonb_agg(to_jsonb(p) order by p.start_at, p.id), '[]') from page p),
    'total', (select count(*) from public.calendar_events e
      where e.user_id = (select auth.uid()) and (until_time is null or e.start_at < until_time)
        and (from_time is null or e.end_at > from_time or e.start_at >= from_time)));
$$;
comment on function public.list_calendar_events is
  'One page of one''s own calendar that overlaps [from_time, until_time), by start, and how many there are: {rows, total}; descriptions over 2,000 characters end in an ellipsis.';

revoke all on function public.list_tasks, public.list_calendar_events from public, anon;
grant execute on function public.list_tasks, public.list_calendar_events to authenticated, service_role;
