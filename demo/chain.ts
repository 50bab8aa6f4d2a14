import { randomUUID } from 'node:crypto';
import { payWhenAsked } from './card';
import { answerMail, reader, support, type Tell, type World } from './people';

/** What an approval chain lives through when people are busy, curious or away. */
export interface PlayedChain {
  readonly quorumReached: boolean;
  readonly questionAnswered: boolean;
  readonly delegated: boolean;
  readonly reminded: boolean;
  readonly escalated: boolean;
}

const at = (who: string) => `${who}@blue-mesa.example`;

/**
 * A committee of which two of three must approve, asked side by side: one asks the developer first, one hands on. Then the MLS admin
 * stays silent: she is reminded, and her deputy is asked. (A business day lasts seconds here.)
 */
export async function playChain(world: World, tell: Tell): Promise<PlayedChain> {
  const staff = support(world);
  const read = reader(world);
  const { request } = await staff.start(
    {
      planId: 'blue-mesa-idx',
      developerId: 'ines-silva',
      keyHolder: { kind: 'generic-agent', flexmlsUser: null },
      product: { name: 'Silva Casas', url: 'https://casas.example' },
      use: 'A public site in two languages that shows current listings to home buyers.',
      termsAccepted: true,
    },
    randomUUID(),
  );
  const { id } = request;
  const mail = (to: string, words: RegExp) => read(to, id, words);
  const kinds = async () => (await staff.events(id)).map(({ kind }) => kind);
  tell(
    'Support',
    'starts a request for Inês Silva: IDX data of Blue Mesa MLS; three of its committee are asked at once',
  );

  await answerMail(await mail(at('otto.kline'), /Approve data/), 'decision', {
    verdict: 'ask',
    reason: 'Who translates the listings?',
  });
  tell('Otto Kline', 'asks the developer first: Who translates the listings?');
  const toInes = await mail('ines@silva-filhos.example', /question/i);
  await answerMail(toInes, 'answer', { text: 'A sworn translator; the English text stays beside it.' });
  tell('Inês Silva', 'answers on a page');
  const answered = await mail(at('otto.kline'), /Answered/);
  const questionAnswered = answered.text.includes('sworn translator');
  await answerMail(answered, 'decision', { verdict: 'approve' });
  tell('Otto Kline', 'sees question and answer side by side, and approves');

  await answerMail(await mail(at('lena.wirth'), /Approve data/), 'decision', {
    verdict: 'delegate',
    toId: 'rosa-quint',
    reason: 'Rosa knows this developer.',
  });
  tell('Lena Wirth', 'hands her place on to Rosa Quint');
  const toRosa = await mail(at('rosa.quint'), /Approve data/);
  const delegated = toRosa.text.replace(/\s+/g, ' ').includes('Rosa knows this developer.');
  await answerMail(toRosa, 'decision', { verdict: 'approve' });
  await mail(at('ines.ford'), /Approve data/);
  const quorumReached = (await staff.show(id)).standing.because.includes('Ines Ford');
  tell('Rosa Quint', 'approves: two of three is enough, Paul Arden need not answer, and the MLS admin is asked');

  await mail(at('ines.ford'), /Reminder/);
  tell('Ines Ford', 'has not answered and is reminded');
  const instead = await mail(at('rosa.quint'), /step 2 of 2/);
  tell('Rosa Quint', 'her deputy, is asked as well, and approves');
  await answerMail(instead, 'decision', { verdict: 'approve' });
  await payWhenAsked(world, id, 'ines@silva-filhos.example');
  await mail('ines@silva-filhos.example', /ready/i);
  const happened = await kinds();
  return {
    quorumReached,
    questionAnswered,
    delegated,
    reminded: happened.includes('reminded'),
    escalated: happened.includes('escalated') && (await staff.show(id)).standing.state === 'approved',
  };
}
