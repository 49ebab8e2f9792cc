drop function internal.release_account(uuid, uuid, text, text, integer, text);
drop function internal.unseen_batch(uuid, integer);
drop function internal.ingest_page(uuid, uuid, integer, jsonb);
drop function internal.lease_account(uuid, uuid, integer);
drop table internal.account_leases;
