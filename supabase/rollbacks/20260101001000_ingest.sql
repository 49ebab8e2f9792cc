select internal.refuse_to_drop('internal.sync_cursors');
drop function internal.user_by_email(text);
drop function internal.link_export(uuid, text, text);
drop function internal.ingest_events(jsonb);
drop table internal.sync_cursors;
