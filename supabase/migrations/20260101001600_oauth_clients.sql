-- What an app may not do that a person let in through Supabase's OAuth server: their AI client, as a
-- rule. Its token carries `client_id`, and passes every policy of the person whom it acts for. These
-- policies narrow all of those (restrictive), and leave such a token nothing but reading. A grant of a
-- write without one is found by supabase/tests/isolation/clients_test.sql.

create policy "Apps do not change profiles" on public.users as restrictive
  for update to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not delete threads" on public.threads as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not delete events" on public.events as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not add entities" on public.entities as restrictive
  for insert to authenticated with check (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not change entities" on public.entities as restrictive
  for update to authenticated using (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not delete entities" on public.entities as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not add notes" on public.notes as restrictive
  for insert to authenticated with check (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not change notes" on public.notes as restrictive
  for update to authenticated using (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not delete notes" on public.notes as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not add drafts" on public.drafts as restrictive
  for insert to authenticated with check (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not change drafts" on public.drafts as restrictive
  for update to authenticated using (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not delete drafts" on public.drafts as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not add tasks" on public.tasks as restrictive
  for insert to authenticated with check (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not change tasks" on public.tasks as restrictive
  for update to authenticated using (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not delete tasks" on public.tasks as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not add calendar events" on public.calendar_events as restrictive
  for insert to authenticated with check (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not change calendar events" on public.calendar_events as restrictive
  for update to authenticated using (((select auth.jwt()) ->> 'client_id') is null);
create policy "Apps do not delete calendar events" on public.calendar_events as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not delete summaries" on public.summaries as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);

create policy "Apps do not delete proposals" on public.proposals as restrictive
  for delete to authenticated using (((select auth.jwt()) ->> 'client_id') is null);
