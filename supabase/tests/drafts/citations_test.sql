-- A draft cites the conversation that it answers, and nothing else of its owner's or of anybody's.
begin;
\ir ../support/actors.psql

insert into public.events (id, user_id, source, external_id, thread_id, event_type, body, occurred_at)
select pg_temp.id(person, name), user_id, source, name, case when in_thread then pg_temp.id(person, 'threads') end,
  'message', 'x', now()
from people cross join (values ('reply', 'slack', true), ('elsewhere', 'slack', false), ('mail', 'outlook', false),
  ('appointment', 'calendar', false)) as e (name, source, in_thread);

create function pg_temp.refs(variadic named text[]) returns text
language sql
as $$
  select quote_literal(jsonb_agg(jsonb_build_object('type', split_part(n, ' ', 1), 'id',
    pg_temp.id(split_part(split_part(n, ' ', 2), '.', 1), split_part(split_part(n, ' ', 2), '.', 2)), 'source', split_part(n, ' ', 3))))
  from unnest(named) as n
$$;
create function pg_temp.draft(kind text, answers text, refs text) returns text
language sql
as $$
  select format('insert into public.drafts (kind, content_json, reply_to_event_id, source_refs) values (%L, ''{"text": "x"}'', %s, %s)',
    kind, answers, refs)
$$;

create temp table attempts (what text, statement text, expected text);
insert into attempts values
  ('cites what it answers', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event ada.events slack')), '1'),
  ('cites another event of its thread, and the thread',
    pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event ada.reply slack', 'thread ada.threads slack')), '1'),
  ('answers what stands alone', pg_temp.draft('slack_reply', '{ada.elsewhere}', pg_temp.refs('event ada.elsewhere slack')), '1'),
  ('answers a mail', pg_temp.draft('outlook_reply', '{ada.mail}', pg_temp.refs('event ada.mail outlook')), '1'),
  ('answers nothing and cites nothing', pg_temp.draft('note', 'null', '''[]'''), '1'),
  ('not another conversation', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event ada.elsewhere slack')), '23514'),
  ('not one good and one bad', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event ada.reply slack', 'event ada.mail outlook')), '23514'),
  ('not another source under its name', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event ada.mail slack')), '23514'),
  ('not its own under a wrong source', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event ada.events outlook')), '23514'),
  ('not a note', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('note ada.notes slack')), '23514'),
  ('not a thread that it is not of', pg_temp.draft('slack_reply', '{ada.elsewhere}', pg_temp.refs('thread ada.threads slack')), '23514'),
  ('not another person''s event', pg_temp.draft('slack_reply', '{ada.events}', pg_temp.refs('event bob.events slack')), '23514'),
  ('not anything where it answers nothing', pg_temp.draft('note', 'null', pg_temp.refs('event ada.events slack')), '23514'),
  ('does not answer another person', pg_temp.draft('slack_reply', '{bob.events}', '''[]'''), '23503'),
  ('does not answer an absent event', pg_temp.draft('slack_reply', quote_literal(gen_random_uuid()), '''[]'''), '23503'),
  ('is of the kind of its event', pg_temp.draft('outlook_reply', '{ada.events}', '''[]'''), '23514'),
  ('an appointment has no kind', pg_temp.draft('note', '{ada.appointment}', '''[]'''), '23514'),
  ('what it answers stays', 'update public.drafts set reply_to_event_id = {ada.events}', 'refused'),
  ('nothing is cited later either', 'update public.drafts set source_refs = ' || pg_temp.refs('event ada.events slack'), '23514');
-- And the service is held to it as well.
select plan((count(*) + 5)::integer) from attempts;
select is(pg_temp.attempt('ada', statement), expected, what) from attempts;
select is(pg_temp.attempt('service_role', 'insert into public.drafts (user_id, kind, content_json, reply_to_event_id, source_refs)
  values ({ada.users}, ''slack_reply'', ''{}'', {ada.events}, ' || pg_temp.refs('event ada.elsewhere slack') || ')'), '23514', 'nor by the service');

insert into public.drafts (id, user_id, kind, content_json, reply_to_event_id, source_refs)
select pg_temp.id('ada', 'answer'), pg_temp.id('ada', 'users'), 'slack_reply', '{"text": "x"}', pg_temp.id('ada', 'events'),
  jsonb_build_array(jsonb_build_object('type', 'event', 'id', pg_temp.id('ada', 'events'), 'source', 'slack'),
    jsonb_build_object('type', 'event', 'id', pg_temp.id('ada', 'reply'), 'source', 'slack'));
select is(pg_temp.attempt('ada', 'update public.drafts set content_json = ''{"text": "y"}'' where id = {ada.answer}'), '1', 'its text may change');
delete from public.events where id = pg_temp.id('ada', 'events');
select is((select reply_to_event_id from public.drafts where id = pg_temp.id('ada', 'answer')), null, 'what is gone is not answered');
select is((select jsonb_array_length(source_refs) from public.drafts where id = pg_temp.id('ada', 'answer')), 1, 'nor cited; the rest stays');
select is(pg_temp.attempt('ada', 'update public.drafts set source_refs = ''[]'' where id = {ada.answer}'), '1', 'and may be taken out');

select * from finish();
rollback;
