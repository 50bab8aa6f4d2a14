import type { Standing } from '../domain/standing';
import type { RequestInput } from './contract';
import { free } from './payment';
import { runRequest } from './run-request';

/**
 * No plan fits, or an OpenID Connect key is wanted: the MLS itself is written to. It approves by mail and the operator makes the key, it makes
 * the key itself, or it says why not. What the parties write to one another meanwhile goes beside this, see `passOn`.
 */
export function directMlsContact(input: RequestInput): Promise<Standing> {
  return runRequest(input, () => free);
}
