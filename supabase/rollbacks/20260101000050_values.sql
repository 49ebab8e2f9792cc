drop function internal.is_text_list(jsonb, integer, integer);
drop function internal.is_source_refs(jsonb, integer);
drop function internal.is_plain_json(jsonb, integer);
drop function internal.is_instant(timestamptz);
