-- Whatever can be embedded is queued by the write itself, so no writer can forget it.

-- Definer: a signed-in person writes notes, and may touch neither queue nor vectors.
create function internal.queue_embedding() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  messages jsonb[];
begin
  -- Who was found in the timeline is looked up by name, not by meaning.
  if tg_op = 'INSERT' then
    select array_agg(jsonb_build_object('type', 'embed', 'version', 1, 'user_id', n.user_id,
      'object_type', tg_argv[0], 'object_id', n.id))
    into messages from new_rows n
    where case when tg_argv[0] = 'entity' then to_jsonb(n) #>> '{metadata,made_by}' is distinct from 'timeline' else true end;
  else
    select array_agg(jsonb_build_object('type', 'embed', 'version', 1, 'user_id', n.user_id,
      'object_type', tg_argv[0], 'object_id', n.id))
    into messages from new_rows n join old_rows o using (id)
    where n.content_hash is distinct from o.content_hash
      and case when tg_argv[0] = 'entity' then to_jsonb(n) #>> '{metadata,made_by}' is distinct from 'timeline' else true end;
  end if;
  if messages is not null then
    perform pgmq.send_batch('embed', messages);
  end if;
  return null;
end;
$$;

-- What had no vector here may have one in a store that is not this database: the embed job finds the
-- object gone, and has the store forget it.
create function internal.queue_forgetting(object_type text, owners uuid[], ids uuid[]) returns void
language plpgsql
set search_path = ''
as $$
begin
  if cardinality(ids) > 0 then
    perform pgmq.send_batch('embed', array(
      select jsonb_build_object('type', 'embed', 'version', 1, 'user_id', g.owner,
        'object_type', object_type, 'object_id', g.id)
      from unnest(owners, ids) as g (owner, id)));
  end if;
end;
$$;

-- Definer: an owner may delete a note, never an embedding, and may not touch the queue.
create function internal.forget_embeddings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  owners uuid[];
  ids uuid[];
begin
  with forgotten as (
    delete from public.embeddings e using old_rows o
    where e.user_id = o.user_id and e.object_type = tg_argv[0] and e.object_id = o.id
    returning e.object_id
  )
  select array_agg(o.user_id order by o.id), array_agg(o.id order by o.id) into owners, ids
  from old_rows o where o.id not in (select f.object_id from forgotten f);
  -- Retention has had every store forget these before it deletes them.
  if current_setting('prometheus.vectors_forgotten', true) is distinct from 'on' then
    perform internal.queue_forgetting(tg_argv[0], owners, ids);
  end if;
  return null;
end;
$$;

-- Definer, for the same reason; for tables whose rows can be marked as deleted.
create function internal.forget_marked_embeddings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  owners uuid[];
  ids uuid[];
begin
  with marked as materialized (
    select n.user_id, n.id
    from new_rows n join old_rows o using (id)
    where n.deleted_at is not null and o.deleted_at is null
  ), forgotten as (
    delete from public.embeddings e using marked m
    where e.user_id = m.user_id and e.object_type = tg_argv[0] and e.object_id = m.id
    returning e.object_id
  )
  select array_agg(m.user_id order by m.id), array_agg(m.id order by m.id) into owners, ids
  from marked m where m.id not in (select f.object_id from forgotten f);
  perform internal.queue_forgetting(tg_argv[0], owners, ids);
  return null;
end;
$$;

create trigger events_queue_embedding_on_insert after insert on public.events
  referencing new table as new_rows for each statement execute function internal.queue_embedding('event');
create trigger events_queue_embedding_on_update after update on public.events
  referencing old table as old_rows new table as new_rows for each statement execute function internal.queue_embedding('event');
create trigger threads_queue_embedding_on_insert after insert on public.threads
  referencing new table as new_rows for each statement execute function internal.queue_embedding('thread');
create trigger threads_queue_embedding_on_update after update on public.threads
  referencing old table as old_rows new table as new_rows for each statement execute function internal.queue_embedding('thread');
create trigger notes_queue_embedding_on_insert after insert on public.notes
  referencing new table as new_rows for each statement execute function internal.queue_embedding('note');
create trigger notes_queue_embedding_on_update after update on public.notes
  referencing old table as old_rows new table as new_rows for each statement execute function internal.queue_embedding('note');
create trigger drafts_queue_embedding_on_insert after insert on public.drafts
  referencing new table as new_rows for each statement execute function internal.queue_embedding('draft');
create trigger drafts_queue_embedding_on_update after update on public.drafts
  referencing old table as old_rows new table as new_rows for each statement execute function internal.queue_embedding('draft');
create trigger entities_queue_embedding_on_insert after insert on public.entities
  referencing new table as new_rows for each statement execute function internal.queue_embedding('entity');
create trigger entities_queue_embedding_on_update after update on public.entities
  referencing old table as old_rows new table as new_rows for each statement execute function internal.queue_embedding('entity');

create trigger events_forget_embeddings after delete on public.events
  referencing old table as old_rows for each statement execute function internal.forget_embeddings('event');
create trigger threads_forget_embeddings after delete on public.threads
  referencing old table as old_rows for each statement execute function internal.forget_embeddings('thread');
create trigger notes_forget_embeddings after delete on public.notes
  referencing old table as old_rows for each statement execute function internal.forget_embeddings('note');
create trigger drafts_forget_embeddings after delete on public.drafts
  referencing old table as old_rows for each statement execute function internal.forget_embeddings('draft');
create trigger entities_forget_embeddings after delete on public.entities
  referencing old table as old_rows for each statement execute function internal.forget_embeddings('entity');

create trigger events_forget_marked_embeddings after update on public.events
  referencing old table as old_rows new table as new_rows for each statement execute function internal.forget_marked_embeddings('event');
create trigger notes_forget_marked_embeddings after update on public.notes
  referencing old table as old_rows new table as new_rows for each statement execute function internal.forget_marked_embeddings('note');
