-- What the agents wrote about a window of time: summaries and proposals.

create table public.summaries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  window_start timestamptz not null,
  window_end timestamptz not null,
  -- Which sources were read, sorted and comma separated; empty means all.
  source_filter text not null default '',
  -- Which places and people were read besides, as {places, people}; empty means all.
  scope jsonb not null default '{}',
  content_json jsonb not null,
  source_refs jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint window_is_ordered check (window_start < window_end),
  constraint content_json_is_object check (jsonb_typeof(content_json) = 'object'),
  constraint window_lies_in_years_1_to_9999 check (internal.is_instant(window_start) and internal.is_instant(window_end)),
  constraint scope_is_small_object check (jsonb_typeof(scope) = 'object' and pg_column_size(scope) <= 32000),
  constraint source_refs_are_of_type_id_source check (internal.is_source_refs(source_refs, 10000))
);
-- One summary per window and filter: asking again refreshes it.
create unique index summaries_user_id_window_start_window_end_idx
  on public.summaries (user_id, window_start, window_end, source_filter, md5(scope::text));
create index summaries_source_refs_idx on public.summaries using gin (source_refs jsonb_path_ops);

create table public.proposals (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  window_start timestamptz not null,
  window_end timestamptz not null,
  content_json jsonb not null,
  source_refs jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint window_is_ordered check (window_start < window_end),
  constraint content_json_is_object check (jsonb_typeof(content_json) = 'object'),
  constraint window_lies_in_years_1_to_9999 check (internal.is_instant(window_start) and internal.is_instant(window_end)),
  constraint source_refs_are_of_type_id_source check (internal.is_source_refs(source_refs, 10000))
);
create unique index proposals_user_id_window_start_window_end_idx
  on public.proposals (user_id, window_start, window_end);
create index proposals_source_refs_idx on public.proposals using gin (source_refs jsonb_path_ops);

revoke all on public.summaries, public.proposals from anon, authenticated, service_role;
grant select, delete on public.summaries, public.proposals to authenticated;
grant select, insert, update, delete on public.summaries, public.proposals to service_role;

alter table public.summaries enable row level security;
create policy "Users read their own summaries" on public.summaries
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users delete their own summaries" on public.summaries
  for delete to authenticated using (user_id = (select auth.uid()));

alter table public.proposals enable row level security;
create policy "Users read their own proposals" on public.proposals
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users delete their own proposals" on public.proposals
  for delete to authenticated using (user_id = (select auth.uid()));

create trigger summaries_set_updated_at before update on public.summaries
  for each row execute function internal.set_updated_at();
create trigger proposals_set_updated_at before update on public.proposals
  for each row execute function internal.set_updated_at();
