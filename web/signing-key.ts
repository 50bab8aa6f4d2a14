import type { WebContext } from './deps';
import { HttpProblem } from './problem';

/** The operator's key. @throws HttpProblem 409 when there is none. */
export function keyOr409(key: WebContext['auditKey']): NonNullable<WebContext['auditKey']> {
  if (key) return key;
  throw new HttpProblem(409, 'No key to sign with', 'Set COUNTERSIGN_AUDIT_KEY: 32 random bytes, base64.');
}
