import { callApi } from '../support/call-api';
import { letterFor } from '../support/store-scene';
import { arrive, judgement } from '../support/web-mails';
import { openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
let token: string;
beforeAll(async () => {
  scene = await openWebScene();
  token = await scene.signIn();
});
afterAll(() => scene.close());

const htmlOf = async (path: string, headers: Record<string, string> = { cookie: `countersign=${token}` }) =>
  (await scene.get(path, headers)).text();

async function askedAway(returns: string): Promise<string> {
  const id = await scene.request();
  await scene.ask(id, 'mls', 'ann-lee');
  const subject = `Automatic reply: [CS-${id.slice(0, 8)}] Approve data access?`;
  const mailId = await arrive(scene, {
    judged: { ...judgement, subject, machine: 'auto-reply', command: null, returns },
    outcome: null,
  });
  await scene.store.mails.absent(mailId);
  return id;
}

test('[case 42] staff see beside the person until when they are away; the developer does not', async () => {
  const id = await askedAway('2099-12-03');
  const beside = 'has not answered yet; <em>is away until 2099-12-03</em>';
  const html = await htmlOf(`/console/requests/${id}`);
  expect(html).toContain(beside);
  expect(html).toContain('Ann Lee is away until 2099-12-03, says an automatic reply. It decides nothing.');
  const status = await scene.statusLink(id);
  expect(await htmlOf(status.path, {})).not.toContain('2099-12-03');
  const { json } = await callApi<{ readonly unreachable: readonly object[] }>(
    scene.url,
    token,
    'GET',
    `/requests/${id}`,
  );
  expect(json.unreachable).toMatchObject([
    { stepId: 'mls', approverId: 'ann-lee', kind: 'away', returns: '2099-12-03', because: '' },
  ]);
});

test('[case 43] staff see whose mailbox takes no mail', async () => {
  const id = await scene.request();
  await scene.ask(id, 'mls', 'ann-lee');
  const letter = letterFor(id, undefined, 'mls');
  await scene.store.letters.write({ requestId: id, key: letter.id, letters: [letter] });
  const bounce = {
    messageId: letter.messageId,
    recipient: letter.recipient.email,
    isPermanent: true,
    because: '550 no such user',
  };
  const judged = { ...judgement, machine: 'bounce', command: null, bounce } as const;
  await scene.store.mails.bounced(await arrive(scene, { judged, outcome: null }));
  expect(await htmlOf(`/console/requests/${id}`)).toContain('<em>gets no mail: it came back</em>');
});
