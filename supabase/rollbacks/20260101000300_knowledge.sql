select internal.refuse_to_drop('public.drafts', 'public.notes', 'public.entities');
drop function public.list_drafts;
drop table public.drafts;
drop function internal.check_draft();
drop table public.notes;
drop table public.entities;
drop function internal.hash_draft();
drop function internal.hash_note();
drop function internal.hash_entity();
