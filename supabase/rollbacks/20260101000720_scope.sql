drop function public.timeline_ids;
drop function public.timeline_names;
drop index public.events_user_id_author_idx;
drop index public.events_user_id_place_idx;
