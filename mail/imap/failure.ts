import type { ImapFlowError } from 'imapflow';

/** Whether the server said no to one command; otherwise the connection itself has failed. */
export function isRefusal(error: unknown): boolean {
  const { responseStatus } = error as ImapFlowError;
  return responseStatus === 'NO' || responseStatus === 'BAD';
}

/** Whether it does not let us in. Asking again soon would only lock the account. */
export function isLogInRefused(error: unknown): boolean {
  return (error as ImapFlowError).authenticationFailed === true;
}

/** For the log. Not what the server said in its own words: that may repeat names. */
export function reasonOf(error: unknown): string {
  const { message, code, serverResponseCode } = error as ImapFlowError;
  const words = isRefusal(error) ? 'The server said no' : message;
  return [words, serverResponseCode ?? code].filter((part) => part !== undefined).join(', ');
}
