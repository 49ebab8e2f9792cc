-- What a person writes themselves: entities, notes, drafts.

create table public.entities (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  kind text not null,
  name text not null,
  aliases jsonb not null default '[]',
  metadata jsonb not null default '{}',
  content_hash text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint kind_is_known check (kind in ('person', 'org', 'project', 'topic')),
  constraint name_is_sized check (char_length(name) between 1 and 500),
  constraint aliases_are_at_most_100_texts_of_500_characters check (internal.is_text_list(aliases, 100, 500)),
  constraint metadata_is_object check (jsonb_typeof(metadata) = 'object'),
  constraint metadata_has_at_most_64_kib_and_plain_numbers check (internal.is_plain_json(metadata, 65536))
);
create index entities_user_id_kind_name_idx on public.entities (user_id, kind, name);

create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  title text,
  body text not null,
  content_hash text not null default '',
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search tsvector generated always as (
    to_tsvector('pg_catalog.english', coalesce(title, '') || ' ' || left(body, 100000))
  ) stored,
  constraint title_is_short check (char_length(title) <= 500),
  constraint body_is_bounded check (char_length(body) <= 200000),
  constraint deleted_at_lies_in_years_1_to_9999 check (internal.is_instant(deleted_at))
);
create index notes_user_id_updated_at_idx on public.notes (user_id, updated_at);
create index notes_user_id_search_idx on public.notes using gin (user_id, search);

create table public.drafts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null default auth.uid() references public.users (id) on delete cascade,
  kind text not null,
  content_json jsonb not null,
  content_hash text not null default '',
  source_refs jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint kind_is_known check (kind in ('slack_reply', 'telegram_reply', 'outlook_reply', 'note')),
  constraint content_json_is_object check (jsonb_typeof(content_json) = 'object'),
  constraint content_json_has_at_most_256_kib_and_plain_numbers check (internal.is_plain_json(content_json, 262144)),
  constraint source_refs_are_at_most_100_of_type_id_source check (internal.is_source_refs(source_refs))
);
create index drafts_user_id_kind_created_at_idx on public.drafts (user_id, kind, created_at);

revoke all on public.entities, public.notes, public.drafts from anon, authenticated, service_role;
grant select, insert, update, delete on public.entities, public.notes, public.drafts to service_role;
-- People choose neither ids, which other rows refer to, nor times, nor hashes; an owner never changes.
grant select, delete, insert (user_id, kind, name, aliases, metadata), update (kind, name, aliases, metadata)
  on public.entities to authenticated;
grant select, delete, insert (user_id, title, body, deleted_at), update (title, body, deleted_at)
  on public.notes to authenticated;
grant select, delete, insert (user_id, kind, content_json, source_refs), update (kind, content_json, source_refs)
  on public.drafts to authenticated;

alter table public.entities enable row level security;
create policy "Users read their own entities" on public.entities
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users add their own entities" on public.entities
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users change their own entities" on public.entities
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users delete their own entities" on public.entities
  for delete to authenticated using (user_id = (select auth.uid()));

alter table public.notes enable row level security;
create policy "Users read their own notes" on public.notes
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users add their own notes" on public.notes
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users change their own notes" on public.notes
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users delete their own notes" on public.notes
  for delete to authenticated using (user_id = (select auth.uid()));

alter table public.drafts enable row level security;
create policy "Users read their own drafts" on public.drafts
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users add their own drafts" on public.drafts
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users change their own drafts" on public.drafts
  for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users delete their own drafts" on public.drafts
  for delete to authenticated using (user_id = (select auth.uid()));

-- Hashes are computed here because clients write these tables themselves. Definers: those clients
-- may call nothing in internal.
create function internal.hash_entity() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.content_hash := internal.content_hash(new.kind, new.name, new.aliases::text);
  return new;
end;
$$;

create function internal.hash_note() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- A note taken back from the bin is embedded again, so the mark belongs to the hash.
  new.content_hash := internal.content_hash(new.title, new.body, (new.deleted_at is not null)::text);
  return new;
end;
$$;

create function internal.hash_draft() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.content_hash := internal.content_hash(new.kind, new.content_json::text);
  return new;
end;
$$;

create trigger entities_hash before insert or update on public.entities
  for each row execute function internal.hash_entity();
create trigger entities_set_updated_at before update on public.entities
  for each row execute function internal.set_updated_at();
create trigger notes_hash before insert or update on public.notes
  for each row execute function internal.hash_note();
create trigger notes_set_updated_at before update on public.notes
  for each row execute function internal.set_updated_at();
create trigger drafts_hash before insert or update on public.drafts
  for each row execute function internal.hash_draft();
create trigger drafts_set_updated_at before update on public.drafts
  for each row execute function internal.set_updated_at();
