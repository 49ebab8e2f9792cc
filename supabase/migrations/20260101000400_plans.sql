-- What a person has to do and when: tasks and the in-app calendar.

create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  status text not null default 'open',
  priority text not null default 'medium',
  title text not null,
  details text,
  due_at timestamptz,
  source_event_id uuid,
  source_refs jsonb not null default '[]',
  -- Identity of a detected task, so that asking again finds it instead of adding another.
  detection_key text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint status_is_valid check (status in ('open', 'done', 'snoozed')),
  constraint priority_is_valid check (priority in ('low', 'medium', 'high')),
  constraint title_is_sized check (char_length(title) between 1 and 500),
  constraint details_is_bounded check (char_length(details) <= 20000),
  constraint source_refs_is_array check (jsonb_typeof(source_refs) = 'array'),
  constraint source_refs_is_bounded check (pg_column_size(source_refs) <= 65536),
  constraint tasks_user_id_detection_key_key unique (user_id, detection_key),
  constraint tasks_source_event_fkey foreign key (user_id, source_event_id)
    references public.events (user_id, id) on delete set null (source_event_id)
);
create index tasks_user_id_status_due_at_idx on public.tasks (user_id, status, due_at);
create index tasks_user_id_source_event_id_idx on public.tasks (user_id, source_event_id);

create table public.calendar_events (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  title text not null,
  description text,
  start_at timestamptz not null,
  end_at timestamptz not null,
  location text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint title_is_sized check (char_length(title) between 1 and 500),
  constraint description_is_bounded check (char_length(description) <= 20000),
  constraint location_is_short check (char_length(location) <= 1000),
  constraint end_is_not_before_start check (end_at >= start_at)
);
create index calendar_events_user_id_start_at_idx on public.calendar_events (user_id, start_at);

revoke all on public.tasks, public.calendar_events from anon, authenticated, service_role;
grant select, insert, update, delete on public.tasks, public.calendar_events to authenticated, service_role;

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

create trigger tasks_set_updated_at before update on public.tasks
  for each row execute function internal.set_updated_at();
create trigger calendar_events_set_updated_at before update on public.calendar_events
  for each row execute function internal.set_updated_at();
