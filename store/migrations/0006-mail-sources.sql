-- Mail may also be fetched from a mailbox, or be handed over by a mail service.
alter table received_mail drop constraint received_mail_source_check;
alter table received_mail add constraint received_mail_source_check check (source in ('smtp', 'imap', 'webhook', 'upload'));
