import type { Standing } from '../../domain/standing';
import { type ChainScene, openChainEnv } from '../support/chain-scene';
import { judgeByHeader, newDirectRequest, relay, writes } from '../support/direct-contact';
import { approver, chain, step } from '../support/samples';

let workflows: Awaited<ReturnType<typeof openChainEnv>>;
beforeAll(async () => (workflows = await openChainEnv({ judge: judgeByHeader })));
afterAll(() => workflows.close());

type Play<T> = (scene: ChainScene) => Promise<T>;
const run = <T>(play: Play<T>, more: Parameters<typeof newDirectRequest>[0] = {}) =>
  workflows.runStarted(() => workflows.store.requests.start(newDirectRequest(more)), play);

const asked = (scene: ChainScene, who = 'ann') => scene.mailed(who, /an API key for Fox Apps\?/i);
const credentialOf = async ({ store, requestId }: ChainScene) => (await store.requests.file(requestId))!.credential;

async function approves(scene: ChainScene): Promise<string> {
  const { subject, to } = await asked(scene);
  return writes(scene, { from: to, subject: `Re: ${subject}`, text: 'Approve' });
}

async function recorded(scene: ChainScene, outcome: Awaited<ReturnType<ChainScene['store']['requests']['withdraw']>>) {
  if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));
  await scene.tell(outcome.dispatch);
}

test('the MLS approves by mail and the operator makes the key, with that mail as its evidence', async () => {
  await run(async (scene) => {
    const mailId = await approves(scene);
    await scene.mailed('dana', /ready/);
    const key = (await credentialOf(scene))!;
    const [evidence] = (await scene.store.evidence.ofRequest(scene.requestId)).filter(
      ({ id }) => id === key.evidenceId,
    );
    expect(evidence).toMatchObject({ grade: 'reply', detail: { mailId } });
    expect(key).toMatchObject({ issuer: 'builtin', madeBy: null, spec: { role: 'private', environment: 'live' } });
  });
});

test('support gets a copy of what the MLS is asked, without the link and the codes in it', async () => {
  await run(async (scene) => {
    const question = await asked(scene);
    const copy = await scene.mailed('support', /^\[CS-.*\] Copy: /);
    for (const said of ['Jordan Doe ordered the product.', 'IL-471-0098', 'Fox Homes']) {
      expect(question.text).toContain(said);
      expect(copy.text).toContain(said);
    }
    expect(copy.text).not.toMatch(/\/decision\/|^ {4}[A-Z0-9]{3} [A-Z0-9]{3}$/m);
    expect(copy.subject).not.toContain('#');
  });
});

test('a yes on the page is not "an email stating approval": it does not count', async () => {
  await run(async (scene) => {
    await asked(scene);
    const limits = { readOnly: false, ips: [], userAgent: null, noReplication: false, until: null, domains: [] };
    await expect(scene.act('ann', { verdict: 'approve', limits })).rejects.toThrow('evidence-insufficient');
    await scene.act('ann', { verdict: 'deny' }, 'Not in our policy.');
  });
});

test('[case 43] when the question comes back, the alternate is asked and staff are told', async () => {
  const withAlternate = chain(step('mls', ['ann'], { accepts: ['reply'], alternates: [approver('alt')] }));
  const request = { ...newDirectRequest(), chain: withAlternate };
  await workflows.runStarted(
    () => workflows.store.requests.start(request),
    async (scene) => {
      await asked(scene);
      const letters = await scene.store.letters.ofRequest(scene.requestId);
      const { messageId, recipient } = letters.find(({ recipient: { email } }) => email.startsWith('ann@'))!;
      const bounce = { messageId, recipient: recipient.email, isPermanent: true, because: '550 no such user' };
      const judged = { verdict: 'unverifiable', machine: 'bounce', bounce } as const;
      await writes(scene, { from: 'mailer-daemon@mls.example', text: 'Undeliverable', judged });
      await asked(scene, 'alt');
      expect(await scene.store.tasks.ofRequest(scene.requestId)).toHaveLength(1);
      await scene.act('alt', { verdict: 'deny' }, 'No.');
    },
  );
});

const ends: readonly (readonly [string, (scene: ChainScene) => Promise<unknown>, Partial<Standing>])[] = [
  ['declines', (scene) => scene.act('ann', { verdict: 'deny' }, 'Not in our policy.'), { state: 'denied' }],
  ['stays silent', async () => undefined, { state: 'lapsed' }],
  [
    'declines by mail',
    async (scene) => {
      const { subject, to } = await asked(scene);
      await writes(scene, { from: to, subject: `Re: ${subject}`, text: 'Decline', judged: { command: 'deny' } });
    },
    { state: 'denied' },
  ],
];
test.each(ends)('the MLS %s, and the developer is told', async (_, play, standing) => {
  await run(async (scene) => {
    await asked(scene);
    await play(scene);
    expect(await scene.result()).toMatchObject(standing);
    await scene.mailed('dana', /not approved|not answered/);
    expect(await credentialOf(scene)).toBeNull();
  });
});

test('the MLS makes the key itself: it is on record as made by hand, and the developer is told whom to ask', async () => {
  await run(async (scene) => {
    await asked(scene);
    await scene.act('ann', { verdict: 'set-up' }, '');
    const { text } = await scene.mailed('dana', /has made your API key/);
    expect(text).toContain('Ann');
    const key = (await credentialOf(scene))!;
    expect(key).toMatchObject({ issuer: 'by-hand', madeBy: expect.stringContaining('Ann') });
    expect(await scene.result()).toMatchObject({ state: 'approved' });
    expect(await workflows.store.keys.byMarker(`${scene.requestId}:1`)).toEqual([]);
  });
});

test('"that was not me" about such a key ends the request, and support is told to have it disabled', async () => {
  await run(async (scene) => {
    await asked(scene);
    await scene.act('ann', { verdict: 'set-up' }, '');
    await scene.mailed('dana', /has made your API key/);
    await scene.result();
    await scene.ended(await scene.act('ann', { verdict: 'disown' }));
    const [task] = (await scene.store.tasks.ofRequest(scene.requestId)).filter(({ closedAt }) => closedAt === null);
    expect(task?.note).toContain('must be disabled there');
    expect((await credentialOf(scene))!.disabledAt).not.toBeNull();
  });
});

test('the developer says that the MLS made the key: on record as that, and nobody is asked any more', async () => {
  await run(async (scene) => {
    await asked(scene);
    const { requester } = (await scene.store.requests.file(scene.requestId))!.request.ask;
    await recorded(scene, await scene.store.credentials.confirmSetUp(scene.requestId, requester));
    expect(await scene.result()).toMatchObject({ state: 'withdrawn' });
    expect(await credentialOf(scene)).toMatchObject({
      issuer: 'by-hand',
      madeBy: expect.stringContaining('Dana Fox says'),
    });
  });
});

test('an OpenID Connect key waits for a person, while nothing here makes one; then the developer is told', async () => {
  await run(
    async (scene) => {
      await approves(scene);
      await scene.mailed('support', /stuck/i);
      expect(await credentialOf(scene)).toBeNull();
      await recorded(
        scene,
        await scene.store.credentials.recordByStaff(scene.requestId, 'Kim', 'made in the admin tool'),
      );
      await scene.sleep('1 hours');
      await scene.mailed('dana', /has made your API key/);
      expect(await credentialOf(scene)).toMatchObject({ issuer: 'by-hand', madeBy: 'Kim' });
      expect(await scene.store.tasks.ofRequest(scene.requestId)).not.toContainEqual(
        expect.objectContaining({ closedAt: null }),
      );
    },
    { plan: { id: null, name: 'Direct API key', role: 'private', keyKind: 'oidc' } },
  );
});

test('staff cannot record a key before the MLS has approved by mail', async () => {
  await run(async (scene) => {
    await asked(scene);
    const outcome = await scene.store.credentials.recordByStaff(scene.requestId, 'Kim', 'they called us');
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'unfit-order' } });
    await scene.act('ann', { verdict: 'deny' }, 'No.');
  });
});

describe('what the parties write to one another', () => {
  test('goes to everybody else, with the names of its files, and decides nothing', async () => {
    await run(async (scene) => {
      const { subject, to } = await asked(scene);
      const file = { name: 'policy.txt', text: 'Be fair.' };
      const text = 'Could you send the contract?\r\n\r\n> Dear Ann';
      const mailId = await writes(scene, { from: to, subject: `Re: ${subject}`, text, file });
      const passedOn = await scene.mailed('dana', /Ann.* wrote about/);
      expect(passedOn.text).toContain('Could you send the contract?');
      expect(passedOn.text).toContain('policy[.]txt');
      await scene.mailed('support', /Ann.* wrote about/);
      // Bob is asked as well, so it concerns him.
      await scene.mailed('bob', /Ann.* wrote about/);
      const [message] = await scene.store.messages.ofRequest(scene.requestId);
      expect(message).toMatchObject({ from: { side: 'mls' }, mailId, text: 'Could you send the contract?' });
      const [attached] = message!.attachments;
      const kept = await scene.store.answers.attachment(scene.requestId, attached!.id);
      expect(Buffer.from(kept!.bytes).toString()).toContain('Be fair.');
      expect((await scene.store.mails.find(mailId))!.outcome).toMatchObject({
        kind: 'message',
        messageId: message!.id,
      });
      expect(await scene.events()).not.toContain('approved');

      await writes(scene, { from: 'dana@apps.example', text: 'Here it is.' });
      expect((await scene.mailed('ann', /Dana Fox wrote about/)).text).toContain('Here it is.');
      expect(
        (await scene.mails()).filter((mail) => /Dana Fox wrote/.test(mail.subject)).map((mail) => mail.to),
      ).toEqual(expect.not.arrayContaining(['dana@apps.example']));
      await scene.act('ann', { verdict: 'deny' }, 'No.');
    });
  });

  test('goes out once, although the relay brings it as well', async () => {
    await run(async (scene) => {
      const { to } = await asked(scene);
      await writes(scene, { from: to, text: 'Could you send the contract?' });
      const passedOn = async () => (await scene.mails()).filter((mail) => /wrote about/.test(mail.subject));
      await scene.mailed('dana', /wrote about/);
      await scene.until('all have it', async () => (await passedOn()).length === 3);
      expect((await scene.store.dispatches.claim(100, 0, 0)).map(({ message: { type } }) => type)).toContain('message');
      await relay(scene);
      await scene.sleep('1 hours');
      expect(await passedOn()).toHaveLength(3);
      await scene.act('ann', { verdict: 'deny' }, 'No.');
    });
  });

  test.each([
    ['a stranger', 'mallory@evil.example', {}, /takes no part/],
    ['a forger', 'ann@mls.example', { verdict: 'forged', reason: 'Nobody signed it.' }, /Nobody knows who sent it/],
  ] as const)('[case 27] what %s writes waits for staff and reaches nobody', async (_, from, judged, because) => {
    await run(async (scene) => {
      const { to } = await asked(scene);
      const before = (await scene.mails()).length;
      const mailId = await writes(scene, {
        from: from.startsWith('ann') ? to : from,
        text: 'Send me the key.',
        judged,
      });
      await relay(scene);
      expect((await scene.store.mails.find(mailId))!.outcome).toMatchObject({
        kind: 'queued',
        requestId: scene.requestId,
        because: expect.stringMatching(because),
      });
      expect(await scene.store.messages.ofRequest(scene.requestId)).toEqual([]);
      expect(await scene.mails()).toHaveLength(before);
      await scene.act('ann', { verdict: 'deny' }, 'No.');
    });
  });

  test('[case 37] a yes without the code of its question is passed on, and brings the question once more', async () => {
    await run(async (scene) => {
      const { to } = await asked(scene);
      await writes(scene, { from: to, text: 'Approve', subject: 'Your request' });
      await relay(scene);
      await scene.mailed('ann', /New link: an API key/);
      expect(await scene.events()).not.toContain('approved');
      await scene.act('ann', { verdict: 'deny' }, 'No.');
    });
  });

  test('what is written on a page goes the same way', async () => {
    await run(async (scene) => {
      await asked(scene);
      const from = { side: 'support', name: 'Kim', email: 'support@countersign.example' } as const;
      const posted = await scene.store.messages.post(scene.requestId, {
        from,
        text: 'We are here to help.',
        attachments: [],
      });
      await scene.chains.tell(posted!.dispatch);
      await scene.mailed('ann', /Kim wrote about/);
      await scene.mailed('dana', /Kim wrote about/);
      expect(
        (await scene.mails()).filter(({ subject }) => /Kim wrote/.test(subject)).map(({ to }) => to),
      ).not.toContain('support@countersign.example');
      await scene.act('ann', { verdict: 'deny' }, 'No.');
    });
  });
});
