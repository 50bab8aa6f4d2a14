/** The token if it is well formed: 32 bytes, base64url. */
export function parseToken(token: string | undefined): string | undefined {
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
}
