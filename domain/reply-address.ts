/**
 * The address to which people write about one request: ours, with the request's id after a plus. It is no secret and proves nothing; it only
 * says where a mail belongs.
 */
export function replyAddress(ours: string, requestId: string): string {
  const at = ours.lastIndexOf('@');
  return `${ours.slice(0, at)}+${requestId}${ours.slice(at)}`;
}

/** The request that one of these addresses names, as it stands in what `replyAddress` makes. */
export function requestIdIn(addresses: readonly string[]): string | undefined {
  const named = addresses.map((address) => /\+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i.exec(address)?.[1]);
  return named.find((id) => id !== undefined)?.toLowerCase();
}
