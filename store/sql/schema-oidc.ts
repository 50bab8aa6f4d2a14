/** What the embedded OpenID Connect provider keeps. */
export interface OidcTables {
  oidc_entry: {
    kind: string;
    id_hash: Uint8Array;
    group_hash: Uint8Array | null;
    sealed: Uint8Array;
    consumed_at: Date | null;
    expires_at: Date | null;
  };
}
