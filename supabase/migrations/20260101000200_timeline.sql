-- The timeline: threads and the events in them. Written by the service, read by their owner.

create table public.threads (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  source text not null,
  external_id text not null,
  subject text,
  participants jsonb not null default '[]',
  content_preview text,
  -- The event that subject and preview were taken from, and which version of it.
  root_external_id text,
  root_version text collate "C" not null default '',
  content_hash text not null default '',
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint source_is_known check (source in ('slack', 'telegram', 'outlook', 'calendar')),
  constraint participants_is_array check (jsonb_typeof(participants) = 'array'),
  constraint threads_user_id_source_external_id_key unique (user_id, source, external_id),
  constraint threads_user_id_id_key unique (user_id, id)
);
create index threads_user_id_source_root_external_id_idx on public.threads (user_id, source, root_external_id)
  where root_external_id is not null;
create index threads_user_id_source_last_event_at_idx on public.threads (user_id, source, last_event_at);

revoke all on public.threads from anon, authenticated, service_role;
grant select, delete on public.threads to authenticated;
grant select, insert, update, delete on public.threads to service_role;

alter table public.threads enable row level security;
create policy "Users read their own threads" on public.threads
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users delete their own threads" on public.threads
  for delete to authenticated using (user_id = (select auth.uid()));

-- Definer: whoever writes the row may call nothing in internal.
create function internal.hash_thread() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.content_hash := internal.content_hash(new.subject, new.content_preview);
  return new;
end;
$$;
create trigger threads_hash before insert or update on public.threads
  for each row execute function internal.hash_thread();
create trigger threads_set_updated_at before update on public.threads
  for each row execute function internal.set_updated_at();

create table public.events (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  source text not null,
  source_account_id uuid,
  external_id text not null,
  thread_id uuid,
  -- What of the account delivered it: a channel, a mail folder, a calendar, a peer.
  resource text,
  event_type text not null,
  title text,
  -- Who wrote it, and the conversation as a reader knows it ("#launch"); never read out of the title.
  author text,
  place text,
  -- How it reaches the owner of the timeline.
  addressed text not null default 'none',
  body text,
  -- Characters that the source had where only the beginning is kept; null: nothing was cut.
  cut_from integer,
  url text,
  text_for_embedding text,
  content_hash text not null default '',
  -- Ordered as bytes; an older version never lies over a newer one. Empty: the source has none.
  source_version text collate "C" not null default '',
  importance_score smallint not null default 0,
  -- Whether the owner wrote it; null where the source cannot tell who the owner is.
  by_owner boolean,
  -- Whether a program wrote it, or it was sent to a list.
  automated boolean not null default false,
  occurred_at timestamptz not null,
  -- Counts from ingestion, not from occurred_at: an old export is kept as long as fresh mail.
  expires_at timestamptz not null default now() + interval '30 days',
  deleted_at timestamptz,
  raw jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search tsvector generated always as (
    to_tsvector('pg_catalog.english',
      coalesce(title, '') || ' ' || left(coalesce(text_for_embedding, ''), 100000))
  ) stored,
  constraint source_is_known check (source in ('slack', 'telegram', 'outlook', 'calendar')),
  constraint event_type_is_not_empty check (event_type <> ''),
  constraint importance_score_is_percent check (importance_score between 0 and 100),
  constraint addressed_is_known check (addressed in ('none', 'mention', 'direct')),
  -- A citation's address is opened by whoever reads it: never a script.
  constraint url_is_web_address check (url ~* '^https?://'),
  constraint names_are_short check (char_length(title) <= 500 and char_length(author) <= 200
    and char_length(place) <= 300 and char_length(url) <= 2048 and char_length(external_id) <= 512),
  constraint text_is_bounded check (char_length(body) <= 70000 and char_length(text_for_embedding) <= 70000),
  constraint events_user_id_source_external_id_key unique (user_id, source, external_id),
  constraint events_user_id_id_key unique (user_id, id),
  constraint events_account_fkey foreign key (user_id, source_account_id)
    references public.linked_accounts (user_id, id) on delete set null (source_account_id),
  constraint events_thread_fkey foreign key (user_id, thread_id)
    references public.threads (user_id, id) on delete set null (thread_id)
);
create index events_user_id_source_occurred_at_idx on public.events (user_id, source, occurred_at);
create index events_user_id_occurred_at_idx on public.events (user_id, occurred_at);
create index events_user_id_expires_at_idx on public.events (user_id, expires_at);
create index events_expires_at_idx on public.events (expires_at);
create index events_deleted_at_idx on public.events (deleted_at) where deleted_at is not null;
create index events_user_id_deleted_at_idx on public.events (user_id, deleted_at) where deleted_at is not null;
create index events_user_id_thread_id_idx on public.events (user_id, thread_id);
create index events_user_id_source_account_id_source_occurred_at_idx
  on public.events (user_id, source_account_id, source, occurred_at);
create index events_source_account_id_resource_idx on public.events (source_account_id, resource, occurred_at)
  where resource is not null;
create index events_user_id_search_idx on public.events using gin (user_id, search);

revoke all on public.events from anon, authenticated, service_role;
grant select, delete on public.events to authenticated;
grant select, insert, update, delete on public.events to service_role;

alter table public.events enable row level security;
create policy "Users read their own events" on public.events
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users delete their own events" on public.events
  for delete to authenticated using (user_id = (select auth.uid()));

create trigger events_set_updated_at before update on public.events
  for each row execute function internal.set_updated_at();
