-- What an MLS has granted outlives the request that it came from. Facts only: where a grant stands is derived.
create table access_grant (
  id text primary key references request,
  began_at timestamptz not null,
  first_until timestamptz not null,
  term jsonb not null
);

create table grant_event (
  grant_id text not null references access_grant,
  seq integer not null,
  at timestamptz not null,
  made_by text not null,
  because text not null,
  act jsonb not null,
  primary key (grant_id, seq)
);
create trigger grant_event_append_only before update or delete on grant_event for each row execute function refuse_change();

-- A change of a grant is a request; only one is open at a time, which the grant's lock sees to.
create index request_by_grant on request ((ask #>> '{change,grantId}')) where ask ? 'change';

-- A key that is being replaced goes on until the new one has been in hand for so long. Beside it, one key is enabled, as ever.
alter table credential add column overlap_ms bigint check (overlap_ms >= 0);
drop index credential_one_enabled;
create unique index credential_one_enabled on credential (request_id) where disabled_at is null and overlap_ms is null;
-- Switched off where it was made for as long as its grant is suspended.
alter table credential add column held_at timestamptz;

-- Who has left the MLS, or moved: no new key is tied to them, and theirs are in transition.
alter table member add column has_left boolean not null default false;

-- Keys of earlier days: a usual term from when they were made.
insert into access_grant (id, began_at, first_until, term)
  select request.id, min(issued_at), min(issued_at) + interval '12 months', '{"months": 12, "noticeDays": 45, "graceDays": 14}'
  from request join credential on credential.request_id = request.id
  where request.ask ->> 'kind' <> 'registration'
  group by request.id;
insert into dispatch (id, request_id, message)
  select gen_random_uuid()::text, id, jsonb_build_object('type', 'grant', 'grantId', id) from access_grant;
