import { simpleParser } from 'mailparser';
import { createChromiumPrinter } from '../../rosters/chromium';
import { isSignedRoster, rosterId, type SignedRoster } from '../../rosters/signed-roster';
import { chromiumPath, inBrowser } from '../support/browser';
import { createMemoryMailer } from '../support/memory-mailer';
import { confirmed, nora } from '../support/registers';
import { issuedKey } from '../support/store-scene';
import { type ActivityScene, openActivityScene } from './scene';

const mlsId = 'harbor-coast';

let scene: ActivityScene;
beforeEach(async () => {
  scene = await openActivityScene();
  await scene.setClock('2026-11-20T15:00:00Z');
  await issuedKey(scene);
});
afterEach(() => scene.close());

/** Looks at the register then; resolves with the mails that this made, and how long until the next look. */
async function kept(time: string, more: Parameters<ActivityScene['activities']>[0] = {}, of = mlsId) {
  await scene.setClock(time);
  const mailer = createMemoryMailer();
  const { keepRegister } = scene.activities({ ...more, mailer });
  const { nextInMs } = await keepRegister({ mlsId: of, isPosting: false });
  const mails = await Promise.all(mailer.sent.map(({ bytes }) => simpleParser(Buffer.from(bytes))));
  return { mails, nextAt: new Date(Date.parse(time) + nextInMs).toISOString() };
}
/** Who got a mail, when the register was looked at then. */
async function recipients(time: string): Promise<readonly string[]> {
  const { mails } = await kept(time);
  return mails.flatMap(({ to }) => [to].flat().map((each) => each!.text)).toSorted();
}
const subjects = ({ mails }: Awaited<ReturnType<typeof kept>>) =>
  mails.map(({ subject = '' }) => subject.replace(/^\[CS-\w{8}\] /, ''));

test('on the first business day of a month, at nine in the zone of the MLS, its admins get the roster; once', async () => {
  const early = await kept('2026-12-01T13:59:00Z');
  expect([subjects(early), early.nextAt]).toEqual([[], '2026-12-01T14:00:00.000Z']);
  const due = await kept('2026-12-01T14:00:00Z');
  expect(subjects(due)).toEqual(['Roster of Harbor Coast MLS, December 2026: 1 active']);
  expect(due.nextAt).toBe('2027-01-04T14:00:00.000Z');

  const [mail] = due.mails;
  expect(mail!.text).toContain('Nothing needs attention.');
  expect(mail!.attachments.map(({ filename }) => filename)).toEqual([
    'roster-harbor-coast-2026-12-01.json',
    'roster-harbor-coast-2026-12-01.csv',
  ]);
  const roster = JSON.parse(mail!.attachments[0]!.content.toString()) as SignedRoster;
  expect(isSignedRoster(roster)).toBe(true);
  expect(mail!.attachments[1]!.content.toString()).toContain(rosterId(roster));
  expect(mail!.text).toContain(rosterId(roster));

  for (const later of ['2026-12-01T14:00:01Z', '2026-12-20T00:00:00Z']) expect(subjects(await kept(later))).toEqual([]);
  expect(await scene.store.rosters.list(mlsId, 9)).toEqual([expect.objectContaining({ madeBy: 'Countersign' })]);
});

test('every quarter a checklist comes with it; whoever was down that day sends them late', async () => {
  const late = await kept('2027-01-06T03:00:00Z');
  expect(subjects(late).toSorted()).toEqual([
    'Roster of Harbor Coast MLS, January 2027: 1 active',
    'What to check about the data access of Harbor Coast MLS, January 2027',
  ]);
  const checklist = late.mails.find(({ subject }) => subject!.includes('What to check'))!;
  expect(checklist.text).toContain('[ ] Do the people on your register still decide for you?');
  expect(checklist.text).toContain('Everybody who approved is still on your register.');
  expect(checklist.attachments).toHaveLength(2);
  expect(late.nextAt).toBe('2027-02-01T14:00:00.000Z');
  // Both are about the same roster.
  expect(await scene.store.rosters.list(mlsId, 9)).toHaveLength(1);
  expect(subjects(await kept('2027-01-07T03:00:00Z'))).toEqual([]);
});

test('what needs attention stands in the letter', async () => {
  const [file] = await scene.store.grants.list({ mlsId });
  const order = { kind: 'suspend', by: 'Kim', reason: 'No display of broker names.' } as const;
  expect(await scene.store.grants.order(file!.grant.id, order)).toMatchObject({ kind: 'recorded' });
  const { mails } = await kept('2026-12-01T14:00:00Z');
  expect(mails[0]!.text).toContain('Suspended:\n  - Harbor Homes of Foxglove Software: since Nov 20, 2026');
});

test('an MLS that has granted nothing gets no letter, nor one whose first grant is younger than the month’s roster', async () => {
  expect(subjects(await kept('2026-12-01T15:00:00Z', {}, 'prairie-lakes'))).toEqual([]);
  await scene.db
    .updateTable('access_grant')
    .set({ began_at: new Date('2026-12-03T15:00:00Z') })
    .execute();
  expect(subjects(await kept('2026-12-04T15:00:00Z'))).toEqual([]);
  expect(subjects(await kept('2027-01-04T15:00:00Z'))).toHaveLength(2);
  expect(await scene.store.rosters.list('prairie-lakes', 9)).toEqual([]);
});

test('it goes to the admins; where there is none, to everybody who may decide', async () => {
  await confirmed(scene, mlsId, { kind: 'add', approverId: 'nora', after: { ...nora, role: 'broker' }, reason: 'new' });
  await scene.setClock('2026-11-22T15:00:00Z');
  await scene.store.register.apply(mlsId);
  expect(await recipients('2027-02-02T15:00:00Z')).toEqual(['"Ann Lee" <ann.lee@harbor-coast.example>']);
  await scene.db.updateTable('approver').set({ role: 'staff' }).where('id', '=', 'ann-lee').execute();
  expect(await recipients('2027-03-02T15:00:00Z')).toEqual([
    '"Ann Lee" <ann.lee@harbor-coast.example>',
    '"Nora Beck" <nora.beck@harbor-coast.example>',
  ]);
});

test('without a key to sign with there is no roster, and as soon as there is one it is sent', async () => {
  expect(subjects(await kept('2026-12-01T14:00:00Z', { auditKey: null }))).toEqual([]);
  expect(await scene.store.rosters.list(mlsId, 9)).toEqual([]);
  expect(subjects(await kept('2026-12-02T14:00:00Z'))).toHaveLength(1);
});

inBrowser('with Chromium the PDF comes along', async () => {
  const { mails } = await kept('2026-12-01T14:00:00Z', { printer: createChromiumPrinter(chromiumPath) });
  const pdf = mails[0]!.attachments[2]!;
  expect([pdf.filename, pdf.contentType]).toEqual(['roster-harbor-coast-2026-12-01.pdf', 'application/pdf']);
  expect(pdf.content.subarray(0, 5).toString()).toBe('%PDF-');
});

test('a file that no mail could carry stays away, and the letter says so', async () => {
  const printer = { print: async () => ({ kind: 'printed', pdf: new Uint8Array(8_000_000) }) as const };
  const { mails } = await kept('2026-12-01T14:00:00Z', { printer });
  expect(mails[0]!.attachments).toHaveLength(2);
  expect(mails[0]!.text!.replace(/\s+/g, ' ')).toContain('Not every file fits into an email.');
});
