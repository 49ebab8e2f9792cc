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
  constraint entities_user_id_id_key unique (user_id, id),
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
  -- What it answers; null: nothing, or what is gone.
  reply_to_event_id uuid,
  source_refs jsonb not null default '[]',
  -- The model that wrote the text; null: a person did.
  model text,
  -- What a request that is sent twice finds its row by, instead of adding another.
  request_key uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint kind_is_known check (kind in ('slack_reply', 'telegram_reply', 'outlook_reply', 'note')),
  constraint content_json_is_object check (jsonb_typeof(content_json) = 'object'),
  constraint content_json_has_at_most_256_kib_and_plain_numbers check (internal.is_plain_json(content_json, 262144)),
  constraint source_refs_are_at_most_100_of_type_id_source check (internal.is_source_refs(source_refs)),
  constraint model_is_short check (char_length(model) between 1 and 100),
  constraint drafts_user_id_request_key_key unique (user_id, request_key),
  constraint drafts_reply_to_fkey foreign key (user_id, reply_to_event_id)
    references public.events (user_id, id) on delete set null (reply_to_event_id)
);
create index drafts_user_id_kind_created_at_idx on public.drafts (user_id, kind, created_at);
create index drafts_user_id_created_at_idx on public.drafts (user_id, created_at desc, id);
create index drafts_user_id_reply_to_event_id_idx on public.drafts (user_id, reply_to_event_id);

revoke all on public.entities, public.notes, public.drafts from anon, authenticated, service_role;
grant select, insert, update, delete on public.entities, public.notes, public.drafts to service_role;
-- People choose neither ids, which other rows refer to, nor times, nor hashes; an owner never changes.
grant select, delete, insert (user_id, kind, name, aliases, metadata), update (kind, name, aliases, metadata)
  on public.entities to authenticated;
grant select, delete, insert (user_id, title, body, deleted_at), update (title, body, deleted_at)
  on public.notes to authenticated;
-- What a draft answers is settled when it is written.
grant select, delete, insert (user_id, kind, content_json, reply_to_event_id, source_refs, model, request_key),
  update (kind, content_json, source_refs, model)
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

-- A draft is of the kind that its event is answered by, and cites nothing but the conversation that
-- it answers: what was said elsewhere never gets into a text that others may be sent. Definer: the
-- rule holds for whoever writes.
create function internal.check_draft() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  answered_source text;
  conversation uuid;
  known jsonb := case when tg_op = 'UPDATE' then old.source_refs else '[]' end;
begin
  -- What is no list of references at all is the check's to refuse.
  if not internal.is_source_refs(new.source_refs) or not internal.is_source_refs(known) then
    return new;
  end if;
  if new.reply_to_event_id is not null then
    select e.source, e.thread_id into answered_source, conversation
    from public.events e where e.user_id = new.user_id and e.id = new.reply_to_event_id;
    if found and new.kind <> answered_source || '_reply' then
      raise exception 'kind must be %_reply, where that is a kind of draft: the event is of %', answered_source, answered_source
        using errcode = 'check_violation', constraint = 'kind_is_of_the_answered_event';
    end if;
  end if;
  -- What it cites already may have lost its conversation, and stays.
  if exists (
    select 1 from jsonb_array_elements(new.source_refs) as r
    where not known @> jsonb_build_array(r)
      and not coalesce(r ->> 'source' = answered_source and case r ->> 'type'
        when 'event' then exists (
          select 1 from public.events e
          where e.user_id = new.user_id and e.id = (r ->> 'id')::uuid
            and (e.id = new.reply_to_event_id or e.thread_id = conversation))
        when 'thread' then (r ->> 'id')::uuid = conversation
        else false end, false))
  then
    raise exception 'source_refs may name only events and the thread of the conversation that reply_to_event_id is of'
      using errcode = 'check_violation', constraint = 'cites_its_conversation_alone';
  end if;
  return new;
end;
$$;
create trigger drafts_check before insert or update on public.drafts
  for each row execute function internal.check_draft();

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

-- In pages by keyset, page and total of one snapshot, as its caller: see list_tasks.
create function public.list_drafts(
  draft_kind text default null, page_size integer default 100,
  after_created_at timestamptz default null, after_id uuid default null
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with page as (
    select d.id, d.kind,
      case when char_length(d.content_json ->> 'text') > 2000 then left(d.content_json ->> 'text', 1999) || '…'
        else d.content_json ->> 'text' end as text,
      d.model, d.reply_to_event_id, d.source_refs, d.created_at, d.updated_at
    from public.drafts d
    where d.user_id = (select auth.uid()) and (draft_kind is null or d.kind = draft_kind)
      and (after_id is null or d.created_at < after_created_at
        or (d.created_at = after_created_at and d.id > after_id))
    order by d.created_at desc, d.id
    limit least(greatest(page_size, 1), 501)
  )
  select jsonb_build_object(
    'rows', (select coalesce(jsonb_agg(to_jsonb(p) order by p.created_at desc, p.id), '[]') from page p),
    'total', (select count(*) from public.drafts d
      where d.user_id = (select auth.uid()) and (draft_kind is null or d.kind = draft_kind)));
$$;
comment on function public.list_drafts is
  'One page of one''s own drafts, newest first, and how many there are: {rows, total}; texts over 2,000 characters end in an ellipsis.';
revoke all on function public.list_drafts from public, anon;
grant execute on function public.list_drafts to authenticated, service_role;
