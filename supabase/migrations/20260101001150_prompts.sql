-- What a person asked and was answered: kept as long as everything that the answer was read from,
-- and no longer than an event. Not in public: nobody but the service writes it, and it is read by the API alone.

create table internal.prompts (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  prompt text not null,
  -- The whole answer, as it was given.
  answer jsonb not null,
  source_refs jsonb not null default '[]',
  -- The time that was read; null: whatever was found.
  window_start timestamptz,
  window_end timestamptz,
  -- What the chat model was paid for, of all its calls for this prompt.
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  -- In the currency of the configured prices; null where there are none.
  cost numeric(14, 6),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '30 days',
  constraint answer_is_object check (jsonb_typeof(answer) = 'object'),
  constraint prompt_is_bounded check (char_length(prompt) <= 4000)
);
create index prompts_user_id_created_at_idx on internal.prompts (user_id, created_at desc, id);
create index prompts_source_refs_idx on internal.prompts using gin (source_refs jsonb_path_ops);
create index prompts_expires_at_idx on internal.prompts (expires_at);
revoke all on internal.prompts from public, anon, authenticated;
grant select, insert, update, delete on internal.prompts to service_role;
alter table internal.prompts enable row level security;

create function internal.store_prompt(
  for_user uuid, prompt_id uuid, prompt text, answer jsonb, source_refs jsonb,
  input_tokens bigint default 0, output_tokens bigint default 0, cost double precision default null
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  read_from timestamptz;
  read_until timestamptz;
  already boolean := exists (select 1 from internal.prompts p where p.id = prompt_id);
begin
  perform internal.require_array('source_refs', source_refs, 10000);
  perform internal.require_short('prompt', prompt, 4000);
  if not already then
    perform internal.count_up('prompts_total', jsonb_build_object('intent', coalesce(answer ->> 'intent', 'unknown'),
      'degraded', coalesce(answer ->> 'degraded', 'false'), 'model', left(coalesce(answer ->> 'model', 'none'), 100)));
  end if;
  -- What is larger is answered and not kept; nor is what cites an event that went meanwhile.
  if pg_column_size(answer) > 1000000 or exists (
    select 1 from jsonb_array_elements(source_refs) as r
    where (r ->> 'type' = 'event' and not exists (
        select 1 from public.events e
        where e.user_id = for_user and e.id = (r ->> 'id')::uuid and e.deleted_at is null))
      or (r ->> 'type' = 'calendar_event' and not exists (
        select 1 from public.calendar_events c where c.user_id = for_user and c.id = (r ->> 'id')::uuid)))
  then
    return false;
  end if;
  -- All that was read for any part of it.
  select min((part #>> '{time_range,start}')::timestamptz), max((part #>> '{time_range,end}')::timestamptz)
  into read_from, read_until
  from (
    select store_prompt.answer -> 'response' as part
    union all
    select further -> 'response' from jsonb_array_elements(coalesce(store_prompt.answer -> 'further', '[]')) as further
  ) as parts;
  insert into internal.prompts (
    id, user_id, prompt, answer, source_refs, window_start, window_end, input_tokens, output_tokens, cost)
  values (prompt_id, for_user, store_prompt.prompt, store_prompt.answer, store_prompt.source_refs, read_from, read_until,
    store_prompt.input_tokens, store_prompt.output_tokens, store_prompt.cost)
  on conflict (id) do nothing;
  return true;
end;
$$;
comment on function internal.store_prompt(uuid, uuid, text, jsonb, jsonb, bigint, bigint, double precision) is
  'Keeps an answer; false where it is too large, or cites what is gone.';

-- What a person's prompts, drafts and summaries cost, a row a day (UTC): numbers alone.
create table internal.model_usage (
  user_id uuid not null references public.users (id) on delete cascade,
  day date not null,
  model text not null,
  calls integer not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  -- Of the calls that were made while there were prices.
  cost numeric(14, 6) not null default 0,
  primary key (user_id, day, model),
  constraint model_is_short check (char_length(model) <= 100)
);
create index model_usage_day_idx on internal.model_usage (day);
revoke all on internal.model_usage from public, anon, authenticated;
grant select, insert, update, delete on internal.model_usage to service_role;
alter table internal.model_usage enable row level security;

create function internal.record_model_usage(
  for_user uuid, model text, input_tokens bigint, output_tokens bigint, cost double precision default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform internal.require_short('model', model, 100);
  if not coalesce(input_tokens between 0 and 1e9 and output_tokens between 0 and 1e9 and coalesce(cost, 0) between 0 and 1e6, false) then
    raise exception 'tokens must be 0 to a billion, and cost 0 to a million' using errcode = 'invalid_parameter_value';
  end if;
  -- Who is gone meanwhile has no day any more; the project paid all the same.
  insert into internal.model_usage as u (user_id, day, model, calls, input_tokens, output_tokens, cost)
  select p.id, (now() at time zone 'UTC')::date, record_model_usage.model, 1, record_model_usage.input_tokens,
    record_model_usage.output_tokens, coalesce(record_model_usage.cost, 0)
  from public.users p where p.id = for_user
  on conflict on constraint model_usage_pkey do update set calls = u.calls + 1,
    input_tokens = u.input_tokens + excluded.input_tokens, output_tokens = u.output_tokens + excluded.output_tokens,
    cost = u.cost + excluded.cost;
  perform internal.count_up('model_cost_total', jsonb_build_object('model', model), coalesce(cost, 0));
  perform internal.count_up('model_tokens_total', jsonb_build_object('model', model, 'direction', 'input'), input_tokens);
  perform internal.count_up('model_tokens_total', jsonb_build_object('model', model, 'direction', 'output'), output_tokens);
end;
$$;
comment on function internal.record_model_usage(uuid, text, bigint, bigint, double precision) is
  'Adds one call of a chat model to the person''s day and to the metrics; cost in the currency of the prices, null without.';
grant execute on function internal.record_model_usage(uuid, text, bigint, bigint, double precision) to service_role;

create function internal.read_prompt(for_user uuid, prompt_id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('id', p.id, 'prompt', p.prompt, 'answer', p.answer, 'created_at', p.created_at)
  from internal.prompts p where p.user_id = for_user and p.id = prompt_id and p.expires_at > now();
$$;
comment on function internal.read_prompt(uuid, uuid) is 'One''s own {id, prompt, answer, created_at}; null where there is none.';

create function internal.list_prompts(
  for_user uuid, page_size integer, after_created_at timestamptz default null, after_id uuid default null,
  whole boolean default false
)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with page as (
    select p.id, p.prompt, p.answer ->> 'intent' as intent, p.created_at, case when whole then p.answer end as answer
    from internal.prompts p
    where p.user_id = for_user and p.expires_at > now()
      and (after_id is null or p.created_at < after_created_at or (p.created_at = after_created_at and p.id > after_id))
    order by p.created_at desc, p.id
    limit least(greatest(page_size, 1), 501)
  )
  select jsonb_build_object(
    'rows', (select coalesce(jsonb_agg(to_jsonb(p) order by p.created_at desc, p.id), '[]') from page p),
    'total', (select count(*) from internal.prompts p where p.user_id = for_user and p.expires_at > now()));
$$;
comment on function internal.list_prompts(uuid, integer, timestamptz, uuid, boolean) is
  'A page of one''s own prompts, newest first, and how many there are: {rows, total}; with their answers where whole.';

grant execute on function internal.store_prompt(uuid, uuid, text, jsonb, jsonb, bigint, bigint, double precision), internal.read_prompt(uuid, uuid),
  internal.list_prompts(uuid, integer, timestamptz, uuid, boolean) to service_role;

-- An answer that cites a meeting which its owner entered goes with it. Definer: whoever deletes the
-- meeting may not touch what is internal.
create function internal.forget_calendar_answers() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from internal.prompts p using old_rows o
  where p.user_id = o.user_id
    and p.source_refs @> jsonb_build_array(jsonb_build_object('type', 'calendar_event', 'id', o.id));
  return null;
end;
$$;
create trigger calendar_events_forget_prompts after delete on public.calendar_events
  referencing old table as old_rows for each statement execute function internal.forget_calendar_answers();
