drop function internal.erasure_finish(uuid);
drop function internal.added_counts(jsonb, jsonb);
drop function internal.erasure_delete(uuid, jsonb, integer);
drop function internal.erasure_batch(uuid, integer);
drop function internal.erasure_grants(uuid);
drop function internal.erasure_accounts(uuid);
drop function internal.begin_erasure(uuid, text);
