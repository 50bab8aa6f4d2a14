import { randomUUID } from 'node:crypto';
import { verifyOffline } from './auditor';
import { composeReply, sendRaw } from './mail';
import { codeIn, fillIn, linkIn, type Mail, type MailWorld, reader, secretIn, support, type Tell } from './people';

/** An MLS without a fitting plan is asked directly, and says yes by mail. */
export interface PlayedContact {
  readonly directContactIssued: boolean;
  /** Its evidence, checked without us. */
  readonly isVerified: boolean;
}

const eva = 'eva.ruiz@summit-ridge.example';
const lee = 'lee@parkview-apps.example';

export async function playContact(world: MailWorld, tell: Tell): Promise<PlayedContact> {
  const staff = support(world);
  const read = reader(world);
  const { request } = await staff.contact(wish, randomUUID());
  tell('Lee Park', 'finds no plan that fits, so Summit Ridge MLS is asked directly');
  const question = await read(eva, request.id, /an API key .* #[A-Z0-9]{10}$/i);
  await read('support@countersign.example', request.id, /^\S+ Copy: /);
  tell('Eva Ruiz', `of the MLS gets it, with support in copy: ${question.subject}`);

  await write(world, eva, question, 'Could you send us the contract with the brokerage?');
  const passedOn = await read(lee, request.id, /Eva Ruiz wrote/);
  tell('Lee Park', `gets her question by mail: ${passedOn.subject}`);
  await write(world, lee, passedOn, 'Here it is.', [{ filename: 'contract.txt', content: 'Between the two of us.' }]);
  const answered = await read(eva, request.id, /Lee Park wrote/);
  tell('Eva Ruiz', `gets the answer, and that a file came with it: ${answered.subject}`);

  await write(world, eva, question, 'Approve');
  const ready = await read(lee, request.id, /ready/i);
  const { text } = await fillIn(linkIn(ready, 'pickup'), { code: codeIn(ready) });
  const [asked, sent, ...more] = await staff.messages(request.id);
  const { standing } = await staff.show(request.id);
  tell('Eva Ruiz', `answers the question itself with one word: ${standing.because}`);
  const isVerified = await verifyOffline(await staff.evidence(request.id));
  tell('An auditor', `checks what the key hangs on, offline: ${isVerified ? 'it holds' : 'IT DOES NOT HOLD'}`);
  const directContactIssued =
    standing.state === 'approved' &&
    secretIn(text) !== undefined &&
    asked?.from.side === 'mls' &&
    sent?.from.side === 'developer' &&
    sent.attachments.length === 1 &&
    more.length === 0;
  return { directContactIssued, isVerified };
}

const wish = {
  mlsId: 'summit-ridge',
  developerId: 'lee-park',
  keyKind: 'bearer',
  role: 'private',
  keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
  product: { name: 'Ridge Desk', url: 'https://desk.parkview-apps.example' },
  use: 'A back-office desk on which the agents of one brokerage prepare their open houses.',
  statement: {
    agent: 'Jordan Doe',
    office: 'Doe & Vale Realty',
    licence: 'CO-471-0098',
    authorization: 'Jordan Doe ordered the product; the contract can be sent.',
    audience: 'Agents of the brokerage, behind a log-in; nobody else.',
    handling: 'Kept for a day, shown behind a log-in, never exported.',
    fields: 'All fields that a member may see, of active and pending listings.',
    otherMlses: '',
    redirectUri: '',
  },
  termsAccepted: true,
};

/** Answers a mail, signed by the mail server of whoever writes. */
export async function write(
  { smtp, signer }: MailWorld,
  from: string,
  answered: Mail,
  words: string,
  files: Parameters<typeof composeReply>[4] = [],
): Promise<void> {
  const raw = await composeReply(from, answered, words, { domain: from.split('@')[1]!, by: signer }, files);
  await sendRaw(smtp, from, raw);
}
