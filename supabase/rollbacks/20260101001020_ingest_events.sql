drop function internal.ingest_events(jsonb);
drop function internal.follow_resource(uuid, uuid, text, text[], text[], text, jsonb);
drop function internal.delete_events(uuid, text, jsonb);
drop function internal.store_events(uuid, text, uuid, text, jsonb);
drop function internal.store_threads(uuid, text, jsonb);
