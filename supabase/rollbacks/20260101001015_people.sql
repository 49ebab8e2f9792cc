select internal.refuse_to_drop('internal.people');
drop function internal.forget_people(uuid, integer);
drop table internal.people;
drop function internal.forget_sightings();
drop function internal.store_people(uuid, uuid, jsonb);
drop function internal.store_person(uuid, uuid, text[], text[]);
drop function internal.joined_aliases(jsonb, text[]);
