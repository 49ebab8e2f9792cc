drop trigger calendar_events_count_deleted on public.calendar_events;
drop trigger calendar_events_count_added on public.calendar_events;
drop trigger tasks_count_deleted on public.tasks;
drop trigger tasks_count_added on public.tasks;
drop trigger drafts_count_deleted on public.drafts;
drop trigger drafts_count_added on public.drafts;
drop trigger notes_count_deleted on public.notes;
drop trigger notes_count_added on public.notes;
drop trigger entities_count_deleted on public.entities;
drop trigger entities_count_added on public.entities;
drop function internal.count_deleted_rows();
drop function internal.count_added_rows();
-- Counts, which the tables give again.
drop table internal.usage_counts;
