import { IssuerRefused, IssuerUnavailable } from '../issuer/port';
import type { RequestFile } from '../store/port';
import { callOnce } from './by-hand';
import type { ActivityContext } from './context';
import { later, notYet } from './failures';
import { withHeartbeat } from './heartbeat';

/**
 * Has an issuer do something for a request. When it is away, the next attempt waits as long as it asks for; when it says no, staff are
 * called, once for each reason, and it is tried again until they have cured it.
 */
export async function atIssuer<T>(
  context: ActivityContext,
  file: RequestFile,
  generation: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await withHeartbeat(work);
  } catch (error) {
    if (error instanceof IssuerUnavailable) throw later('IssuerUnavailable', error.message, error.retryAfterMs);
    if (!(error instanceof IssuerRefused)) throw error;
    const said = error.said === null ? '' : ` It said: "${error.said}"`;
    await callOnce(context, file, `issuer-refused.${generation}.${error.code}`, `${error.message}${said}`);
    // The reason may name a user, so it stays out of what is logged.
    throw notYet('IssuerRefused', `The issuer refuses (${error.code}); staff are called.`);
  }
}
