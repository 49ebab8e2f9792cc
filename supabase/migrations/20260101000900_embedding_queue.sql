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
  if tg_op = 'INSERT' then
    select array_agg(jsonb_build_object('type', 'embed', 'version', 1, 'user_id', n.user_id,
      'object_type', tg_argv[0], 'object_id', n.id))
    into messages from new_rows n;
  else
    select array_agg(jsonb_build_object('type', 'embed', 'version', 1, 'user_id', n.user_id,
      'object_type', tg_argv[0], 'object_id', n.id))
    into messages from new_rows n join old_rows o using (id)
    where n.content_hash is distinct from o.content_hash;
  end if;
  if messages is not null then
    perform pgmq.send_batch('embed', messages);
  end if;
  return null;
end;
$$;

-- Definer: an owner may delete a note, never an embedding.
create function internal.forget_embeddings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.embeddings e using old_rows o
  where e.user_id = o.user_id and e.object_type = tg_argv[0] and e.object_id = o.id;
  return null;
end;
$$;

-- Definer, for the same reason; for tables whose rows can be marked as deleted.
create function internal.forget_marked_embeddings() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from public.embeddings e using new_rows n
  where n.deleted_at is not null
    and e.user_id = n.user_id and e.object_type = tg_argv[0] and e.object_id = n.id;
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
  referencing new table as new_rows for each statement execute function internal.forget_marked_embeddings('event');
create trigger notes_forget_marked_embeddings after update on public.notes
  referencing new table as new_rows for each statement execute function internal.forget_marked_embeddings('note');
