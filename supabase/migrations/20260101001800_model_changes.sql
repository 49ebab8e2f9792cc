-- Another embedding model: what has vectors of an earlier one gets its own in the background, while
-- searches use whichever has more of a person's objects; then the earlier vectors go.

create function internal.search_model(for_user uuid, preferred text) returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  perform internal.require_short('preferred', preferred, 100);
  if for_user is null then
    raise exception 'for_user is missing; name the person who searches' using errcode = 'invalid_parameter_value';
  end if;
  return coalesce((
    select c.embedding_model
    from internal.embedding_counts c
    where c.user_id = for_user
    group by c.embedding_model
    having sum(c.objects) > 0
    order by sum(c.objects) desc, (c.embedding_model = preferred) desc, c.embedding_model
    limit 1), preferred);
end;
$$;
comment on function internal.search_model(uuid, text) is
  'The model whose vectors a person is searched by: the one that most of their objects have, the preferred one where it has as many.';

-- Definer: the queue's table is nobody's to read. One person after the other, found by the counts:
-- no table of vectors is read from end to end.
create function internal.replace_earlier_models(model text, batch_size integer)
returns table (queued integer, dropped integer)
language plpgsql
security definer
set search_path = ''
as $$
declare
  person uuid;
  messages jsonb[];
  deleted integer;
begin
  perform internal.require_short('model', model, 100);
  if batch_size is null or batch_size not between 1 and 1000 then
    raise exception 'batch_size must be between 1 and 1000' using errcode = 'invalid_parameter_value';
  end if;
  queued := 0;
  dropped := 0;
  -- What is queued already would be queued again; one caller at a time sees an empty queue.
  if not pg_try_advisory_xact_lock(hashtext('internal.replace_earlier_models'))
    or exists (select 1 from pgmq.q_embed) then
    return next;
    return;
  end if;
  for person in
    select c.user_id from internal.embedding_counts c
    where c.embedding_model <> model
    group by c.user_id having sum(c.objects) > 0
    order by c.user_id
  loop
    select array_agg(jsonb_build_object('type', 'embed', 'version', 1, 'user_id', person,
      'object_type', w.object_type, 'object_id', w.object_id))
    into messages
    from (
      select distinct e.object_type, e.object_id
      from public.embeddings e
      where e.user_id = person and e.embedding_model <> model and e.chunk_index = 0
        and (e.expires_at is null or e.expires_at > now())
        and not exists (
          select 1 from public.embeddings n
          where n.user_id = person and n.object_type = e.object_type and n.object_id = e.object_id
            and n.chunk_index = 0 and n.embedding_model = model)
        -- What the model refused is not put to it again; a requeued letter is.
        and not exists (
          select 1 from internal.dead_letters d
          where d.queue = 'embed' and d.requeued_at is null
            and d.payload = jsonb_build_object('type', 'embed', 'version', 1, 'user_id', person,
              'object_type', e.object_type, 'object_id', e.object_id))
      limit batch_size - queued
    ) as w;
    if messages is not null then
      perform pgmq.send_batch('embed', messages);
      queued := queued + cardinality(messages);
    else
      -- All of theirs that the model takes is there: searches have gone over to it.
      delete from public.embeddings x
      where x.id in (
        select e.id from public.embeddings e
        where e.user_id = person and e.embedding_model <> model
          and exists (
            select 1 from public.embeddings n
            where n.user_id = person and n.object_type = e.object_type and n.object_id = e.object_id
              and n.chunk_index = 0 and n.embedding_model = model)
        limit batch_size - dropped);
      get diagnostics deleted = row_count;
      dropped := dropped + deleted;
    end if;
    exit when queued >= batch_size or dropped >= batch_size;
  end loop;
  return next;
end;
$$;
comment on function internal.replace_earlier_models(text, integer) is
  'Queues at most batch_size objects that have vectors of other models and none of this one, where nothing is queued; of people without such objects it drops at most batch_size vectors of other models.';

grant execute on function internal.search_model(uuid, text), internal.replace_earlier_models(text, integer) to service_role;
