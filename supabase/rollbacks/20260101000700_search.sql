drop function public.said_around;
drop function public.search_hybrid;
drop function public.search_words;
drop function public.average_embedding;
drop function public.match_embeddings;
