select internal.refuse_to_drop('public.events', 'public.threads');
drop table public.events;
drop table public.threads;
drop function internal.hash_thread();
