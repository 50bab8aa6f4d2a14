-- The key that a value is sealed with stands in its first bytes (secrets/seal.ts): the database tells by itself, so that no row can be missed.
create function sealed_with(sealed bytea) returns text language sql immutable strict
  as $$ select encode(substring(sealed from 3 for get_byte(sealed, 1)), 'escape') $$;

alter table letter add column sealed_with text generated always as (sealed_with(sealed)) stored;
alter table received_mail add column sealed_with text generated always as (sealed_with(sealed)) stored;
alter table attachment add column sealed_with text generated always as (sealed_with(sealed)) stored;
alter table credential add column sealed_with text generated always as (sealed_with(sealed)) stored;
alter table oidc_entry add column sealed_with text generated always as (sealed_with(sealed)) stored;
create index letter_by_key on letter (sealed_with);
create index received_mail_by_key on received_mail (sealed_with);
create index attachment_by_key on attachment (sealed_with);
create index oidc_entry_by_key on oidc_entry (sealed_with, id);
create index credential_by_key on credential (sealed_with) where sealed_with is not null;

-- Keys that were current. What they sealed for Temporal cannot be looked through: only when that was is known.
-- `proof` is sealed with the key itself, so that another key under the same id shows.
create table sealing_key (
  id text primary key,
  proof bytea not null,
  -- Which came later, where the clock does not tell.
  number integer generated always as identity,
  first_used_at timestamptz not null default clock_now(),
  last_used_at timestamptz not null default clock_now()
);

-- A key stays with the evidence that it was made on, and that is of a yes.
create function guard_credential() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'credential: what was made stays on record';
  end if;
  if tg_op = 'UPDATE' and (old.id, old.request_id, old.generation, old.evidence_id, old.key_id, old.issuer)
    is distinct from (new.id, new.request_id, new.generation, new.evidence_id, new.key_id, new.issuer) then
    raise exception 'credential: what it was made on stays as it is';
  end if;
  if tg_op = 'INSERT' and exists (
    select from decision where evidence_id = new.evidence_id and verdict not in ('approve', 'set-up')) then
    raise exception 'credential: its evidence is of no approval';
  end if;
  return new;
end $$;
create trigger credential_guarded before insert or update or delete on credential for each row execute function guard_credential();

-- Whose turn it is to make a request's key. An attempt that was taken for dead and is not must find out, or it ends the key of the next one.
create table issuing (
  request_id text not null references request,
  generation integer not null,
  turn text not null,
  primary key (request_id, generation)
);
