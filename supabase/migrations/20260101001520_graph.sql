-- Who is in the graph. Most people's vectors never are: their codes are compared in milliseconds, and
-- a graph over everybody would take thirty times the memory. Whoever has more rows than the upper
-- border is taken in, row by row, and put out again when fewer than the lower one are left: the
-- distance between the two keeps a person who stays near one from going to and fro.

create table internal.graph_members (
  user_id uuid not null references public.users (id) on delete cascade,
  embedding_model text not null,
  -- Below the lower border: rows are being put out, then the member goes.
  leaving boolean not null default false,
  primary key (user_id, embedding_model)
);
revoke all on internal.graph_members from public, anon, authenticated;
grant select on internal.graph_members to service_role;
alter table internal.graph_members enable row level security;

-- Rows that are in already; none, unless this migration was rolled back before.
insert into internal.graph_members (user_id, embedding_model)
select distinct e.user_id, e.embedding_model from public.embeddings e where e.in_graph;

create function internal.choose_graph_members(upper_border integer default 25000, lower_border integer default 12500)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  changed integer;
begin
  if lower_border is null or upper_border is null or lower_border not between 1 and upper_border then
    raise exception 'lower_border must be at least 1 and at most upper_border' using errcode = 'invalid_parameter_value';
  end if;
  with sizes as materialized (
    select c.user_id, c.embedding_model, sum(c.chunks) as chunks
    from internal.embedding_counts c group by 1, 2
  ), large as (
    -- Locked, so that nobody leaves in between: the counts outlive a person for a while.
    select s.user_id, s.embedding_model
    from sizes s join public.users u on u.id = s.user_id
    where s.chunks >= upper_border
    for key share of u
  ), taken as (
    insert into internal.graph_members as m (user_id, embedding_model)
    select l.user_id, l.embedding_model from large l
    on conflict (user_id, embedding_model) do update set leaving = false where m.leaving
    returning 1
  ), put_out as (
    update internal.graph_members m set leaving = true
    where not m.leaving and coalesce((select s.chunks from sizes s
      where s.user_id = m.user_id and s.embedding_model = m.embedding_model), 0) < lower_border
    returning 1
  )
  select (select count(*) from taken) + (select count(*) from put_out) into changed;
  return changed;
end;
$$;
comment on function internal.choose_graph_members(integer, integer) is
  'Takes in who has reached upper_border rows of a model, and puts out who has fewer than lower_border; returns how many changed. The rows follow by move_graph_rows.';

create function internal.move_graph_rows(most integer default 500, budget interval default '2 seconds') returns integer
language plpgsql
set search_path = ''
-- Few rows by their index, however large the person.
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  started constant timestamptz := clock_timestamp();
  total integer := 0;
  moved integer;
begin
  if most is null or most not between 1 and 10000 then
    raise exception 'most must be between 1 and 10000' using errcode = 'invalid_parameter_value';
  end if;
  if budget is null or budget not between interval '0' and interval '1 minute' then
    raise exception 'budget must be at most a minute' using errcode = 'invalid_parameter_value';
  end if;
  loop
    -- Which rows are left is seen in the rows themselves, so a run that was cut short needs no record.
    -- A member is held meanwhile, so that it neither turns round nor goes while its rows are on their
    -- way; what somebody else holds is left for the next run, so nobody waits for this one for long.
    with held as materialized (
      select m.user_id, m.embedding_model, m.leaving
      from internal.graph_members m
      where exists (select 1 from public.embeddings e
        where e.user_id = m.user_id and e.embedding_model = m.embedding_model and e.in_graph = m.leaving)
      limit 1
      for update of m skip locked
    ), wrong as materialized (
      select e.id, h.leaving
      from held h
      join public.embeddings e
        on e.user_id = h.user_id and e.embedding_model = h.embedding_model and e.in_graph = h.leaving
      limit least(25, most - total)
      for update of e skip locked
    )
    update public.embeddings e set in_graph = not w.leaving from wrong w where e.id = w.id;
    get diagnostics moved = row_count;
    total := total + moved;
    exit when moved = 0 or total >= most or clock_timestamp() >= started + budget;
  end loop;
  delete from internal.graph_members m
  where m.leaving and not exists (select 1 from public.embeddings e
    where e.user_id = m.user_id and e.embedding_model = m.embedding_model and e.in_graph);
  return total;
end;
$$;
comment on function internal.move_graph_rows(integer, interval) is
  'Takes rows of members into the graph, or out of it, until most are moved or the budget is used; returns how many. Searches find every row once before, during and after it.';

-- At some milliseconds a row, a person of 50,000 rows is in within an hour or two, and found by code until then.
select cron.schedule('prometheus-graph-members', '*/10 * * * *', 'select internal.choose_graph_members()');
select cron.schedule('prometheus-graph-rows', '30 seconds', 'select internal.move_graph_rows()');
