-- Keys may also be clients of an OpenID Connect provider, made by registration.
alter table credential drop constraint credential_issuer_check;
alter table credential add constraint credential_issuer_check check (issuer in ('builtin', 'spark-api', 'oidc', 'by-hand'));

-- What the embedded OpenID Connect provider keeps: clients, sessions, grants, tokens, its own keys. Ids and what they belong to are hashes,
-- since many of them are tokens; the rest is sealed.
create table oidc_entry (
  kind text not null,
  id_hash bytea not null,
  -- As which it is sealed.
  id text generated always as (kind || ':' || encode(id_hash, 'hex')) stored,
  -- What else it is found by: the grant of a token, the marker of a client.
  group_hash bytea,
  sealed bytea not null,
  consumed_at timestamptz,
  -- Null: it does not end by itself.
  expires_at timestamptz,
  primary key (kind, id_hash)
);
create index oidc_entry_by_group on oidc_entry (group_hash) where group_hash is not null;
create index oidc_entry_by_end on oidc_entry (expires_at) where expires_at is not null;
