import type { MailJudgement } from '../../domain/received-mail';
import { replyCodeIn } from '../../domain/reply-code';
import type { MailJudge } from '../../mail/port';
import { type ChainScene, openChainEnv } from '../support/chain-scene';
import { chain, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
/** How often DNS will not answer. */
let silences = 0;
const judge: MailJudge = async (raw) => {
  const said = JSON.parse(Buffer.from(raw).toString()) as MailJudgement;
  if (silences > 0) {
    silences -= 1;
    return { ...said, verdict: 'retry', reason: 'DNS did not answer.' };
  }
  return said;
};
beforeAll(async () => (workflows = await openChainEnv({ judge })));
afterAll(() => workflows.close());

const byMail = chain(step('mls', ['ann'], { accepts: ['link+code', 'reply'] }));
const envelope = { ip: null, helo: null, sender: null, recipients: [] };

/** A mail of which the judge will find out what it says here; resolves with its id once its workflow has ended. */
async function arrives(scene: ChainScene, more: Partial<MailJudgement> = {}): Promise<string> {
  const { subject } = await scene.mailed('ann', /approve data/i);
  const judgement: MailJudgement = {
    verdict: 'proved',
    rule: 'proved',
    reason: 'Signed by mls.example.',
    from: (await scene.mailed('ann', /approve data/i)).to,
    machine: null,
    command: 'approve',
    commandReason: 'It says so.',
    subject: `Re: ${subject}`,
    messageId: `<${scene.requestId}@mls.example>`,
    date: await scene.now(),
    signedBy: 'mls.example',
    dnsAnswers: {},
    bounce: null,
    ...more,
  };
  const { id, dispatch } = await scene.store.mails.receive({
    raw: Buffer.from(JSON.stringify(judgement)),
    source: 'smtp',
    envelope,
  });
  await scene.chains.tell(dispatch!);
  return id;
}

const outcomeOf = async ({ store }: ChainScene, mailId: string) => (await store.mails.find(mailId))!.outcome;

test('an answer by mail decides as the page does, and the key follows', async () => {
  await workflows.run(byMail, async (scene) => {
    expect(replyCodeIn((await scene.mailed('ann', /approve data/i)).subject)).toHaveLength(10);
    const mailId = await arrives(scene);
    await scene.mailed('dana', /ready/);
    expect(await outcomeOf(scene, mailId)).toMatchObject({ kind: 'decided', requestId: scene.requestId });
    const code = replyCodeIn((await scene.mailed('ann', /approve data/i)).subject)!;
    const kept = JSON.stringify([
      await scene.store.audit.ofRequest(scene.requestId),
      await scene.store.letters.ofRequest(scene.requestId),
    ]);
    expect(kept).not.toContain(code);
    // What was done in her name, with a way to say "not me".
    await scene.mailed('ann', /recorded/i);
  });
});

test('a step that does not take mails has no reply code', async () => {
  await workflows.run(chain(step('mls', ['ann'], { accepts: ['link+code'] })), async (scene) => {
    expect(replyCodeIn((await scene.mailed('ann', /approve data/i)).subject)).toBeUndefined();
  });
});

test('[case 40] while DNS does not answer a mail is neither proved nor forged: it is tried again', async () => {
  await workflows.run(byMail, async (scene) => {
    silences = 3;
    await arrives(scene);
    await scene.sleep('1 hours');
    await scene.mailed('dana', /ready/);
    expect(silences).toBe(0);
  });
});

test('[case 40] a mail that cannot be judged for days waits for a person; the chain goes on', async () => {
  await workflows.run(byMail, async (scene) => {
    silences = Number.POSITIVE_INFINITY;
    const mailId = await arrives(scene);
    await scene.sleep('4 days');
    await scene.until('it is queued', async () => (await outcomeOf(scene, mailId)) !== null);
    silences = 0;
    expect(await outcomeOf(scene, mailId)).toMatchObject({ kind: 'queued', because: expect.stringContaining('DNS') });
    expect((await scene.events()).includes('approved')).toBe(false);
  });
});

test('[case 42] [case 43] what a program wrote decides nothing', async () => {
  await workflows.run(byMail, async (scene) => {
    const mailId = await arrives(scene, { machine: 'auto-reply', command: null });
    await scene.until('it is sorted', async () => (await outcomeOf(scene, mailId)) !== null);
    expect(await outcomeOf(scene, mailId)).toMatchObject({ because: expect.stringContaining('auto-reply') });
    expect((await scene.events()).includes('approved')).toBe(false);
  });
});

test('[case 45] an unclear answer brings the question once more, with a link', async () => {
  await workflows.run(byMail, async (scene) => {
    await arrives(scene, { command: null, commandReason: 'It has both words.' });
    await scene.mailed('ann', /new link/i);
  });
});

test('a mail without a code waits for a person', async () => {
  await workflows.run(byMail, async (scene) => {
    const mailId = await arrives(scene, { subject: 'Hello' });
    await scene.until('it is queued', async () => (await outcomeOf(scene, mailId)) !== null);
    expect(await outcomeOf(scene, mailId)).toMatchObject({ kind: 'queued', requestId: null });
  });
});
