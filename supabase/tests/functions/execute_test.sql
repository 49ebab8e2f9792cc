-- Which role may call which function. Asking the planner to explain a call checks the caller's
-- rights as the call would, and runs nothing.
begin;
\ir ../support/actors.psql

create temp table matrix (function text primary key, anon text, person text, service text);
insert into matrix values
  -- Search and statistics, under the caller's own row level security.
  ('public.match_embeddings',             'refused', 'allowed', 'allowed'),
  ('public.average_embedding',            'refused', 'allowed', 'allowed'),
  ('public.search_words',                 'refused', 'allowed', 'allowed'),
  ('public.search_hybrid',                'refused', 'allowed', 'allowed'),
  ('public.said_around',                  'refused', 'allowed', 'allowed'),
  ('public.list_tasks',                   'refused', 'allowed', 'allowed'),
  ('public.list_drafts',                  'refused', 'allowed', 'allowed'),
  ('public.list_calendar_events',         'refused', 'allowed', 'allowed'),
  ('public.timeline_statistics',          'refused', 'allowed', 'allowed'),
  ('public.timeline_names',               'refused', 'allowed', 'allowed'),
  ('public.timeline_ids',                 'refused', 'allowed', 'allowed'),
  ('public.list_meetings',                'refused', 'allowed', 'allowed');

-- Functions of internal are the service's; those that only triggers and other functions call are nobody's.
insert into matrix
select 'internal.' || name, 'refused', 'refused', 'allowed'
from unnest(array[
  -- vectors
  'embeddable_objects', 'store_embeddings', 'embedding_hashes', 'delete_embeddings', 'delete_expired_embeddings',
  'count_embedded', 'search_model', 'replace_earlier_models', 'require_array', 'require_short', 'is_blank', 'embeddable_part',
  -- queues and runs
  'queue_send', 'queue_claim', 'queue_turn', 'queue_heartbeat', 'queue_requeue', 'queue_depth', 'queue_pause',
  'job_run_start', 'job_run_finish',
  -- timeline
  'ingest_events', 'store_threads', 'store_events', 'delete_events', 'follow_resource', 'link_export', 'user_by_email',
  'joined_aliases', 'store_person', 'store_people', 'forget_people',
  'lease_account', 'ingest_page', 'unseen_batch', 'release_account', 'account_report',
  -- linking and tokens
  'oauth_begin', 'oauth_take', 'put_token', 'link_account', 'account_token', 'claim_refresh', 'finish_refresh',
  'unlink_account', 'sealed_tokens', 'reseal_token', 'request_sync', 'forget_account_events', 'drop_account', 'choose_resources',
  'keep_grant', 'show_grant', 'claim_grant', 'unclaimed_grants', 'drop_grant',
  'wake_accounts', 'account_pushes', 'keep_push', 'miss_push', 'push_sources', 'hurry_push', 'end_pushes',
  'begin_telegram_login', 'try_telegram_login', 'untry_telegram_login', 'advance_telegram_login', 'end_telegram_login',
  'forget_telegram_logins', 'linked_account',
  -- answers
  'coverage', 'store_summary', 'store_detected_tasks', 'settle_detected_tasks', 'store_proposal', 'scheduled_digest',
  'store_prompt', 'read_prompt', 'list_prompts', 'dismissed_detections',
  -- housekeeping
  'take_rate_limit', 'claim_request', 'finish_request', 'abandon_request', 'wake_snoozed_tasks', 'dispatch_jobs', 'queue_due_ingests', 'queue_due_summaries', 'queue_retention', 'prune_history',
  'health_report', 'measure', 'metrics_report', 'count_up', 'count_requests', 'record_model_usage', 'traced', 'readiness', 'refresh_timezones', 'retention_start', 'retention_finish', 'retention_batch', 'retention_delete',
  'begin_erasure', 'erasure_accounts', 'erasure_grants', 'erasure_batch', 'erasure_delete', 'erasure_finish', 'added_counts',
  -- checks of tables, which run with the rights of whoever writes; people have no usage of the schema
  'is_instant', 'is_plain_json', 'is_source_refs', 'is_text_list'
]) as name;
insert into matrix
select 'internal.' || name, 'refused', 'refused', 'refused'
from unnest(array[
  'set_updated_at', 'content_hash', 'refuse_to_drop', 'check_timezone', 'create_profile', 'hash_thread', 'note_owner_of_task', 'dismiss_requests', 'forget_answers', 'forget_prompt_answers', 'forget_calendar_answers', 'check_draft', 'hash_entity',
  'hash_note', 'hash_draft', 'queue_settle', 'queue_embedding', 'forget_embeddings', 'forget_marked_embeddings',
  'count_added_rows', 'count_deleted_rows', 'without_references', 'forget_deleted', 'forget_digests', 'forget_references', 'forget_marked_digests',
  'queue_forgetting', 'forget_sightings', 'tell', 'tell_tasks', 'tell_account', 'tell_reading', 'count_events', 'count_embeddings', 'fold_counts', 'choose_graph_members', 'move_graph_rows', 'queue_ingests'
]) as name;

create temp table ours as
select p.oid, n.nspname || '.' || p.proname as function, p.prorettype, p.prosecdef, p.proconfig, n.nspname as schema,
  format('%I.%I(%s)', n.nspname, p.proname,
    (select string_agg(case when p.provariadic <> 0 and place = p.pronargs then 'variadic ' else '' end || 'null::' || t::regtype,
      ', ' order by place) from unnest(p.proargtypes::oid[]) with ordinality as a (t, place))) as call
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'internal') and p.prokind in ('f', 'p', 'a', 'w')
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e');

select plan((6 + 3 * count(*) + 3 * count(*) filter (where prorettype <> 'trigger'::regtype))::integer) from ours;

select bag_eq('select function from matrix', 'select distinct function from ours', 'every function has its row in this matrix');

-- By the catalogue, for all of them.
select is(
  case when has_schema_privilege(role, o.schema, 'usage') and has_function_privilege(role, o.oid, 'execute')
    then 'allowed' else 'refused' end,
  expected, format('%s on %s', role, o.function))
from ours o join matrix m using (function) cross join lateral (values
  ('anon', m.anon), ('authenticated', m.person), ('service_role', m.service)
) as roles (role, expected);

-- By a call. A trigger function cannot be called at all, so for those the catalogue stands alone.
select is(
  -- A plan has at most a few lines; anything longer is the SQLSTATE of another failure.
  regexp_replace(pg_temp.attempt(actor, 'explain select ' || o.call), '^\d{1,3}$', 'allowed'),
  expected, format('%s calling %s', actor, o.function))
from ours o join matrix m using (function) cross join lateral (values
  ('anon', m.anon), ('ada', m.person), ('service_role', m.service)
) as roles (actor, expected)
where o.prorettype <> 'trigger'::regtype;

select is_empty($$select function from ours where not coalesce(proconfig @> array['search_path=""'], false)$$,
  'every function pins an empty search_path');
select is_empty($$select function from ours where prosecdef and schema <> 'internal'$$,
  'no function of public runs with its owner''s rights');
select is_empty(
  $$select o.function from ours o, lateral aclexplode((select coalesce(proacl, acldefault('f', proowner)) from pg_proc where oid = o.oid)) as a
    where a.grantee = 0$$, 'no function is open to everybody by default');
select is_empty($$select function from ours group by function having count(*) > 1$$,
  'no function is overloaded, which the Data API could not tell apart');
select is(pg_temp.attempt('ada', 'select pgmq.read(''embed'', 1, 1)'), 'refused', 'people cannot read a queue');

select * from finish();
rollback;
