-- When a key was first used, once it was. Noticed for keys of our own that read live data.
alter table credential add column first_used_at timestamptz;
-- The same on the row that every call reads, so that noticing costs nothing from the second call on.
alter table builtin_key add column in_use boolean not null default false;
-- When those that are out already were first used, nobody knows.
update builtin_key set in_use = true where id in (select key_id from credential where picked_up_at is not null);
