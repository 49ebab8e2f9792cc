-- for_user narrows and never widens: naming somebody else finds nothing of theirs.
begin;
\ir ../support/actors.psql
select plan(25);

create function pg_temp.search(for_user text) returns text language sql as $$
  select format('select * from public.match_embeddings(%L::extensions.vector, ''test'', 10, for_user => %s)', pg_temp.axis(1), for_user)
$$;
create function pg_temp.hybrid(for_user text) returns text language sql as $$
  select format('select * from public.search_hybrid(''launch'', %L::extensions.vector, ''test'', 10, for_user => %s)', pg_temp.axis(1), for_user)
$$;

select is(pg_temp.attempt('ada', pg_temp.search('null')), '1', 'Ada searching without for_user finds hers');
select is(pg_temp.attempt('ada', pg_temp.search('{ada.users}')), '1', 'Ada naming herself finds hers');
select is(pg_temp.attempt('bob', pg_temp.search('{ada.users}')), '0', 'Bob naming Ada finds nothing');
select is(pg_temp.attempt('service_role', pg_temp.search('{ada.users}')), '1', 'the service naming Ada finds hers alone');
select is(pg_temp.attempt('service_role', pg_temp.search('null')), '22023', 'the service has to name somebody');
select is(pg_temp.attempt('anon', pg_temp.search('{ada.users}')), 'refused', 'nobody searches signed out');

select is(pg_temp.attempt('ada', pg_temp.hybrid('null')), '2', 'Ada''s hybrid search finds her event and her note');
select is(pg_temp.attempt('bob', pg_temp.hybrid('{ada.users}')), '0', 'Bob naming Ada finds nothing by meaning or by words');
select is(pg_temp.attempt('service_role', pg_temp.hybrid('{ada.users}')), '2', 'the service naming Ada finds hers alone');
select is(pg_temp.attempt('service_role', pg_temp.hybrid('null')), '22023', 'the service has to name somebody for words, too');

select is(pg_temp.attempt('bob', 'select 1 from public.average_embedding(''test'', for_user => {ada.users}) as mean where mean is not null'),
  '0', 'Bob gets no mean of Ada''s vectors');
select is(pg_temp.attempt('ada', 'select 1 from public.average_embedding(''test'') as mean where mean is not null'),
  '1', 'Ada gets the mean of hers');
select is(pg_temp.attempt('ada', 'select 1 from public.timeline_statistics(now() - interval ''1 day'', now()) where event_count = 1'),
  '1', 'Ada''s statistics count her events alone');
select is(pg_temp.attempt('bob', 'select 1 from public.timeline_statistics(now() - interval ''1 day'', now(), for_user => {ada.users})'),
  '0', 'Bob gets no statistics of Ada''s');
select is(
  pg_temp.attempt('service_role', 'select 1 from public.timeline_statistics(now() - interval ''1 day'', now(), for_user => {ada.users}) where event_count = 1'),
  '1', 'the service gets those of whom it names');
select is(pg_temp.attempt('ada', 'select unnest(public.timeline_ids())'), '1', 'Ada''s scope holds her event alone');
select is(pg_temp.attempt('bob', 'select unnest(public.timeline_ids(for_user => {ada.users}))'), '0', 'Bob gets no ids of Ada''s');
select is(pg_temp.attempt('service_role', 'select unnest(public.timeline_ids(for_user => {ada.users}))'),
  '1', 'the service gets the ids of whom it names');
select is(pg_temp.attempt('anon', 'select public.timeline_ids()'), 'refused', 'nobody gets ids signed out');
select is(pg_temp.attempt('bob', 'select 1 from jsonb_array_elements(public.timeline_names(for_user => {ada.users}) -> ''people'')'),
  '0', 'Bob gets no names of Ada''s');
select is(pg_temp.attempt('anon', 'select public.timeline_names()'), 'refused', 'nobody gets names signed out');
select is(pg_temp.attempt('ada', 'select jsonb_array_elements(public.list_meetings(now() - interval ''1 day'', now() + interval ''1 day''))'),
  '1', 'Ada gets her own meeting');
select is(pg_temp.attempt('bob', 'select jsonb_array_elements(public.list_meetings(now() - interval ''1 day'', now() + interval ''1 day'', for_user => {ada.users}))'),
  '0', 'Bob gets no meetings of Ada''s');
select is(pg_temp.attempt('anon', 'select public.list_meetings(now(), now() + interval ''1 day'')'), 'refused', 'nobody gets meetings signed out');
select is(pg_temp.attempt('bob', 'select internal.store_summary({ada.users}, now(), now() + interval ''1 hour'', '''', ''{}'', ''[]'')'),
  'refused', 'Bob cannot write a summary for Ada');

select * from finish();
rollback;
