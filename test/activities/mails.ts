import { simpleParser } from 'mailparser';
import { hashToken } from '../../secrets/token';
import type { AnswerByLink, ChosenAct, LinkPurpose } from '../../store/port';
import type { MemoryMailer } from '../support/memory-mailer';
import type { OpenStore } from '../support/store-scene';

/** Does something by the newest mail to that approver, and nothing may stand against it. */
export async function act(
  { store }: OpenStore,
  mailer: MemoryMailer,
  who: string,
  chosen: ChosenAct,
  reason = 'so be it',
): Promise<void> {
  const link = await linkFrom(mailer, who, 'decision');
  const outcome = await store.decisions.decideByLink({ ...link, act: chosen, reason, circumstances: {} });
  if (outcome.kind !== 'recorded') throw new Error(`could not ${chosen.verdict}: ${JSON.stringify(outcome)}`);
}

/** The developer answers by the newest mail. */
export async function answer(
  { store }: OpenStore,
  mailer: MemoryMailer,
  text: string,
  revision: AnswerByLink['revision'] = null,
): Promise<void> {
  const link = await linkFrom(mailer, 'dana', 'answer');
  const outcome = await store.answers.answerByLink({ ...link, text, attachments: [], revision });
  if (outcome.kind !== 'recorded') throw new Error(`could not answer: ${JSON.stringify(outcome)}`);
}

async function linkFrom({ sent }: MemoryMailer, who: string, purpose: LinkPurpose) {
  const mails = await Promise.all(
    sent
      .filter(({ envelope }) => envelope.to.startsWith(`${who}@`))
      .map(({ bytes }) => simpleParser(Buffer.from(bytes))),
  );
  const links = mails.flatMap(({ text = '' }) => {
    const token = new RegExp(`/${purpose}/([\\w-]{43})`).exec(text)?.[1];
    const code = /^ {4}([A-Z0-9]{3}) ([A-Z0-9]{3})$/m.exec(text);
    return token && code ? [{ tokenHash: hashToken(token), code: `${code[1]}${code[2]}` }] : [];
  });
  const link = links.at(-1);
  if (!link) throw new Error(`${who} has no mail with a ${purpose} link.`);
  return link;
}
