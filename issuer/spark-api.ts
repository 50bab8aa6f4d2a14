import { type Issuer, IssuerRefused } from './port';
import { leftOut, refuseToCarry } from './spark-api/carry';
import { createCall, type SparkApiOptions } from './spark-api/call';
import { authorize, checkRole, holderOf } from './spark-api/holders';
import { identityFor } from './spark-api/identities';
import { isOn, keysWith, makeKey, type Placed, switchKey } from './spark-api/keys';
import type { KeySpec } from '../domain/credential';

/** So many keys under one marker, none of which reached anybody, are enough. */
const mostKeys = 10;

/** Keys made through the operator's key administration API. */
export function createSparkApiIssuer(options: SparkApiOptions): Issuer {
  const call = createCall(options);

  return {
    name: 'spark-api',
    makes: () => true,

    async find(marker, spec) {
      return (await keysWith(call, marker, spec)).map(({ id, key }) => ({ id, enabled: isOn(key) }));
    },

    async issue(marker, spec) {
      refuseToCarry(spec);
      await checkRole(call, spec);
      const holder = await holderOf(call, spec);
      await learnFrom(await keysWith(call, marker, spec), marker, spec, holder);

      const made = await makeKey(call, await identityFor(call, spec), marker, spec);
      await finish(made, marker, spec, holder);
      return { keyId: made.id, clientId: spec.kind === 'oidc' ? made.clientId : null, secret: made.secret };
    },

    disable: (keyId) => switchKey(call, keyId, false),
    enable: (keyId) => switchKey(call, keyId, true),
  };

  /**
   * A key that was refused after it had been made, under the same marker, tells whether another one would be refused too, without making it:
   * it is tried every few minutes, for as long as people need.
   */
  async function learnFrom(earlier: readonly Placed[], marker: string, spec: KeySpec, holder: string | undefined) {
    const last = earlier.findLast(({ key }) => !key.Deleted);
    if (!last) return;
    if (!isOn(last.key)) await check(last, marker, spec, holder);
    if (earlier.length < mostKeys) return;
    throw new IssuerRefused(
      'too-many',
      `${earlier.length} keys were made for this request and none reached its developer. They are disabled; delete them in the key administration, and it is tried again.`,
    );
  }

  /** A key that is not as it was approved must not stay on, whoever might have its secret. */
  async function finish(
    made: Placed & { readonly secret: string },
    marker: string,
    spec: KeySpec,
    holder: string | undefined,
  ): Promise<void> {
    try {
      await check(made, marker, spec, holder);
    } catch (error) {
      if (!(error instanceof IssuerRefused)) throw error;
      await switchKey(call, made.id, false);
      throw error.said?.includes(made.secret) ? new IssuerRefused(error.code, error.message) : error;
    }
  }

  async function check(
    { key, path }: Placed,
    marker: string,
    spec: KeySpec,
    holder: string | undefined,
  ): Promise<void> {
    const missing = leftOut(key, marker, spec);
    if (missing.length > 0) {
      throw new IssuerRefused(
        'left-out',
        `The key administration API made a key without ${missing.join(', ')}; it is disabled again. Have the operator make this key by hand.`,
      );
    }
    if (holder !== undefined) await authorize(call, path, holder, spec);
  }
}
