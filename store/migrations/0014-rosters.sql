-- Rosters as they were signed and handed out, byte for byte, each by the SHA-256 of its bytes.
create table roster (
  id text primary key check (id = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  mls_id text not null references mls,
  made_at timestamptz not null,
  made_by text not null,
  -- What it was due for; of one occasion there is one.
  occasion text,
  content text not null,
  unique (mls_id, occasion)
);
create index roster_by_mls on roster (mls_id, made_at desc);
create trigger roster_append_only before update or delete on roster for each row execute function refuse_change();
