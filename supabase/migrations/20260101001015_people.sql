-- Who is who over all sources: people of the timeline become entities, one a person, with the
-- addresses, ids and names that they are known by as aliases. Only what tells people apart for good
-- merges them (a mail address, a provider's id); a name never does, since two people may share it.

create table internal.people (
  id bigint generated always as identity primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  -- Null: an archive that names no account.
  linked_account_id uuid,
  key text not null,
  name text not null,
  entity_id uuid not null,
  constraint people_account_fkey foreign key (user_id, linked_account_id)
    references public.linked_accounts (user_id, id) on delete cascade,
  constraint people_entity_fkey foreign key (user_id, entity_id)
    references public.entities (user_id, id) on delete cascade,
  constraint key_is_sized check (char_length(key) between 1 and 320),
  constraint name_is_sized check (char_length(name) between 1 and 200),
  constraint people_are_sighted_once unique nulls not distinct (user_id, linked_account_id, key, name)
);
create index people_user_id_key_idx on internal.people (user_id, key);
create index people_user_id_entity_id_idx on internal.people (user_id, entity_id);
comment on table internal.people is
  'What an entity''s aliases rest on: in this account somebody with this key was seen under this name.';
revoke all on internal.people from public, anon, authenticated;
grant select, insert, update, delete on internal.people to service_role;
alter table internal.people enable row level security;

create function internal.joined_aliases(present jsonb, more text[]) returns jsonb
language sql
immutable
set search_path = ''
as $$
  -- What is there stays in its order; 100 is what an entity may have.
  select coalesce(jsonb_agg(a.alias order by a.place), '[]') from (
    select g.alias, min(g.place) as place from (
      select p.alias, p.place from jsonb_array_elements_text(present) with ordinality as p (alias, place)
      union all
      select m.alias, 1000 + m.place from unnest(more) with ordinality as m (alias, place)
    ) as g
    group by g.alias order by min(g.place) limit 100
  ) as a;
$$;

-- One person, seen under these keys and names: the entity that has one of the keys, or a new one.
create function internal.store_person(owner uuid, account uuid, keys text[], names text[]) returns void
language plpgsql
set search_path = ''
as $$
declare
  found_ids uuid[];
  target uuid;
begin
  -- One that a person made goes before those that were made of their timeline.
  found_ids := array(
    select n.id from public.entities n
    where n.user_id = owner and n.kind = 'person' and (n.aliases ?| keys
      or n.id in (select p.entity_id from internal.people p where p.user_id = owner and p.key = any (keys)))
    order by (n.metadata ->> 'made_by') is not distinct from 'timeline', n.created_at, n.id);
  target := found_ids[1];
  if target is null then
    -- Bounded: people's own entities must find room beside these.
    if (select count(*) from public.entities n
        where n.user_id = owner and n.kind = 'person' and n.metadata ->> 'made_by' = 'timeline') >= 5000 then
      return;
    end if;
    insert into public.entities (user_id, kind, name, aliases, metadata)
    values (owner, 'person', names[1], internal.joined_aliases('[]', keys || names), '{"made_by": "timeline"}')
    returning id into target;
  else
    update public.entities n
    set aliases = a.aliases,
      -- An address stood in for a name.
      name = case when n.name = any (keys) and n.metadata ->> 'made_by' = 'timeline' then names[1] else n.name end
    from (
      select internal.joined_aliases(t.aliases, keys || names || array(
        select jsonb_array_elements_text(o.aliases) from public.entities o
        where o.id = any (found_ids[2:]) and o.metadata ->> 'made_by' = 'timeline' order by o.created_at, o.id)) as aliases
      from public.entities t where t.id = target
    ) as a
    where n.id = target and n.aliases is distinct from a.aliases;
    update internal.people p set entity_id = target
    where p.user_id = owner and p.entity_id = any (found_ids[2:]) and exists (
      select 1 from public.entities o where o.id = p.entity_id and o.metadata ->> 'made_by' = 'timeline');
    delete from public.entities o where o.id = any (found_ids[2:]) and o.metadata ->> 'made_by' = 'timeline';
  end if;
  insert into internal.people as p (user_id, linked_account_id, key, name, entity_id)
  select owner, account, k, n, target from unnest(keys) as k cross join unnest(names) as n
  on conflict on constraint people_are_sighted_once do update set entity_id = excluded.entity_id
    where p.entity_id <> excluded.entity_id;
end;
$$;
comment on function internal.store_person(uuid, uuid, text[], text[]) is
  'Makes, completes or merges the entity of somebody with these keys; the first name is what they are shown by.';

create function internal.store_people(owner uuid, account uuid, events jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  seen record;
begin
  -- Of everybody on the page those of whom something is new; on most pages that is nobody.
  for seen in
    select e.keys, (select array_agg(n.name order by n.place) from (
        select g.name, min(g.place) as place from (
          select e.author as name, 0 as place
          union all
          select w.name, w.place from jsonb_array_elements_text(e.names) with ordinality as w (name, place)
        ) as g where g.name <> '' group by g.name
      ) as n) as names
    from (
      select distinct g.author, coalesce(g.person -> 'names', '[]') as names,
        array(select distinct k from jsonb_array_elements_text(g.person -> 'keys') as k order by k) as keys
      from jsonb_to_recordset(events) as g (author text, person jsonb, deleted boolean, automated boolean)
      where g.author <> '' and g.deleted is not true and g.automated is not true
        and jsonb_array_length(g.person -> 'keys') > 0
    ) as e
    where exists (
      select 1 from unnest(e.keys) as k cross join (
        select e.author as name union all select jsonb_array_elements_text(e.names)) as n
      where n.name <> '' and not exists (
        select 1 from internal.people p
        where p.user_id = owner and p.linked_account_id is not distinct from account and p.key = k and p.name = n.name))
    order by e.keys, e.author
  loop
    -- Two sources may meet the same person at once.
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(owner::text || 'people', 0));
    perform internal.store_person(owner, account, seen.keys, seen.names);
  end loop;
end;
$$;
comment on function internal.store_people(uuid, uuid, jsonb) is
  'Keeps the entities of who wrote these events; programs are nobody. Idempotent.';

-- An alias goes with the last sighting that it rests on, and with the last alias an entity that
-- nobody made by hand. Definer: rows go by cascade, whoever deletes the account.
create function internal.forget_sightings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.entities n
  where n.id in (select o.entity_id from old_rows o) and n.metadata ->> 'made_by' = 'timeline'
    and not exists (select 1 from internal.people p where p.user_id = n.user_id and p.entity_id = n.id);
  update public.entities n
  set aliases = kept.aliases, name = case when n.name = any (kept.lost) then kept.shown else n.name end
  from (
    select g.user_id, g.entity_id, g.lost,
      (select coalesce(jsonb_agg(a.alias order by a.place), '[]')
        from jsonb_array_elements_text(e.aliases) with ordinality as a (alias, place)
        where a.alias <> all (g.lost)) as aliases,
      coalesce((select min(p.name) from internal.people p
        where p.user_id = g.user_id and p.entity_id = g.entity_id), e.name) as shown
    from (
      select o.user_id, o.entity_id, array_agg(distinct w.word) as lost
      from old_rows o cross join lateral (values (o.key), (o.name)) as w (word)
      where not exists (
        select 1 from internal.people p
        where p.user_id = o.user_id and p.entity_id = o.entity_id and w.word in (p.key, p.name))
      group by o.user_id, o.entity_id
    ) as g
    join public.entities e on e.id = g.entity_id and e.metadata ->> 'made_by' = 'timeline'
  ) as kept
  where n.id = kept.entity_id;
  return null;
end;
$$;
create trigger people_forget_sightings after delete on internal.people
  referencing old table as old_rows for each statement execute function internal.forget_sightings();

create function internal.forget_people(for_user uuid, most integer default 10000) returns integer
language plpgsql
set search_path = ''
as $$
declare
  forgotten integer;
begin
  delete from internal.people p
  where p.id = any (array(
    select o.id from internal.people o
    where (for_user is null or o.user_id = for_user) and not exists (
      select 1 from internal.people own
      join public.events e on e.user_id = own.user_id and e.author = own.name and e.deleted_at is null
        and e.source_account_id is not distinct from own.linked_account_id
      where own.user_id = o.user_id and own.key = o.key and own.linked_account_id is not distinct from o.linked_account_id)
    limit most));
  get diagnostics forgotten = row_count;
  return forgotten;
end;
$$;
comment on function internal.forget_people(uuid, integer) is
  'Forgets who has no event left in an account, of one person''s timeline or of all; returns how many sightings went.';

grant execute on function internal.joined_aliases(jsonb, text[]), internal.store_person(uuid, uuid, text[], text[]),
  internal.store_people(uuid, uuid, jsonb), internal.forget_people(uuid, integer) to service_role;
