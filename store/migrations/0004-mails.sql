-- Mail that we get. The id is the SHA-256 of its bytes: the same mail twice is one row.
create table received_mail (
  id text primary key,
  source text not null check (source in ('smtp', 'upload')),
  envelope jsonb not null,
  size integer not null,
  sealed bytea not null,
  received_at timestamptz not null default clock_now(),
  judgement jsonb,
  outcome jsonb,
  request_id text references request,
  closed_at timestamptz,
  closed_by text
);
create index received_mail_newest on received_mail (received_at desc);
create index received_mail_queued on received_mail (received_at desc)
  where outcome ->> 'kind' = 'queued' and closed_at is null;
create index received_mail_by_request on received_mail (request_id) where request_id is not null;
create index received_mail_by_message on received_mail ((judgement ->> 'messageId'));

-- A mail is sorted before anybody knows which request it is about.
alter table dispatch alter column request_id drop not null;

-- A question may also be answered by mail. The code stands in its subject, so that the answer's subject has it too.
alter table link add column reply_hash bytea;
create unique index link_by_reply on link (reply_hash) where reply_hash is not null;
create index letter_by_message on letter (message_id);

-- Letters of one turn are made at the same instant; they are shown in the order in which they were written.
alter table letter add column number bigint generated always as identity;
