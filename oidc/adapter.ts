import Library, { type Adapter, type AdapterPayload } from 'oidc-provider';
import type { OidcEntry, OidcStore } from '../store/port';

/** The operator's own calls about a client: they reach a disabled one too. */
const management: ReadonlySet<unknown> = new Set(['client', 'client_update', 'client_delete']);

/** Keeps what the library has to keep in our store. */
export function createAdapter(store: OidcStore): (model: string) => Adapter {
  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const forMs = typeof expiresIn === 'number' ? expiresIn * 1_000 : null;
      await store.save(model, id, payload, { group: groupOf(model, payload), forMs });
    },

    async find(id) {
      const payload = read(await store.find(model, id));
      return payload && isHidden(model, payload) ? undefined : payload;
    },

    findByUid: async (uid) => read((await store.inGroup(model, groups.session(uid)))[0]),
    // Only devices have user codes, and none sign in here.
    findByUserCode: async () => undefined,
    consume: (id) => store.consume(model, id),
    destroy: (id) => store.remove(model, id),
    revokeByGrantId: (grantId) => store.removeGroup(groups.grant(grantId)),
  });
}

/** What entries are found by together. */
export const groups = {
  session: (uid: string) => `session:${uid}`,
  grant: (id: string) => `grant:${id}`,
  marker: (marker: string) => `marker:${marker}`,
  client: (id: string) => `client:${id}`,
};

function groupOf(model: string, { uid, software_id, clientId, grantId }: AdapterPayload): string | null {
  if (model === 'Session') return groups.session(uid!);
  if (model === 'Client') return typeof software_id === 'string' ? groups.marker(software_id) : null;
  if (model === 'RegistrationAccessToken') return groups.client(clientId!);
  return grantId === undefined ? null : groups.grant(grantId);
}

/** A disabled client is as good as none, whoever asks: so is every token that it was given. */
function isHidden(model: string, { enabled }: AdapterPayload): boolean {
  return model === 'Client' && enabled === false && !management.has(Library.ctx?.oidc.route);
}

function read(entry: OidcEntry | undefined): AdapterPayload | undefined {
  if (!entry) return undefined;
  const { payload, consumedAt } = entry;
  return consumedAt === null ? payload : { ...payload, consumed: Math.floor(consumedAt / 1_000) };
}
