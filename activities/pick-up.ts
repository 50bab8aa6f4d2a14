import type { Credential } from '../domain/credential';
import type { LetterInput } from '../mail/render';
import type { TemplateName } from '../templates';
import { atIssuer } from './at-issuer';
import { askToDisable } from './by-hand';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { credentialOf } from './credential-of';
import { disableOthers } from './make-key';
import { aboutAndRequester, aboutRequest, letterAbout, type Letters, requestFile } from './request-file';
import { sendOnce } from './send-once';

export function pickUpActivities(context: ActivityContext) {
  const { store, settings } = context;
  const { support } = settings;

  /**
   * The time to pick up is over: a secret nobody came for is erased and its key disabled; one that was picked up stays. Either way it is looked
   * once more for keys beside it, which an attempt may have left that was taken for dead.
   */
  async function closePickUp({ credentialId }: { credentialId: string }): Promise<Letters> {
    const lapsed = await store.credentials.lapse(credentialId);
    const credential = lapsed ?? (await credentialOf(store, credentialId));
    const file = await requestFile(store, credential.requestId);
    if (!lapsed) {
      await disableOthers(context, file, credential);
      return { letters: [] };
    }
    await endAtIssuer(context, lapsed);
    const until = inWords(lapsed.pickUpUntil, file.request.ask.mls.timeZone);
    const variables = { ...aboutAndRequester(file), until, support: support.email };
    return write(file.request.id, [letterAbout(file, 'pickup-lapsed', variables, { part: String(lapsed.generation) })]);
  }

  /**
   * Staff end the key, for good or to make a new one; when it is replaced, the letter about the new key says so.
   * Answers with the generation that was ended, or null when there is no key.
   */
  async function disableKey(order: {
    requestId: string;
    by: string;
    reason: string;
    isReplaced: boolean;
    /** Only if that key is still the one. */
    credentialId?: string;
  }): Promise<Letters & { readonly generation: number | null }> {
    const disabled = await store.credentials.disable(order.requestId, order.by, order.reason, order.credentialId);
    if (!disabled) return { letters: [], generation: null };
    const { generation } = disabled;
    await endAtIssuer(context, disabled);
    if (order.isReplaced) return { letters: [], generation };
    const file = await requestFile(store, order.requestId);
    const variables = { ...aboutAndRequester(file), because: order.reason, support: support.email };
    const written = await write(order.requestId, [
      letterAbout(file, 'key-disabled', variables, { part: String(generation) }),
    ]);
    return { ...written, generation };
  }

  /** Somebody came after the secret was shown: the developer and support should know, since one of the two was not the developer. */
  async function warnOpenedAgain({ credentialId }: { credentialId: string }): Promise<Letters> {
    const credential = await credentialOf(store, credentialId);
    const file = await requestFile(store, credential.requestId);
    const { requester, mls } = file.request.ask;
    const openedAt = inWords(credential.pickedUpAt ?? file.at, mls.timeZone);
    const variables = {
      ...aboutRequest(file),
      openedAt,
      again: inWords(file.at, mls.timeZone),
      support: support.email,
    };
    const warning = (recipient: { name: string; email: string }, whom: string) =>
      letterAbout(
        file,
        'opened-again',
        { ...variables, recipient: { name: recipient.name } },
        { part: `${credential.generation}.${whom}`, recipient },
      );
    return write(file.request.id, [warning(requester, 'developer'), warning(support, 'support')]);
  }

  /** The first letter's id tells one occasion from another. */
  async function write<N extends TemplateName>(requestId: string, inputs: readonly LetterInput<N>[]): Promise<Letters> {
    return sendOnce(context, requestId, inputs[0]!.id, async () => ({ drafts: inputs.map((input) => ({ input })) }));
  }

  /**
   * An approval was taken back after the key was made: the key ends. Nothing happens when the store shows no such thing.
   * Answers with whether it was revoked.
   */
  async function revokeKey({ requestId }: { requestId: string }): Promise<{ readonly isRevoked: boolean }> {
    const { standing } = await store.requests.settle(requestId);
    if (standing.state !== 'revoked') return { isRevoked: false };
    const disabled = await store.credentials.disable(requestId, standing.by.name, standing.because);
    if (disabled) await endAtIssuer(context, disabled);
    return { isRevoked: true };
  }

  return { closePickUp, disableKey, revokeKey, warnOpenedAgain };
}

/** So that the key stops working where it was made. */
async function endAtIssuer(context: ActivityContext, credential: Credential): Promise<void> {
  const { issuer, keyId, generation } = credential;
  const file = await requestFile(context.store, credential.requestId);
  if (issuer === 'by-hand') return askToDisable(context, file, credential);
  await atIssuer(context, file, generation, () => context.issuers.named(issuer).disable(keyId));
  await disableOthers(context, file, credential);
}
