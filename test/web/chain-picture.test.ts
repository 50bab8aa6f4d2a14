import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { demoDirectory } from '../../directory/demo';
import type { Facts } from '../../domain/decision';
import type { Chain } from '../../domain/chain';
import { drawUp } from '../../domain/draw-up';
import { askView } from '../../web/ask-view';
import { chainPicture, type PictureStep } from '../../web/chain-picture';
import { chainView, plannedView } from '../../web/chain-view';
import { requestFactsFor } from '../../web/draw-chain';
import { loadPages } from '../../web/pages/pages';
import { pictureFile } from '../../web/picture-file';
import { approver, chain, decision, facts, opening, step } from '../support/samples';
import { fileOf } from '../support/file-of';
import { parse, picture, within } from '../support/read-picture';

const one = chain(step('mls', ['ann']));
const row = chain(step('broker', ['tom']), step('mls', ['ann', 'bob']));
const quorum = chain(step('board', ['ann', 'bob', 'cat'], { quorum: { count: 2 } }), step('mls', ['mia']));
const join = chain(
  step('broker', ['tom'], { after: [] }),
  step('legal', ['lou'], { after: [] }),
  step('tech', ['eva'], { after: [] }),
  step('mls', ['mia'], { after: ['broker', 'legal', 'tech'] }),
);
/** A long branch and a short one: the line from `c` goes past `d`. `e` names `a` too, which says nothing new. */
const uneven = chain(
  step('a', ['ann']),
  step('b', ['bob'], { after: ['a'] }),
  step('c', ['cat'], { after: ['a'] }),
  step('d', ['dan'], { after: ['b'] }),
  step('e', ['eva'], { after: ['a', 'c', 'd'] }),
);
/** `early` has nothing after it but the key. */
const early = chain(step('a', ['ann']), step('early', ['bob'], { after: [] }), step('b', ['cat'], { after: ['a'] }));
/** As no chain is drawn up: steps that wait for one another, and one that is not there. */
const faulty = chain(step('a', ['ann'], { after: ['b'] }), step('b', ['bob'], { after: ['a', 'gone'] }));
const all = { one, row, quorum, join, uneven, early, faulty, none: chain() };

function viewOf(each: Chain, more: Partial<Facts> = {}): readonly PictureStep[] {
  return chainView(fileOf(each, facts(more)));
}

describe.each(Object.entries(all))('the picture of a chain: %s', (_, each) => {
  const { boxes, arrows, width, height, svg } = picture(plannedView(each));

  test('has one box for every step, between who asks and the key', () => {
    expect(boxes.map(({ key }) => key).toSorted()).toEqual(
      ['start', 'end', ...each.steps.map(({ id }) => `step ${id}`)].toSorted(),
    );
    expect(boxes[0]!.texts).toEqual(['Dana Fox asks']);
    expect(boxes.at(-1)!.texts).toEqual(['Key']);
  });

  test('no two boxes overlap, and none leaves the picture', () => {
    for (const box of boxes) {
      expect([box.left >= 0, box.top >= 0, box.right <= width, box.bottom <= height]).toEqual([true, true, true, true]);
      expect(box.lowest).toBeLessThan(box.bottom);
      for (const other of boxes.filter((one) => one !== box)) {
        const isApart =
          box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
        expect([box.key, other.key, isApart]).toEqual([box.key, other.key, true]);
      }
    }
  });

  test('every arrow leads down, and every box is on a way from the start to the end', () => {
    const byId = new Map(boxes.map((box) => [box.key.replace('step ', ''), box]));
    for (const [from, to] of arrows.map((arrow) => arrow.split(' > '))) {
      expect(byId.get(from!)!.bottom).toBeLessThan(byId.get(to!)!.top);
    }
    for (const { id } of each.steps) {
      expect(arrows.filter((arrow) => arrow.endsWith(`> ${id}`)).length).toBeGreaterThan(0);
      expect(arrows.filter((arrow) => arrow.startsWith(`${id} >`)).length).toBeGreaterThan(0);
    }
  });

  test('says the same in words, under ids that stand once', () => {
    expect(svg.attributes.get('role')).toBe('img');
    const ids = within(svg).flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(ids).toEqual(svg.attributes.get('aria-labelledby')!.split(' '));
    expect(new Set(ids).size).toBe(2);
  });
});

test.each<[string, Chain, readonly string[]]>([
  ['one step', one, ['start > mls', 'mls > end']],
  ['in a row', row, ['start > broker', 'broker > mls', 'mls > end']],
  [
    'asked together',
    join,
    ['start > broker', 'start > legal', 'start > tech', 'broker > mls', 'legal > mls', 'tech > mls', 'mls > end'],
  ],
  ['no arrow that a longer way says', uneven, ['start > a', 'a > b', 'a > c', 'b > d', 'c > e', 'd > e', 'e > end']],
  ['to the key from every last step', early, ['start > a', 'start > early', 'a > b', 'early > end', 'b > end']],
])('arrows follow what a step comes after: %s', (_, each, arrows) => {
  expect(picture(plannedView(each)).arrows.toSorted()).toEqual(arrows.toSorted());
});

test('only steps that are asked together make it wider; two of them still fit on a page of 320 px', () => {
  const widths = [one, row, quorum, uneven, join].map((each) => picture(plannedView(each)).width);
  const long = chain(...Array.from({ length: 9 }, (_, index) => step(`s${index}`, ['ann'])));
  expect(picture(plannedView(long)).width).toBe(widths[0]);
  expect(new Set(widths.slice(0, 3)).size).toBe(1);
  expect(widths[3]).toBeGreaterThan(widths[0]!);
  expect(widths[3]).toBeLessThanOrEqual(260);
  expect(widths[4]).toBeGreaterThan(widths[3]!);
});

test('every box tells the state of its step and of its people, in shape, class and words', () => {
  const exempt = { kind: 'not-needed', because: 'Not needed: asked only when the data role is vow.' } as const;
  const each = chain(
    step('office', ['fay'], { exempt }),
    step('board', ['ann', 'bob', 'cat'], { quorum: { count: 2 } }),
  );
  const { boxes, desc, title } = picture(
    viewOf(each, { openings: [opening('board', 1)], decisions: [decision('board', 'ann', 'approve', 2)] }),
  );
  expect(boxes.map(({ kind, isDashed }) => [kind, isDashed])).toEqual([
    ['end done', false],
    ['box exempt', true],
    ['box current', false],
    ['end later', false],
  ]);
  expect(boxes[2]!.texts).toEqual([
    'Asked now',
    'board approval',
    '2 of 3',
    'Ann',
    'approved',
    'Bob',
    'has not answered yet',
    'Cat',
    'has not answered yet',
  ]);
  expect(title).toBe('From the request of Dana Fox to the key');
  expect(desc).toBe(
    'Step 1, office approval: Not needed. Not needed: asked only when the data role is vow. ' +
      'Step 2, board approval: Asked now. 2 of 3 must approve. ' +
      'Ann approved; Bob has not answered yet; Cat has not answered yet. At the end: Key.',
  );
});

test('a request that has ended leads to no key', () => {
  const { boxes } = picture(
    viewOf(row, { openings: [opening('broker', 1)], decisions: [decision('broker', 'tom', 'deny', 2)] }),
  );
  expect(boxes.map(({ kind }) => kind)).toEqual(['end done', 'box denied', 'box not-reached', 'end not-reached']);
  expect(boxes.at(-1)!.texts).toEqual(['No key']);
});

test('more people than a box holds are counted', () => {
  const ids = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'];
  const { boxes, desc } = picture(plannedView(chain(step('mls', ids, { quorum: { percent: 60 } }))));
  expect(boxes[1]!.texts).toEqual([
    'Not asked yet',
    'mls approval',
    '5 of 8',
    'A1',
    'A2',
    'A3',
    'A4',
    'A5',
    'and 3 more',
  ]);
  expect(desc).toContain('A8 will be asked');
});

describe('texts that people wrote', () => {
  const nasty = `</title><script>alert("1")</script> & 'x'`;
  const long = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(5).trim();

  test('stand as they are and are never read as markup', () => {
    const steps = plannedView(
      chain(step(nasty, ['ann'], { title: nasty, approvers: [{ ...approver('ann'), name: nasty }] })),
    );
    const { desc, title, svg } = picture(steps, nasty);
    expect(desc).toContain(nasty);
    expect(title).toContain(nasty);
    expect(within(svg).map(({ name }) => name)).not.toContain('script');
  });

  test('lose what XML does not know', () => {
    const { title } = picture(plannedView(one), 'D\u0000a\u0008n\uFFFFa\uD800');
    expect(title).toBe('From the request of Dana\uFFFD to the key');
  });

  test.each([
    ['one word', 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren'],
    ['many words', long],
    ['signs of several characters', '👩‍👩‍👧‍👦'.repeat(40)],
    ['full width', '申請者'.repeat(20)],
  ])('are cut to fit with an ellipsis, never within a sign: %s', (_, text) => {
    const steps = plannedView(
      chain(step('mls', ['ann'], { title: text, approvers: [{ ...approver('ann'), name: text }] })),
    );
    const { boxes } = picture(steps, text);
    const lines = boxes.flatMap(({ texts }) => texts);
    expect(lines.filter((line) => line.endsWith('…')).length).toBeGreaterThanOrEqual(3);
    for (const line of lines) {
      expect(line.length).toBeLessThan(text.length);
      expect(line).not.toMatch(/[\u200D\uD800-\uDBFF]…$/);
    }
  });
});

test('a page prints the picture as it is', () => {
  const file = fileOf(one, facts({ openings: [opening('mls', 1)] }));
  const pages = loadPages({ operatorName: 'Op', supportEmail: 'help@op.example' });
  const { state, because } = file.standing;
  const html = pages.render(
    'status',
    { title: 'Your request', staff: null },
    {
      ask: askView(file.request.ask),
      isRegistration: false,
      state,
      because,
      since: null,
      next: '',
      payment: '',
      steps: chainView(file),
    },
  );
  expect(html).toContain(chainPicture(chainView(file), { asker: 'Dana Fox' }));
  expect(html).toMatch(/<div class="picture" tabindex="0" role="region" aria-label="Picture of the chain"><svg /);
});

describe('a picture that stands alone', () => {
  const plan = demoDirectory.plans.find(({ id }) => id === 'blue-mesa-idx')!;
  const register = demoDirectory.approvers.filter(({ mlsId }) => mlsId === plan.mlsId);
  const about = requestFactsFor(plan, plan.keyHolders[0]!, { standing: 'new', isFirst: true });
  const drawn = drawUp(plan.chain, register, about, []);
  if (drawn.kind === 'faulty') throw new Error('The demo has a faulty chain.');
  const drawnNow = pictureFile(plannedView(drawn.chain), 'A developer');
  const style = within(parse(drawnNow)).find(({ name }) => name === 'style')!.text;

  test('docs/chain.svg is what is drawn today (npm run docs:picture draws it anew)', () => {
    const file = resolve(__dirname, '../../docs/chain.svg');
    if (process.env['RECORD_PICTURE']) writeFileSync(file, drawnNow);
    expect(readFileSync(file, 'utf8')).toBe(drawnNow);
  });

  test('has every colour that its rules name, in light and in dark', () => {
    const [light, dark] = style.split('@media(prefers-color-scheme:dark)');
    const named = new Set([...style.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name!));
    expect(named.size).toBeGreaterThan(5);
    for (const name of named) {
      expect(light).toContain(`${name}:`);
      if (name !== '--sans') expect(dark).toContain(`${name}:`);
    }
    expect(light).toContain('--card:#ffffff');
    expect(dark).toContain('--card:#1c2225');
    expect(style).not.toContain('light-dark');
  });

  test('draws by the rules of the pages', () => {
    const { stylesheet } = loadPages({ operatorName: 'Op', supportEmail: 'help@op.example' });
    expect(stylesheet.text.replace(/\s+/g, ' ')).toContain(style.slice(style.indexOf('.picture {'), -1).trim());
  });
});
