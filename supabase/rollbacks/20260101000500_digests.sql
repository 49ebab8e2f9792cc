select internal.refuse_to_drop('public.proposals', 'public.summaries');
drop table public.proposals;
drop table public.summaries;
