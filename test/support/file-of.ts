import type { Chain } from '../../domain/chain';
import type { Facts } from '../../domain/decision';
import { evaluate } from '../../domain/evaluate';
import type { RequestFile } from '../../store/port';
import { digest } from './samples';

/** The file of a request of which these facts are known, as the store would read it at `at`. */
export function fileOf(chain: Chain, facts: Facts, at = 500): RequestFile {
  return {
    request: {
      id: 'r1',
      ask: {
        kind: 'purchase-with-approval',
        mls: { id: 'harbor', name: 'Harbor MLS', timeZone: 'America/Chicago' },
        plan: { id: 'idx', name: 'IDX', role: 'idx', keyKind: 'bearer' },
        keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
        requester: { id: 'dana', name: 'Dana Fox', email: 'dana@foxglove.example', company: 'Foxglove' },
        product: { name: 'Foxglove Search', url: null },
        use: 'A public search site.',
        termsVersion: '1',
        termsHash: 'h1',
        price: { minor: 0, currency: 'USD' },
      },
      digest,
      revision: 1,
      startedBy: { id: 'sam', name: 'Sam', email: 'sam@operator.example' },
      createdAt: 0,
    },
    chain,
    facts,
    standing: evaluate(chain, facts, at),
    credential: null,
    payment: null,
    at,
  };
}
