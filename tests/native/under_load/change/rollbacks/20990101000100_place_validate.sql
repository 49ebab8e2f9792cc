-- A validated constraint hinders nobody; there is nothing to undo.
select 1;
