select internal.refuse_to_drop('internal.prompts');
drop function internal.list_prompts(uuid, integer, timestamptz, uuid, boolean);
drop function internal.read_prompt(uuid, uuid);
drop function internal.store_prompt(uuid, uuid, text, jsonb, jsonb);
drop table internal.prompts;
