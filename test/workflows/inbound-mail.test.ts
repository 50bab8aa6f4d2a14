import type { MailJudgement, MailSource } from '../../domain/received-mail';
import { replyCodeIn } from '../../domain/reply-code';
import type { MailJudge } from '../../mail/port';
import { approve, type ChainScene, openChainEnv } from '../support/chain-scene';
import { approver, chain, step } from '../support/samples';

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

/** Ann may be stood in for by Alt, whom the clock asks after six business days. */
const withAlternate = chain(step('mls', ['ann'], { alternates: [approver('alt')] }));
const dayIn = async (scene: ChainScene, days: number) =>
  new Date((await scene.now()) + days * 86_400_000).toISOString().slice(0, 10);

test('[case 42] whoever is away past the day on which alternates are asked is stood in for at once, and keeps the place', async () => {
  await workflows.run(withAlternate, async (scene) => {
    const returns = await dayIn(scene, 30);
    await arrives(scene, { machine: 'auto-reply', command: null, returns });
    await scene.mailed('alt', /approve data/i);
    expect(await scene.events()).toEqual(expect.arrayContaining(['absence-told', 'escalated']));
    const { facts } = (await scene.store.requests.file(scene.requestId))!;
    expect(facts.seatings).toMatchObject([
      { kind: 'escalated', from: 'ann', to: { id: 'alt' }, reason: `Ann is away until ${returns}.` },
    ]);
    await scene.act('ann', approve);
    await scene.mailed('dana', /ready/);
  });
});

test('[case 42] whoever is back sooner is only noted', async () => {
  await workflows.run(withAlternate, async (scene) => {
    const mailId = await arrives(scene, { machine: 'auto-reply', command: null, returns: await dayIn(scene, 2) });
    await scene.until('it is sorted', async () => (await outcomeOf(scene, mailId)) !== null);
    await scene.sleep('1 hours');
    expect(await scene.store.mails.unreachable(scene.requestId)).toHaveLength(1);
    expect(await scene.events()).not.toContain('escalated');
  });
});

test('[case 43] when the question comes back, the alternate is asked and staff are told', async () => {
  await workflows.run(withAlternate, async (scene) => {
    await scene.mailed('ann', /approve data/i);
    const letter = (await scene.store.letters.ofRequest(scene.requestId)).find(({ template }) => template === 'ask')!;
    const recipient = letter.recipient.email;
    const bounce = { messageId: letter.messageId, recipient, isPermanent: true, because: '550 no such user' };
    await arrives(scene, { machine: 'bounce', verdict: 'unverifiable', command: null, bounce });
    await scene.mailed('alt', /approve data/i);
    expect(await scene.store.tasks.ofRequest(scene.requestId)).toHaveLength(1);
    await scene.act('alt', approve);
    await scene.mailed('dana', /ready/);
  });
});

test.each<[string, Partial<MailJudgement>]>([
  ['says what it is', { machine: 'auto-reply', command: null }],
  ['writes like a person', { command: null, commandReason: 'Its first line is not exactly one command.' }],
])('[case 56] a program that answers every mail and %s gets at most 3 in an hour', async (_, more) => {
  await workflows.run(byMail, async (scene) => {
    const toAnn = async () => (await scene.mails()).filter(({ to }) => to.startsWith('ann@'));
    await scene.mailed('ann', /approve data/i);
    const began = await scene.now();
    for (let answered = 0; (await scene.now()) - began < 3_600_000;) {
      const mails = await toAnn();
      for (; answered < mails.length; answered += 1) {
        const [subject, messageId] = [
          `Re: ${mails[answered]!.subject}`,
          `<auto-${answered}@${scene.requestId}.example>`,
        ];
        await arrives(scene, { ...more, subject, messageId });
      }
      await scene.sleep(300_000);
    }
    expect((await toAnn()).length).toBeLessThanOrEqual(3);
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
