import { type Attestation, attestWithinMs } from '../domain/attestation';
import { type Authorization, decidersIn } from '../domain/authorization';
import { hearObjectionsMs, isOpen, type RegisterChange } from '../domain/register-change';
import { changeLines, entryLines, summaryOf } from '../domain/register-words';
import type { LetterFile, LetterInput } from '../mail/render';
import { digestOf } from '../secrets/digest';
import type { NewRegisterLink, RegisterCorrespondence, RegisterFile } from '../store/port';
import type { TemplateName, TemplateVariables } from '../templates';
import { inWords } from './calendar';
import type { ActivityContext } from './context';
import { newRegisterLink } from './links';

/** Letters about a register, with what they carry and begin. */
export interface RegisterDrafts extends Pick<RegisterCorrespondence, 'attestation'> {
  readonly letters: readonly LetterInput[];
  readonly links: readonly NewRegisterLink[];
}

/** Letters of a register that are owed: written once under their key. Undefined: there is nothing to say. */
export interface Owed {
  readonly key: string;
  readonly drafts: () => RegisterDrafts | Promise<RegisterDrafts | undefined>;
}

interface Recipient {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** To everybody who decides, and to whom it is about, where they are listed: this changes, and if it is wrong, say so. */
export function changeDrafts(
  { settings }: ActivityContext,
  file: RegisterFile,
  change: RegisterChange,
): RegisterDrafts {
  const inForceAt = change.inForceAt!;
  const drafts = recipientsOf(file, change).map((recipient) => {
    const { url, code, link } = newRegisterLink(settings.baseUrl, {
      purpose: 'objection',
      approverId: recipient.id,
      changeId: change.id,
      attestationId: null,
      deadline: inForceAt + hearObjectionsMs,
    });
    const variables = {
      mls: file.register.mls.name,
      requestId: change.id,
      recipient: { name: recipient.name },
      summary: summaryOf(change),
      details: [
        ...changeLines(change, file.register),
        { what: 'Reason', value: change.reason },
        { what: 'Proposed by', value: change.proposedBy.name },
        { what: 'Confirmed by', value: change.confirmedBy?.name ?? '' },
      ],
      inForceAt: inWords(inForceAt, file.timeZone),
      isWaiting: isOpen(change),
      objectUrl: url,
      code,
    };
    return { input: letterTo(file, recipient, 'register-change', change.id, variables), link };
  });
  return { letters: drafts.map(({ input }) => input), links: drafts.map(({ link }) => link) };
}

/** To the same people: it does not come into force. */
export function stoppedDrafts(
  file: RegisterFile,
  change: RegisterChange,
  { by, because }: NonNullable<RegisterChange['stopped']>,
): RegisterDrafts {
  const letters = recipientsOf(file, change).map((recipient) =>
    letterTo(file, recipient, 'register-stopped', change.id, {
      mls: file.register.mls.name,
      requestId: change.id,
      recipient: { name: recipient.name },
      summary: summaryOf(change),
      by,
      because,
    }),
  );
  return { letters, links: [] };
}

/** The round of asking that is open, or the one that begins now. */
export function roundOf({ attestations }: RegisterFile, { id: approverId }: Authorization) {
  const rounds = attestations.filter((each) => each.approverId === approverId);
  const open = rounds.find(({ answeredAt, givenUpAt }) => answeredAt === null && givenUpAt === null);
  // The same however often it is computed, and no name in it.
  const id = open?.id ?? digestOf({ approverId, round: rounds.length + 1 }).slice(0, 32);
  return { id, isNew: open === undefined } satisfies Pick<Attestation, 'id'> & { isNew: boolean };
}

/** Does it still hold? `count`: which letter of the round it is. */
export function attestDrafts(
  { settings }: ActivityContext,
  file: RegisterFile,
  entry: Authorization,
  round: ReturnType<typeof roundOf>,
  count: number,
): RegisterDrafts {
  const { url, code, link } = newRegisterLink(settings.baseUrl, {
    purpose: 'attestation',
    approverId: entry.id,
    changeId: null,
    attestationId: round.id,
    deadline: file.at + attestWithinMs,
  });
  const variables = {
    mls: file.register.mls.name,
    requestId: round.id,
    approver: { name: entry.name },
    details: [...entryLines(entry, file.register)],
    attestUrl: url,
    code,
    again: !round.isNew,
  };
  const letter = letterTo(file, entry, 'attest', `${round.id}.${count}`, variables);
  const attestation = round.isNew ? { attestation: { id: round.id, approverId: entry.id } } : {};
  return { letters: [letter], links: [link], ...attestation };
}

/** Those who decide now, and the person at the mailbox that the entry had, each mailbox once. */
function recipientsOf({ register }: RegisterFile, { approverId, before }: RegisterChange): readonly Recipient[] {
  const people: readonly Recipient[] = decidersIn(register, null);
  const isTold = before === null || people.some(({ email }) => email === before.email);
  return isTold ? people : [...people, { id: approverId, name: before.name, email: before.email }];
}

export function letterTo<N extends TemplateName>(
  { register, at }: RegisterFile,
  { id: recipientId, name, email }: Recipient,
  template: N,
  about: string,
  variables: TemplateVariables<N>,
  attachments: readonly LetterFile[] = [],
): LetterInput<N> {
  const id = ['register', template, about, recipientId].join('.');
  return {
    id,
    requestId: `register.${register.mls.id}`,
    template,
    recipient: { name, email },
    variables,
    date: at,
    attachments,
  };
}
