import type { RequestFile } from '../store/port';
import type { Credential } from '../domain/credential';
import { inWords } from './calendar';
import { permanent } from './failures';
import type { ActivityContext } from './context';
import { aboutRequest, requestFile } from './request-file';

type Letters = { readonly letters: readonly string[] };

export function pickUpActivities({ store, issuer, renderer, settings }: ActivityContext) {
  /** The time to pick up is over: a secret nobody came for is erased and its key disabled. Nothing happens when it was picked up. */
  async function closePickUp({ credentialId }: { credentialId: string }): Promise<Letters> {
    const lapsed = await store.credentials.lapse(credentialId);
    if (!lapsed) return { letters: [] };
    await issuer.disable(lapsed.keyId);
    const file = await requestFile(store, lapsed.requestId);
    const variables = {
      until: inWords(lapsed.pickUpUntil, file.request.ask.mls.timeZone),
      support: settings.support.email,
    };
    return writeDeveloper(file, 'pickup-lapsed', lapsed, variables);
  }

  /** Staff end the key, for good or to make a new one; when it is replaced, the letter about the new key says so. */
  async function disableKey(order: {
    requestId: string;
    by: string;
    reason: string;
    isReplaced: boolean;
  }): Promise<Letters> {
    const disabled = await store.credentials.disable(order.requestId, order.by, order.reason);
    if (!disabled) return { letters: [] };
    await issuer.disable(disabled.keyId);
    if (order.isReplaced) return { letters: [] };
    const file = await requestFile(store, order.requestId);
    return writeDeveloper(file, 'key-disabled', disabled, { because: order.reason, support: settings.support.email });
  }

  /** Somebody came to the pickup page after the secret was shown: the developer and support should know, since one of the two was not the developer. */
  async function warnOpenedAgain({ credentialId }: { credentialId: string }): Promise<Letters> {
    const credential = await store.credentials.find(credentialId);
    if (!credential) throw permanent('CredentialUnknown', 'The store has no such credential.');
    const file = await requestFile(store, credential.requestId);
    const { requester, mls } = file.request.ask;
    const variables = {
      ...aboutRequest(file),
      openedAt: inWords(credential.pickedUpAt ?? file.at, mls.timeZone),
      again: inWords(file.at, mls.timeZone),
      support: settings.support.email,
    };
    const letters = await Promise.all(
      [requester, settings.support].map(({ name, email }, place) =>
        renderer.render({
          id: `${file.request.id}.opened-again.${credential.generation}.${place === 0 ? 'developer' : 'support'}`,
          requestId: file.request.id,
          template: 'opened-again',
          recipient: { name, email },
          date: file.at,
          variables: { ...variables, recipient: { name } },
        }),
      ),
    );
    await store.letters.write({ requestId: file.request.id, letters });
    return { letters: letters.map(({ id }) => id) };
  }

  async function writeDeveloper(
    file: RequestFile,
    template: 'pickup-lapsed' | 'key-disabled',
    { generation }: Credential,
    variables: { because?: string; until?: string; support: string },
  ): Promise<Letters> {
    const { requester } = file.request.ask;
    const letter = await renderer.render({
      id: `${file.request.id}.${template}.${generation}`,
      requestId: file.request.id,
      template,
      recipient: requester,
      date: file.at,
      variables: { ...aboutRequest(file), requester: { name: requester.name }, ...variables } as never,
    });
    await store.letters.write({ requestId: file.request.id, letters: [letter] });
    return { letters: [letter.id] };
  }

  return { closePickUp, disableKey, warnOpenedAgain };
}
