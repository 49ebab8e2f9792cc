select internal.refuse_to_drop('public.drafts', 'public.notes', 'public.entities');
drop table public.drafts;
drop table public.notes;
drop table public.entities;
drop function internal.hash_draft();
drop function internal.hash_note();
drop function internal.hash_entity();
