drop function internal.replace_earlier_models(text, integer);
drop function internal.search_model(uuid, text);
