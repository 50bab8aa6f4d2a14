-- The register: who may decide for an MLS, about what, since when, on whose authority; and how that changes.

alter table approver add column role text not null default 'staff' check (role in ('admin', 'broker', 'staff'));
-- Null: any.
alter table approver add column data_roles jsonb;
alter table approver add column plan_ids jsonb;
alter table approver add column backup_id text references approver;
-- Days in the MLS's zone, both included.
alter table approver add column valid_from date;
alter table approver add column valid_to date;
alter table approver add column source text not null default 'Loaded with the MLS';
alter table approver add column listed_at timestamptz not null default clock_now();
alter table approver add column attested_at timestamptz;
update approver set role = case
  when title ~* '\mbroker\M' then 'broker'
  when title ~* '\m(admin|administrator|director|president|ceo)\M' then 'admin'
  else 'staff' end;

create table register_change (
  id text primary key,
  mls_id text not null references mls,
  kind text not null check (kind in ('add', 'change', 'remove')),
  -- Somebody new is no approver yet.
  approver_id text not null,
  before jsonb,
  after jsonb,
  reason text not null,
  proposed_by jsonb not null,
  proposed_at timestamptz not null,
  confirmed_by jsonb,
  confirmed_at timestamptz,
  in_force_at timestamptz,
  applied_at timestamptz,
  stopped jsonb,
  check ((confirmed_by is null) = (confirmed_at is null) and (confirmed_by is null) = (in_force_at is null)),
  -- Nothing comes into force by one person, before its time, or after it was stopped.
  check (confirmed_by is null or confirmed_by ->> 'id' <> proposed_by ->> 'id'),
  check (applied_at is null or (in_force_at is not null and applied_at >= in_force_at and stopped is null)),
  check ((kind = 'remove') = (after is null))
);
create index register_change_by_mls on register_change (mls_id, proposed_at desc);
create unique index register_change_open on register_change (approver_id) where applied_at is null and stopped is null;

-- A round of asking somebody whether they still decide.
create table attestation (
  id text primary key,
  mls_id text not null references mls,
  approver_id text not null references approver,
  asked_at timestamptz not null,
  answered_at timestamptz,
  answer text check (answer in ('yes', 'no-longer', 'change')),
  note text not null default '',
  given_up_at timestamptz,
  check ((answered_at is null) = (answer is null))
);
create unique index attestation_open on attestation (approver_id) where answered_at is null and given_up_at is null;
create index attestation_by_mls on attestation (mls_id);

-- Links in letters about the register: only hashes.
create table register_link (
  token_hash bytea primary key,
  code_hash bytea not null,
  purpose text not null check (purpose in ('objection', 'attestation')),
  mls_id text not null references mls,
  approver_id text not null references approver,
  change_id text references register_change,
  attestation_id text references attestation,
  wrong_codes integer not null default 0,
  deadline timestamptz not null,
  sent_at timestamptz not null default clock_now(),
  closed_at timestamptz,
  closed_because text,
  check ((purpose = 'objection') = (change_id is not null) and (purpose = 'attestation') = (attestation_id is not null))
);
create index register_link_by_attestation on register_link (attestation_id) where attestation_id is not null;

-- What only staff can put right.
create table register_task (
  id text primary key,
  mls_id text not null references mls,
  note text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text
);
create unique index register_task_open on register_task (mls_id, note) where closed_at is null;

-- A letter is about a request, or about a register.
alter table letter alter column request_id drop not null;
alter table letter add column mls_id text references mls;
alter table letter add constraint letter_is_filed check ((request_id is null) <> (mls_id is null));
create table register_correspondence (
  mls_id text not null references mls,
  key text not null,
  letter_ids jsonb not null,
  written_at timestamptz not null,
  primary key (mls_id, key)
);

-- Append-only, hash-chained per MLS.
create table register_event (
  mls_id text not null references mls,
  seq integer not null,
  at timestamptz not null,
  kind text not null,
  actor text not null,
  note text not null,
  detail jsonb not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (mls_id, seq)
);
create trigger register_event_append_only before update or delete on register_event for each row execute function refuse_change();

-- Which registers are looked after.
create index dispatch_by_register on dispatch ((message ->> 'mlsId')) where message ->> 'type' = 'register';
