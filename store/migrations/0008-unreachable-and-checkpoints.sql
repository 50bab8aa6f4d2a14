-- Why somebody who is asked will not answer soon, as a mail said: away until a day, or a mailbox that takes no mail. Kept; it decides nothing.
create table unreachable (
  id bigint generated always as identity primary key,
  request_id text not null references request,
  step_id text not null,
  approver_id text not null,
  mail_id text not null references received_mail,
  kind text not null check (kind in ('away', 'undeliverable')),
  returns date,
  because text not null,
  noted_at timestamptz not null,
  check ((kind = 'away') = (returns is not null))
);
create index unreachable_by_request on unreachable (request_id);
create trigger unreachable_append_only before update or delete on unreachable for each row execute function refuse_change();

-- Staff may vouch for a step with a mail that could not be verified: then it is their evidence.
alter table vouching add column mail_id text references received_mail;

-- The mail that a task is about: when nobody waits for mail any more, the task is done as well.
alter table task add column mail_id text references received_mail;

-- Signed checkpoints: a Merkle root over the newest row of every request's audit, so that rows cut off at the end show.
create table checkpoint (
  number integer primary key,
  at timestamptz not null,
  requests integer not null,
  root text not null,
  previous text not null,
  key text not null,
  signature text not null
);
-- The newest row of a request when a checkpoint was made. Only where it is another one than at the checkpoint before: what has ended takes no more room.
create table checkpoint_head (
  request_id text not null,
  checkpoint integer not null references checkpoint,
  seq integer not null,
  hash bytea not null,
  primary key (request_id, checkpoint)
);
create trigger checkpoint_append_only before update or delete on checkpoint for each row execute function refuse_change();
create trigger checkpoint_head_append_only before update or delete on checkpoint_head for each row execute function refuse_change();
