import type { MailJudgement, MailSource } from '../../domain/received-mail';
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
/** What is attached to a mail, in these tests. */
const unpack = async (raw: Uint8Array) => {
  const { attached = [] } = JSON.parse(Buffer.from(raw).toString()) as { readonly attached?: readonly object[] };
  return attached.map((each) => Buffer.from(JSON.stringify(each)));
};
beforeAll(async () => (workflows = await openChainEnv({ judge, unpack })));
afterAll(() => workflows.close());

const byMail = chain(step('mls', ['ann'], { accepts: ['link+code', 'reply'] }));
const envelope = { ip: null, helo: null, sender: null, recipients: [] };

/** What the judge will find out about an answer to the question. */
async function answer(scene: ChainScene, more: Partial<MailJudgement> = {}): Promise<MailJudgement> {
  const { subject, to } = await scene.mailed('ann', /approve data/i);
  return {
    verdict: 'proved',
    rule: 'proved',
    reason: 'Signed by mls.example.',
    from: to,
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
}

/** A mail arrives and is told of; resolves with its id. */
async function arrives(scene: ChainScene, more: Partial<MailJudgement> = {}): Promise<string> {
  return comes(scene, await answer(scene, more));
}

async function comes(scene: ChainScene, mail: object, source: MailSource = 'smtp'): Promise<string> {
  const raw = Buffer.from(JSON.stringify(mail));
  const { id, dispatch } = await scene.store.mails.receive({ raw, source, envelope });
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

test('an original that staff upload attached to another mail proves itself, or nothing', async () => {
  await workflows.run(byMail, async (scene) => {
    const original = await answer(scene);
    const outer = {
      ...original,
      from: 'kim@operator.example',
      subject: 'Fwd: the approval',
      messageId: '<outer@x>',
      command: null,
    };
    const mailId = await comes(scene, { ...outer, attached: [original] }, 'upload');
    await scene.until('it is sorted', async () => (await outcomeOf(scene, mailId)) !== null);
    expect(await outcomeOf(scene, mailId)).toMatchObject({
      kind: 'noted',
      because: expect.stringContaining('attached'),
    });
    // The relay tells of what was attached.
    for (const dispatch of await scene.store.dispatches.claim(1_000, 0, 1_000)) {
      if (dispatch.message.type === 'mail') await scene.tell(dispatch);
    }
    await scene.mailed('dana', /ready/);
  });
});

test('what is attached to a mail that came by SMTP is not looked at', async () => {
  await workflows.run(byMail, async (scene) => {
    const original = await answer(scene);
    const outer = {
      ...original,
      from: 'eve@evil.example',
      subject: 'Fwd: the approval',
      messageId: '<outer2@x>',
      command: null,
    };
    const mailId = await comes(scene, { ...outer, attached: [original] });
    await scene.until('it is sorted', async () => (await outcomeOf(scene, mailId)) !== null);
    expect((await scene.events()).includes('approved')).toBe(false);
  });
});
