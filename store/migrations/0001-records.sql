-- The database's own clock decides every deadline; a function, so that one place says which clock that is.
create function clock_now() returns timestamptz language sql volatile as 'select clock_timestamp()';

-- Directory: who decides, what is offered.

create table mls (
  id text primary key,
  name text not null,
  state text not null,
  time_zone text not null
);

create table closed_day (
  mls_id text not null references mls,
  day date not null,
  name text not null,
  primary key (mls_id, day)
);

create table approver (
  id text primary key,
  mls_id text not null references mls,
  name text not null,
  email text not null,
  title text not null,
  active boolean not null default true
);
create index approver_by_mls on approver (mls_id);

-- An approver's standing order: until that day is over, somebody else is asked in their place.
create table absence (
  id text primary key,
  approver_id text not null references approver,
  to_id text not null references approver,
  until date not null,
  evidence_id text not null,
  set_at timestamptz not null default clock_now()
);
create index absence_by_approver on absence (approver_id, until);

create table developer (
  id text primary key,
  name text not null,
  company text not null,
  email text not null
);
create unique index developer_by_email on developer (lower(email));

-- chain: the MLS's way of deciding, see domain/definition.ts
create table data_plan (
  id text primary key,
  mls_id text not null references mls,
  name text not null,
  description text not null,
  role text not null check (role in ('idx', 'vow', 'private', 'own')),
  key_kind text not null check (key_kind in ('bearer', 'oidc')),
  key_holders jsonb not null,
  price_minor integer not null check (price_minor >= 0),
  currency text not null,
  terms_version text not null,
  terms text not null,
  chain jsonb not null
);
create index data_plan_by_mls on data_plan (mls_id);

create table staff (
  id text primary key,
  name text not null,
  email text not null unique,
  password_hash text not null,
  active boolean not null default true
);

create table session (
  token_hash bytea primary key,
  staff_id text not null references staff,
  created_at timestamptz not null default clock_now(),
  expires_at timestamptz not null
);

-- Requests and the facts about them. No status column: standing is derived.

create table request (
  id text primary key,
  mls_id text not null references mls,
  plan_id text not null references data_plan,
  developer_id text not null references developer,
  ask jsonb not null,
  digest text not null,
  chain jsonb not null,
  revision integer not null default 1,
  started_by jsonb not null,
  idempotency_key text not null unique,
  body_digest text not null,
  created_at timestamptz not null default clock_now()
);
create index request_newest on request (created_at desc, id);

-- What was asked before it was changed, and why it is asked differently now.
create table revision (
  request_id text not null references request,
  number integer not null,
  ask jsonb not null,
  digest text not null,
  chain jsonb not null,
  because text not null,
  made_by text not null,
  made_at timestamptz not null,
  primary key (request_id, number)
);

-- A step put to its approvers, or its clock set anew. dues: [{kind, at}]
create table opening (
  id bigint generated always as identity primary key,
  request_id text not null references request,
  step_id text not null,
  digest text not null,
  opened_at timestamptz not null,
  because text not null,
  dues jsonb not null
);
create index opening_by_request on opening (request_id);

create table seating (
  id text primary key,
  request_id text not null references request,
  step_id text not null,
  from_id text not null references approver,
  to_person jsonb not null,
  kind text not null check (kind in ('reassigned', 'away', 'escalated')),
  made_by text not null,
  reason text not null,
  made_at timestamptz not null
);
create index seating_by_request on seating (request_id);

create table evidence (
  id text primary key,
  request_id text not null references request,
  grade text not null check (grade in ('attested', 'link', 'link+code', 'signed-in', 'reply')),
  detail jsonb not null,
  recorded_at timestamptz not null default clock_now(),
  unique (request_id, id)
);

create table decision (
  id text primary key,
  request_id text not null references request,
  step_id text not null,
  approver_id text not null references approver,
  approver jsonb not null,
  verdict text not null
    check (verdict in ('approve', 'deny', 'ask', 'propose', 'recuse', 'delegate', 'revoke', 'disown')),
  -- The verdict with what belongs to it: limits, to, plan, of.
  act jsonb not null,
  reason text not null,
  digest text not null,
  evidence_id text not null unique,
  decided_at timestamptz not null,
  foreign key (request_id, evidence_id) references evidence (request_id, id)
);
create index decision_by_request on decision (request_id);

create table answer (
  id text primary key,
  request_id text not null references request,
  question_id text not null unique references decision,
  answered_by text not null,
  body text not null,
  answered_at timestamptz not null
);
create index answer_by_request on answer (request_id);

-- Files are kept sealed and hashed, and never opened.
create table attachment (
  id text primary key,
  request_id text not null references request,
  answer_id text not null references answer,
  position integer not null,
  name text not null,
  size integer not null,
  sha256 text not null,
  sealed bytea not null
);
create index attachment_by_answer on attachment (answer_id);

-- A staff member vouches for a step; it counts once a second one has confirmed it.
create table vouching (
  id text primary key,
  request_id text not null references request,
  step_id text not null,
  digest text not null,
  asked_by jsonb not null,
  reason text not null,
  asked_at timestamptz not null,
  confirmed_by jsonb,
  confirmed_at timestamptz,
  evidence_id text,
  foreign key (request_id, evidence_id) references evidence (request_id, id),
  check ((confirmed_by is null) = (confirmed_at is null) and (confirmed_by is null) = (evidence_id is null))
);
create index vouching_by_request on vouching (request_id);

create table lapse (
  request_id text primary key references request,
  step_id text not null,
  lapsed_at timestamptz not null
);

create table withdrawal (
  request_id text primary key references request,
  withdrawn_by text not null,
  reason text not null,
  withdrawn_at timestamptz not null
);

-- How a request ended, as found under its lock: the fact behind "the developer was told".
create table outcome (
  request_id text not null references request,
  -- An approved request may be revoked later: two rows then.
  state text not null check (state in ('approved', 'denied', 'lapsed', 'withdrawn', 'revoked')),
  because text not null,
  settled_at timestamptz not null,
  primary key (request_id, state)
);

-- Something only staff can get going again.
create table task (
  id text primary key,
  request_id text not null references request,
  step_id text,
  note text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text
);
create index task_open on task (opened_at) where closed_at is null;
create index task_by_request on task (request_id);

-- Mail. A letter's bytes are sealed: they hold links and codes.

-- What an activity wrote in one go: the same key is never written twice.
create table correspondence (
  request_id text not null references request,
  key text not null,
  letter_ids jsonb not null,
  written_at timestamptz not null,
  primary key (request_id, key)
);

create table letter (
  id text primary key,
  request_id text not null references request,
  step_id text,
  template text not null,
  recipient jsonb not null,
  envelope jsonb not null,
  subject text not null,
  message_id text not null,
  sealed bytea not null,
  created_at timestamptz not null default clock_now(),
  sent_at timestamptz,
  smtp_response text,
  refused_at timestamptz,
  refusal text
);
create index letter_by_request on letter (request_id, created_at);

-- Links: only hashes; bound to what they were made for.

create table link (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('decision', 'receipt', 'answer', 'pickup', 'status')),
  request_id text not null references request,
  step_id text,
  approver_id text references approver,
  credential_id text,
  decision_id text references decision,
  -- The letter that carries it. Older links of the same question stay good until that letter has left.
  letter_id text,
  generation integer not null,
  digest text not null,
  code_hash bytea,
  wrong_codes integer not null default 0,
  deadline timestamptz not null,
  sent_at timestamptz not null default clock_now(),
  closed_at timestamptz,
  closed_because text
);
create index link_by_letter on link (letter_id) where letter_id is not null;
create unique index link_for_decision on link (request_id, step_id, approver_id, generation) where purpose = 'decision';
create unique index link_for_act on link (decision_id, purpose, generation) where decision_id is not null;
create unique index link_for_pickup on link (credential_id, generation) where purpose = 'pickup';

-- Keys. No credential without its evidence; at most one enabled per request.

create table credential (
  id text primary key,
  request_id text not null references request,
  generation integer not null,
  evidence_id text not null,
  key_id text not null unique,
  spec jsonb not null,
  sealed bytea,
  secret_hash bytea not null,
  issued_at timestamptz not null default clock_now(),
  pick_up_until timestamptz not null,
  picked_up_at timestamptz,
  disabled_at timestamptz,
  disabled_because text,
  unique (request_id, generation),
  foreign key (request_id, evidence_id) references evidence (request_id, id),
  check (sealed is null or (picked_up_at is null and disabled_at is null))
);
create unique index credential_one_enabled on credential (request_id) where disabled_at is null;

-- The built-in issuer's keys: hashes only.
create table builtin_key (
  id text primary key,
  marker text not null,
  secret_hash bytea not null unique,
  spec jsonb not null,
  enabled boolean not null default true,
  created_at timestamptz not null default clock_now()
);
create index builtin_key_by_marker on builtin_key (marker);

-- What the workflow must still be told.
create table dispatch (
  id text primary key,
  request_id text not null references request,
  message jsonb not null,
  created_at timestamptz not null default clock_now(),
  claimed_until timestamptz not null default clock_now(),
  told_at timestamptz
);
create index dispatch_untold on dispatch (claimed_until) where told_at is null;

-- Audit: append-only, hash-chained per request.
create table audit_event (
  request_id text not null references request,
  seq integer not null,
  at timestamptz not null,
  kind text not null,
  actor text not null,
  note text not null,
  detail jsonb not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (request_id, seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger audit_event_append_only before update or delete on audit_event for each row execute function refuse_change();
create trigger evidence_append_only before update or delete on evidence for each row execute function refuse_change();
create trigger decision_append_only before update or delete on decision for each row execute function refuse_change();
create trigger answer_append_only before update or delete on answer for each row execute function refuse_change();
create trigger seating_append_only before update or delete on seating for each row execute function refuse_change();
create trigger opening_append_only before update or delete on opening for each row execute function refuse_change();
create trigger revision_append_only before update or delete on revision for each row execute function refuse_change();
