import { timingSafeEqual } from 'node:crypto';
import { hashToken } from '../secrets/token';

/** An API that takes our keys and asks what they are worth, with a secret of its own. */
export interface ResourceServer {
  readonly id: string;
  readonly secret: string;
}

const basic = /^Basic +([\w+/-]{1,1000}={0,2})$/i;

/** Who asks, by `client_secret_basic` (RFC 6749, 2.3.1); undefined for nobody that we know. */
export function resourceServerOf(known: readonly ResourceServer[], authorization = ''): string | undefined {
  const [, encoded] = basic.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  const server = known.find((each) => each.id === formDecoded(id));
  const isRight = timingSafeEqual(hashToken(formDecoded(secret) ?? ''), hashToken(server?.secret ?? ''));
  return isRight ? server?.id : undefined;
}

/** Both halves are form-encoded before they are joined. Undefined when this is not. */
function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // Nobody's id and nobody's secret: the caller answers as for any other wrong one.
    return undefined;
  }
}
