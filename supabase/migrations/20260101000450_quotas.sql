-- How many rows a person may write. What the service writes for them is counted and never refused.

create table internal.usage_counts (
  user_id uuid not null references public.users (id) on delete cascade,
  relation text not null,
  row_count integer not null,
  primary key (user_id, relation)
);
revoke all on internal.usage_counts from public, anon, authenticated;
grant select on internal.usage_counts to service_role;
alter table internal.usage_counts enable row level security;

-- Definer: people write the tables that are counted, and never the counts.
create function internal.count_added_rows() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  target record;
  total integer;
  a_person boolean := (select auth.uid()) is not null;
begin
  for target in select n.user_id, count(*)::integer as added from new_rows n group by n.user_id order by n.user_id loop
    if a_person and target.added > 1000 then
      raise exception 'the limit of 1000 rows of % in one request is exceeded; write them in smaller batches', tg_table_name
        using errcode = 'check_violation';
    end if;
    -- The row stays locked until commit, so that parallel requests cannot pass the limit together.
    insert into internal.usage_counts as c (user_id, relation, row_count)
    values (target.user_id, tg_table_name, target.added)
    on conflict (user_id, relation) do update set row_count = c.row_count + excluded.row_count
    returning c.row_count into total;
    if a_person and total > tg_argv[0]::integer then
      raise exception 'the limit of % rows of % is reached; delete some first', tg_argv[0], tg_table_name
        using errcode = 'check_violation';
    end if;
  end loop;
  return null;
end;
$$;

-- Definer, for the same reason.
create function internal.count_deleted_rows() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Locked in one order, because retention deletes rows of many people at once.
  perform 1 from internal.usage_counts c
  where c.relation = tg_table_name and c.user_id in (select o.user_id from old_rows o)
  order by c.user_id for update;
  update internal.usage_counts c set row_count = c.row_count - o.gone
  from (select user_id, count(*)::integer as gone from old_rows group by user_id) as o
  where c.user_id = o.user_id and c.relation = tg_table_name
    -- Who leaves takes the count along.
    and exists (select 1 from public.users u where u.id = o.user_id);
  return null;
end;
$$;

do $$
declare
  quota record;
begin
  for quota in
    select * from (values
      ('entities', 10000), ('notes', 2000), ('drafts', 2000), ('tasks', 20000), ('calendar_events', 20000)
    ) as q (relation, most_rows)
  loop
    execute format('create trigger %I after insert on public.%I referencing new table as new_rows
      for each statement execute function internal.count_added_rows(%L)',
      quota.relation || '_count_added', quota.relation, quota.most_rows);
    execute format('create trigger %I after delete on public.%I referencing old table as old_rows
      for each statement execute function internal.count_deleted_rows()',
      quota.relation || '_count_deleted', quota.relation);
  end loop;
end;
$$;
