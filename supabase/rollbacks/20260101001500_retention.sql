drop function internal.retention_delete(uuid, jsonb, integer);
drop function internal.without_references(jsonb, uuid[]);
drop function internal.retention_batch(uuid, integer);
drop function internal.retention_finish(uuid);
drop function internal.retention_start(uuid);
drop index public.notes_deleted_at_idx;
drop index public.drafts_source_refs_idx;
drop index public.tasks_source_refs_idx;
drop table internal.deletion_audit;
