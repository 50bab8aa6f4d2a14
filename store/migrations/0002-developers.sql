-- Developers as people of their own: they register, prove their address, are reviewed, sign in, and enroll.

-- The operator decides about registrations as an MLS decides about its data; it is no MLS that anybody could ask for listings.
alter table mls add column is_operator boolean not null default false;
alter table mls add column website text;

alter table developer add column website text not null default '';
alter table developer add column proven_at timestamptz;
alter table developer add column activated_at timestamptz;
-- Those whom staff added before are known to them.
update developer set activated_at = clock_now();

create table developer_session (
  token_hash bytea primary key,
  developer_id text not null references developer,
  created_at timestamptz not null default clock_now(),
  expires_at timestamptz not null
);
create index request_by_developer on request (developer_id, created_at desc);
create index request_by_mls on request (mls_id);

alter table link drop constraint link_purpose_check;
alter table link add constraint link_purpose_check
  check (purpose in ('decision', 'receipt', 'answer', 'pickup', 'status', 'proof', 'sign-in'));

-- The MLS's own directory: whom a key may be tied to, by Flexmls user name.
create table member (
  mls_id text not null references mls,
  user_name text not null,
  kind text not null check (kind in ('member', 'office', 'company')),
  name text not null,
  primary key (mls_id, user_name)
);

-- What a developer has typed of an enrolment and not sent yet.
create table enrolment_draft (
  id text primary key,
  developer_id text not null references developer,
  form jsonb not null,
  updated_at timestamptz not null default clock_now()
);
create index enrolment_draft_by_developer on enrolment_draft (developer_id, updated_at desc);
