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
