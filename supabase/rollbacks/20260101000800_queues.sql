select internal.refuse_to_drop('pgmq.q_ingest', 'pgmq.q_embed', 'pgmq.q_summarize', 'pgmq.q_retain',
  'internal.dead_letters');
drop function internal.job_run_finish(uuid, text, text);
drop function internal.job_run_start(text);
drop function internal.queue_depth(text);
drop function internal.queue_requeue(uuid[]);
drop function internal.queue_heartbeat(text, jsonb, integer, uuid);
drop function internal.queue_turn(text, jsonb, integer, integer, uuid);
drop function internal.queue_claim(text, integer, integer);
drop type internal.claimed_message;
drop function internal.queue_settle(text, jsonb, uuid);
drop function internal.queue_send(text, jsonb, integer);
drop table internal.job_runs;
drop table internal.dead_letters;
select pgmq.drop_queue('retain');
select pgmq.drop_queue('summarize');
select pgmq.drop_queue('embed');
select pgmq.drop_queue('ingest');
