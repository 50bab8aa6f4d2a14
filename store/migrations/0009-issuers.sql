-- Keys may also be made by the operator's key administration. A key ends where it was made, so each says where that was.
alter table credential drop constraint credential_issuer_check;
alter table credential add constraint credential_issuer_check check (issuer in ('builtin', 'spark-api', 'by-hand'));
alter table credential alter column issuer drop default;

-- An OpenID Connect client has a name beside its secret, which is none.
alter table credential add column client_id text;
