drop function internal.drop_grant(text);
drop function internal.unclaimed_grants(uuid, text, integer);
drop function internal.claim_grant(text, uuid, text, text, text, jsonb, jsonb);
drop function internal.show_grant(text, uuid, text);
drop function internal.keep_grant(text, uuid, text, text, text, integer);
drop index public.oauth_tokens_token_fingerprint_idx;
drop table internal.oauth_grants;
