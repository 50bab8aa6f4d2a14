import { inputOf, openWebScene, type WebScene } from '../support/web-scene';

let scene: WebScene;
beforeAll(async () => (scene = await openWebScene()));
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.clear();
  scene.told.length = 0;
});

const html = async (path: string) => (await scene.get(path)).text();
const decisionsOf = async (id: string) => (await scene.store.requests.file(id))!.facts.decisions;

/** One committee of three, two of whom must approve; then the MLS. */
async function committee(approverId = 'otto-kline') {
  const id = await scene.request('blue-mesa-idx');
  return { id, mailed: await scene.ask(id, 'committee', approverId) };
}

test('no answer is chosen, and only those are offered who may take the place', async () => {
  const { mailed } = await committee();
  const page = await html(mailed.path);
  expect(page).not.toContain(' checked');
  expect(page).not.toContain(' selected');
  const people = [...page.matchAll(/<option value="([\w-]+)">([^<]*)</g)].map(([, id]) => id);
  expect(people).toEqual(['blue-mesa-vow', 'ines-ford', 'rosa-quint']);
});

test('what there is nothing to choose from is left out', async () => {
  const id = await scene.request();
  const mailed = await scene.ask(id, 'mls', 'ann-lee');
  const page = await html(mailed.path);
  expect(page).toContain('value="propose"');
  expect(page).not.toContain('value="delegate"');
  const own = await scene.request('summit-ridge-idx');
  expect(await html((await scene.ask(own, 'mls', 'eva-ruiz')).path)).toContain('VOW behind a log-in');
});

test.each([
  ['ask', {}, 'asked the developer', 'your question by mail'],
  ['propose', { planId: 'blue-mesa-vow' }, 'proposed the plan VOW behind a log-in', 'your proposal by mail'],
  ['delegate', { toId: 'rosa-quint' }, 'handed it on to Rosa Quint', 'decides in your place'],
  ['recuse', {}, 'stepped aside', 'What happens next'],
  ['deny', {}, 'declined', 'The request has ended'],
])('%s is recorded once and shown with what follows; the receipt is announced', async (verdict, more, did, next) => {
  const { id, mailed } = await committee();
  const response = await scene.decide(mailed, verdict, { reason: 'as we agreed', ...more });
  const page = await response.text();
  expect(response.status).toBe(200);
  expect(page).toContain(`<strong>Otto Kline</strong> ${did} on <time`);
  expect(page).toContain(next);
  expect(page).toContain('A receipt goes to <span class="mono">otto.kline@blue-mesa.example</span>');
  expect(await decisionsOf(id)).toMatchObject([{ verdict, reason: 'as we agreed' }]);
  expect(scene.told.map(({ message }) => message.type)).toEqual(['decision']);
  expect(await html(mailed.path)).toContain(`<strong>Otto Kline</strong> ${did} on <time`);
});

test.each(['ask', 'recuse'])('[case 2] %s sent twice is recorded once', async (verdict) => {
  const { id, mailed } = await committee();
  const first = await scene.decide(mailed, verdict, { reason: 'for which site?' });
  expect(first.status).toBe(200);
  const before = await scene.dump();
  expect((await scene.decide(mailed, verdict, { reason: 'for which site?' })).status).toBe(409);
  expect(await scene.dump()).toBe(before);
  expect(await decisionsOf(id)).toHaveLength(1);
});

test('conditions are kept with the approval, shown on the result and to whoever is asked next', async () => {
  const id = await scene.request('prairie-lakes-idx');
  const broker = await scene.ask(id, 'broker', 'tom-berg');
  const typed = { readOnly: 'yes', until: '2099-01-31', ips: '192.0.2.0/24' };
  const page = await (await scene.decide(broker, 'approve', typed)).text();
  const words = 'read only, until 2099-01-31, only from 192.0.2.0/24';
  expect(page).toContain(`On condition: ${words}.`);
  expect(await decisionsOf(id)).toMatchObject([{ limits: { readOnly: true, until: '2099-01-31' } }]);
  const mls = await scene.ask(id, 'mls', 'mia-olson');
  const next = await html(mls.path);
  expect(next).toContain('Conditions that others put');
  expect(next).toContain(words);

  const clash = await scene.decide(mls, 'approve', { ips: '198.51.100.1' });
  const again = await clash.text();
  expect(clash.status).toBe(422);
  expect(again).toContain('id="conditions-error"');
  expect(again).toContain('198.51.100.1</textarea>');
  expect(again).toMatch(/<details class="under" open>/);
  expect((await scene.decide(mls)).status).toBe(200);
});

test('a mistake keeps all that was typed, opens what hides it, and is named at its field', async () => {
  const { mailed } = await committee();
  const typed = { verdict: 'delegate', toId: 'rosa-quint', awayUntil: '2001-01-01', reason: 'holidays <b>' };
  const response = await scene.decide(mailed, 'delegate', typed);
  const page = await response.text();
  expect(response.status).toBe(422);
  expect(page).toContain('id="awayUntil-error"');
  expect(page).toContain('href="#awayUntil"');
  expect(page).toMatch(/value="delegate" checked/);
  expect(page).toMatch(/value="rosa-quint" selected/);
  expect(page).toMatch(/<details class="others" open>/);
  expect(page).toContain('holidays &lt;b&gt;</textarea>');
  expect(inputOf(page, 'awayUntil')).toBe('2001-01-01');
});

test('whoever gets the place is told who handed it on and why, and cannot hand it on again', async () => {
  const { id, mailed } = await committee();
  const away = await scene.decide(mailed, 'delegate', {
    toId: 'rosa-quint',
    reason: 'she knows them',
    awayUntil: '2099-01-01',
  });
  expect(await away.text()).toContain('Until the end of 2099-01-01, whatever else you are asked goes to Rosa Quint.');
  const rosa = await scene.ask(id, 'committee', 'rosa-quint');
  const page = await html(rosa.path);
  expect(page).toContain('Otto Kline (Data committee) handed this on to you.');
  expect(page).toContain('she knows them');
  expect(page).not.toContain('value="delegate"');
  const again = await scene.decide(rosa, 'delegate', { toId: 'ines-ford' });
  expect(again.status).toBe(422);
  expect(await again.text()).toContain('handed on once already');
  expect((await scene.decide(rosa)).status).toBe(200);
});

test.each([
  ['nobody of the register', { toId: 'ann-lee' }],
  ['somebody who is asked already', { toId: 'lena-wirth' }],
])('handing it on to %s is refused beside the field', async (_, more) => {
  const { mailed } = await committee();
  const response = await scene.decide(mailed, 'delegate', more);
  expect(response.status).toBe(422);
  expect(scene.told).toHaveLength(0);
  expect(await response.text()).toContain('id="toId-error"');
});

test('a plan of another MLS cannot be proposed', async () => {
  const { mailed } = await committee();
  const response = await scene.decide(mailed, 'propose', { planId: 'harbor-coast-idx', reason: 'cheaper' });
  expect(response.status).toBe(422);
  expect(await response.text()).toContain('id="planId-error"');
});

test('a link whose place staff gave to somebody else says so', async () => {
  const { id, mailed } = await committee();
  const order = { stepId: 'committee', fromId: 'otto-kline', toId: 'rosa-quint', by: 'Kim Sato', reason: 'he left' };
  expect((await scene.store.orders.reassign(id, order)).kind).toBe('recorded');
  const before = await scene.dump();
  expect(await html(mailed.path)).toContain('Somebody else is asked in your place now');
  expect((await scene.decide(mailed)).status).toBe(410);
  expect(await scene.dump()).toBe(before);
});

test('[case 13] whoever has a part in the request is refused, however the address is spelled', async () => {
  const { id, mailed } = await committee();
  await scene.sql(`update request set chain = jsonb_set(chain, '{barred}', '["ottokline@blue-mesa.example"]')`);
  expect(await html(mailed.path)).toContain('You have a part in this request yourself');
  expect((await scene.decide(mailed)).status).toBe(409);
  expect(await decisionsOf(id)).toHaveLength(0);
});

test('[case 15] an approver who left the register after the mail is refused', async () => {
  const { id, mailed } = await committee();
  await scene.sql(`update approver set active = false where id = 'otto-kline'`);
  try {
    const response = await scene.decide(mailed);
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('may no longer decide for Blue Mesa MLS');
    expect(await decisionsOf(id)).toHaveLength(0);
  } finally {
    await scene.sql(`update approver set active = true where id = 'otto-kline'`);
  }
});

test('[case 10] of 50 approvals and 50 denials at once one is recorded and the rest see it', async () => {
  const id = await scene.request();
  const mailed = await scene.ask(id, 'mls', 'ann-lee');
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, at) => scene.decide(mailed, at % 2 ? 'approve' : 'deny', { reason: 'no' })),
  );
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(bodies.filter((body) => body.includes('already decided'))).toHaveLength(99);
  expect((await scene.store.requests.file(id))!.facts.decisions).toHaveLength(1);
  expect(scene.told).toHaveLength(1);
});

test('[case 11] two approvers at the same instant, one is enough: one outcome', async () => {
  const id = await scene.request('prairie-lakes-idx');
  await scene.decide(await scene.ask(id, 'broker', 'tom-berg'));
  scene.told.length = 0;
  const links = await Promise.all(['mia-olson', 'raj-patel'].map((who) => scene.ask(id, 'mls', who)));
  const answers = await Promise.all(links.map((mailed) => scene.decide(mailed)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(scene.told).toHaveLength(1);
  const { standing, facts } = (await scene.store.requests.file(id))!;
  expect(standing.state).toBe('approved');
  expect(facts.decisions).toHaveLength(2);
});
