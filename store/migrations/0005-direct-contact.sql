-- The MLS is asked directly: no data plan stands behind the request.
alter table request alter column plan_id drop not null;
-- How an MLS wants to be asked directly, as it wrote it; null: whoever is in its register, any one of them.
alter table mls add column direct_contact jsonb;

alter table decision drop constraint decision_verdict_check;
alter table decision add constraint decision_verdict_check check (
  verdict in ('approve', 'deny', 'ask', 'propose', 'recuse', 'delegate', 'revoke', 'disown', 'set-up', 'refer'));

-- A key that somebody else made has no secret here: neither to pick up nor to recognize it by.
alter table credential add column issuer text not null default 'builtin' check (issuer in ('builtin', 'by-hand'));
alter table credential add column made_by text;
alter table credential alter column secret_hash drop not null;
alter table credential add check ((issuer = 'by-hand') = (secret_hash is null));
alter table credential add check ((issuer = 'by-hand') = (made_by is not null));

-- What the parties of a request wrote to one another. A mail is one message at most.
create table message (
  id text primary key,
  number bigint generated always as identity,
  request_id text not null references request,
  author jsonb not null,
  body text not null,
  mail_id text unique references received_mail,
  -- The member of staff who passed the mail on though it could not prove whose it is.
  vouched_by text check (vouched_by is null or mail_id is not null),
  written_at timestamptz not null
);
create index message_by_request on message (request_id, number);
create trigger message_append_only before update or delete on message for each row execute function refuse_change();

alter table attachment alter column answer_id drop not null;
alter table attachment add column message_id text references message;
alter table attachment add check ((answer_id is null) <> (message_id is null));
create index attachment_by_message on attachment (message_id);
