drop function internal.queue_due_ingests();
drop function internal.wake_accounts(text, text);
drop function internal.request_sync(uuid, uuid);
drop function internal.queue_ingests(uuid[], boolean);
drop index pgmq.q_ingest_linked_account_id_idx;
