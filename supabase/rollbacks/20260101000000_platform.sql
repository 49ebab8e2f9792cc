-- Extensions stay: other schemas of the project may use them.
drop function internal.refuse_to_drop(text[]);
drop function internal.content_hash(text[]);
drop function internal.set_updated_at();
alter default privileges grant execute on functions to public;
drop schema internal;
