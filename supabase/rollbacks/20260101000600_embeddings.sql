select internal.refuse_to_drop('public.embeddings');
drop function internal.delete_expired_embeddings(timestamptz, integer);
drop function internal.delete_embeddings(jsonb);
drop function internal.embedding_hashes(jsonb, text);
drop function internal.store_embeddings(jsonb);
drop function internal.embeddable_objects(jsonb);
drop table public.embeddings;
