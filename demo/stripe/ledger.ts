import { randomBytes } from 'node:crypto';
import { missing } from './refused';
import type { AnyThing, Kind, Things } from './things';

type Given = 'id' | 'object' | 'created' | 'livemode';

/** All that Stripe would keep, in memory. Things are never altered but replaced: what was told in an event stays as it was. */
export interface Ledger {
  add<K extends Kind>(kind: K, rest: Omit<Things[K], Given>, id?: string): Things[K];
  change<T extends AnyThing>(thing: T, change: Partial<T>): T;
  /** @param param the parameter that named it, if it was not the path. @throws Refused when there is none. */
  get<K extends Kind>(kind: K, id: string, param?: string): Things[K];
  find(id: string): AnyThing | undefined;
  /** Oldest first. */
  all<K extends Kind>(kind: K): readonly Things[K][];
}

const prefixes: Readonly<Record<Kind, string>> = {
  customer: 'cus',
  payment_method: 'pm',
  setup_intent: 'seti',
  'checkout.session': 'cs_test',
  payment_intent: 'pi',
  invoice: 'in',
  invoiceitem: 'ii',
  invoice_payment: 'inpay',
};

export const now = (): number => Math.floor(Date.now() / 1000);
export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
/** For what must stand in the thing itself, as the address of its page does. */
export const idFor = (kind: Kind): string => newId(prefixes[kind]);

export function createLedger(): Ledger {
  const things = new Map<string, AnyThing>();

  function keep<T extends AnyThing>(thing: T): T {
    things.set(thing.id, thing);
    return thing;
  }

  return {
    add: (kind, rest, id = idFor(kind)) =>
      keep({ id, object: kind, created: now(), livemode: false, ...rest } as unknown as Things[typeof kind]),
    change: (thing, change) => keep({ ...thing, ...change }),
    get(kind, id, param) {
      const thing = things.get(id);
      if (thing?.object !== kind) throw missing(kind, id, param);
      return thing as Things[typeof kind];
    },
    find: (id) => things.get(id),
    all: <K extends Kind>(kind: K) =>
      [...things.values()].filter(({ object }) => object === kind) as unknown as readonly Things[K][],
  };
}
