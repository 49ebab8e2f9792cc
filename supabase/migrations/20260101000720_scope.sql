-- What a prompt may name: the places and people of a timeline, and what lies in their scope. Both
-- functions run as their caller: RLS decides whose rows there are, and for_user only narrows.

-- From one name to the next by their index: the cost grows with the names, not with the events.
create index events_user_id_place_idx on public.events (user_id, place)
  where place is not null and deleted_at is null;
create index events_user_id_author_idx on public.events (user_id, author)
  where author is not null and deleted_at is null;

create function public.timeline_names(most integer default 2000, for_user uuid default null) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  owner uuid := coalesce(for_user, auth.uid());
begin
  if most is null or most not between 1 and 5000 then
    raise exception 'most must be between 1 and 5000' using errcode = 'invalid_parameter_value';
  end if;
  return jsonb_build_object(
    'places', (
      with recursive walk as (
        (select e.place as name, 1 as count from public.events e
          where e.user_id = owner and e.deleted_at is null and e.place is not null and e.expires_at > now()
          order by e.place limit 1)
        union all
        select (select e.place from public.events e
            where e.user_id = owner and e.deleted_at is null and e.place is not null and e.expires_at > now()
              and e.place > w.name order by e.place limit 1),
          w.count + 1
        from walk w where w.name is not null and w.count < most
      )
      select coalesce(jsonb_agg(w.name), '[]') from walk w where w.name is not null),
    'people', (
      with recursive walk as (
        (select e.author as name, 1 as count from public.events e
          where e.user_id = owner and e.deleted_at is null and e.author is not null and e.expires_at > now()
          order by e.author limit 1)
        union all
        select (select e.author from public.events e
            where e.user_id = owner and e.deleted_at is null and e.author is not null and e.expires_at > now()
              and e.author > w.name order by e.author limit 1),
          w.count + 1
        from walk w where w.name is not null and w.count < most
      )
      select coalesce(jsonb_agg(w.name), '[]') from walk w where w.name is not null),
    'persons', (
      select coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'aliases', n.aliases) order by n.name, n.id), '[]')
      from (
        select k.id, k.name, k.aliases from public.entities k
        where k.user_id = owner and k.kind = 'person'
        order by k.name, k.id limit most
      ) as n));
end;
$$;
comment on function public.timeline_names is
  'The places and authors of one person''s events and the people they know, with every alias, as {places, people, persons}, in order of name, at most so many of each.';

create function public.timeline_ids(
  window_start timestamptz default null, window_end timestamptz default null, sources text[] default null,
  places text[] default null, people text[] default null, most integer default 5000, for_user uuid default null
)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
  if most is null or most not between 1 and 5001 then
    raise exception 'most must be between 1 and 5001' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(sources) > 20 then
    raise exception 'sources must have at most 20 elements' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(places) > 20 or pg_column_size(places) > 32000 then
    raise exception 'places must have at most 20 elements of 300 characters' using errcode = 'invalid_parameter_value';
  end if;
  if cardinality(people) > 20 or pg_column_size(people) > 32000 then
    raise exception 'people must have at most 20 elements of 200 characters' using errcode = 'invalid_parameter_value';
  end if;
  return array(
    select e.id from public.events e
    where e.user_id = coalesce(for_user, auth.uid()) and e.deleted_at is null and e.expires_at > now()
      and e.occurred_at >= coalesce(window_start, '-infinity') and e.occurred_at < coalesce(window_end, 'infinity')
      and (sources is null or e.source = any (sources))
      and (places is null or e.place = any (places))
      and (people is null or e.author = any (people))
    order by e.occurred_at desc, e.id
    limit most);
end;
$$;
comment on function public.timeline_ids is
  'The newest events of one person in a window that are of these sources, places and authors.';

revoke all on function public.timeline_names, public.timeline_ids from public, anon;
grant execute on function public.timeline_names, public.timeline_ids to authenticated, service_role;
