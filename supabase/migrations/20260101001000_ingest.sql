-- What is known of reading: how far each resource was read, what could not be read, what was deleted.

create table internal.sync_cursors (
  user_id uuid not null references public.users (id) on delete cascade,
  linked_account_id uuid not null,
  -- What is read by this cursor: a channel, a mail folder, a calendar, a peer, an export.
  resource text not null,
  -- An import's row says nothing of what a live account has still to read.
  origin text not null default 'live',
  cursor jsonb not null default '{}',
  -- Everything at the source up to here has been read. Null: nobody can say.
  read_until timestamptz,
  -- Null: named by its connector, and not begun.
  begun_at timestamptz,
  -- When it was last read to its end. Null: never yet.
  completed_at timestamptz,
  -- Since when it is being read anew, and over which time. Null: it is not.
  reset_at timestamptz,
  reset_since timestamptz,
  reset_until timestamptz,
  updated_at timestamptz not null default now(),
  primary key (linked_account_id, resource),
  constraint origin_is_known check (origin in ('live', 'import')),
  constraint sync_cursors_account_fkey foreign key (user_id, linked_account_id)
    references public.linked_accounts (user_id, id) on delete cascade
);
create index sync_cursors_user_id_linked_account_id_idx on internal.sync_cursors (user_id, linked_account_id);

-- What was seen again since a resource's reset began; empty where nothing is being read anew.
create table internal.reset_sightings (
  linked_account_id uuid not null,
  resource text not null,
  external_id text not null,
  primary key (linked_account_id, resource, external_id),
  constraint reset_sightings_cursor_fkey foreign key (linked_account_id, resource)
    references internal.sync_cursors (linked_account_id, resource) on delete cascade
);

-- What a whole reading did not see again: its connector asks the source before any of it is deleted.
create table internal.unseen_events (
  linked_account_id uuid not null,
  resource text not null,
  event_id uuid not null references public.events (id) on delete cascade,
  primary key (linked_account_id, resource, event_id),
  constraint unseen_events_cursor_fkey foreign key (linked_account_id, resource)
    references internal.sync_cursors (linked_account_id, resource) on delete cascade
);
create index unseen_events_event_id_idx on internal.unseen_events (event_id);

-- What could not be read, for the coverage receipt: codes and numbers, never a text.
create table internal.sync_problems (
  linked_account_id uuid not null references public.linked_accounts (id) on delete cascade,
  resource text not null,
  code text not null,
  -- So many items of the resource, which add up; null: the resource itself, until it is read again.
  item_count integer,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (linked_account_id, resource, code),
  constraint code_is_code check (code ~ '^[a-z0-9_]{1,64}$'),
  constraint item_count_is_positive check (item_count > 0)
);
create index sync_problems_last_seen_at_idx on internal.sync_problems (last_seen_at);

-- That something was deleted, without a word of it: outlives the event, so that an old export or a
-- late page does not bring it back. It lives on the person and not on the account, which may be
-- linked again; a year after the deletion was last reported it is pruned.
create table internal.tombstones (
  user_id uuid not null references public.users (id) on delete cascade,
  source text not null,
  external_id text not null,
  -- Refuses this version and all before it; null: every version.
  source_version text collate "C",
  expires_at timestamptz not null default now() + interval '1 year',
  primary key (user_id, source, external_id)
);
create index tombstones_expires_at_idx on internal.tombstones (expires_at);

revoke all on internal.sync_cursors, internal.reset_sightings, internal.unseen_events, internal.sync_problems,
  internal.tombstones from public, anon, authenticated;
grant select, insert, update, delete on internal.sync_cursors, internal.reset_sightings, internal.unseen_events,
  internal.sync_problems, internal.tombstones to service_role;
alter table internal.sync_cursors enable row level security;
alter table internal.reset_sightings enable row level security;
alter table internal.unseen_events enable row level security;
alter table internal.sync_problems enable row level security;
alter table internal.tombstones enable row level security;

create function internal.link_export(
  for_user uuid, provider text, provider_account_id text, owner_name text default null
) returns uuid
language sql
set search_path = ''
as $$
  insert into public.linked_accounts as a (user_id, provider, provider_account_id, metadata)
  values (for_user, provider, provider_account_id,
    jsonb_strip_nulls(jsonb_build_object('origin', 'export', 'owner_name', left(owner_name, 200))))
  on conflict (user_id, provider, provider_account_id) do update
    set metadata = a.metadata || jsonb_strip_nulls(jsonb_build_object('owner_name', left(owner_name, 200)))
  returning id;
$$;
comment on function internal.link_export(uuid, text, text, text) is
  'The account that events read from an export belong to; it has no token and is never polled.';
grant execute on function internal.link_export(uuid, text, text, text) to service_role;

create function internal.user_by_email(wanted text) returns uuid
language sql
stable
set search_path = ''
as $$
  select u.id from public.users u where lower(u.email) = lower(wanted) order by u.created_at limit 1;
$$;
grant execute on function internal.user_by_email(text) to service_role;
