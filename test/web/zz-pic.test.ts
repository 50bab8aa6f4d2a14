import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { chainView, chainPreview } from '../../web/chain-view';
import { chainPicture } from '../../web/chain-picture';
import { loadPages } from '../../web/pages/pages';
import { evaluate } from '../../domain/evaluate';
import type { Facts } from '../../domain/decision';
import { act, approver, chain, decision, digest, facts, opening, step } from '../support/samples';
import type { Chain } from '../../domain/chain';

const names: Record<string, string> = { ann: 'Ann Lee', bob: 'Roberto Montgomery-Hernandez', cat: 'Cat Obi', dan: 'Dan Wu', eva: 'Eva Ruiz', fay: 'Fay', mia: 'Mia Olson', tom: 'Tom Berg' };
const who = (id: string) => ({ ...approver(id), name: names[id] ?? id });
const st = (id: string, title: string, ids: string[], more = {}) => step(id, ids, { title, approvers: ids.map(who), ...more });
const dec = (s: string, id: string, v: any, at: number) => decision(s, id, v, at, { approver: who(id) });

const cases: Record<string, [Chain, Facts]> = {
  one: [chain(st('mls', 'MLS approval', ['ann', 'mia'])), facts({ openings: [opening('mls', 1)] })],
  two: [chain(st('broker', 'Broker approval', ['tom']), st('mls', 'MLS approval', ['mia', 'ann'])), facts({ openings: [opening('broker', 1), opening('mls', 5)], decisions: [dec('broker', 'tom', 'approve', 4), act('mls','mia',{verdict:'delegate',to:who('cat')}, 6, {approver: who('mia')}), dec('mls','cat','ask',7)] })],
  quorum: [chain(st('board', 'Data governance board', ['ann', 'bob', 'cat'], { quorum: { count: 2 } }), st('mls', 'MLS approval', ['mia'])), facts({ openings: [opening('board', 1)], decisions: [dec('board', 'ann', 'approve', 4)] })],
  parallel: [chain(st('broker', 'Broker approval', ['tom'], { after: [] }), st('legal', 'Legal and compliance review', ['bob', 'dan'], { after: [], quorum: 'all' }), st('tech', 'Technical review', ['eva'], { after: [] }), st('mls', 'MLS approval', ['mia', 'ann'], { after: ['broker', 'legal', 'tech'] })), facts({ openings: [opening('broker', 1), opening('legal', 1), opening('tech', 1)], decisions: [dec('legal', 'dan', 'approve', 3), dec('tech', 'eva', 'approve', 4), dec('broker','tom','recuse',5)] })],
  exempt: [chain(st('office', 'Office manager', ['fay'], { exempt: { kind: 'not-needed', because: 'Not needed: asked only when the data role is vow or private.' } }), st('broker', 'Broker approval', ['tom', 'bob'], { after: ['office'], denials: 2 }), st('mls', 'MLS approval', ['mia', 'ann']), st('old', 'Known developers', ['eva'], { after: ['office'], exempt: { kind: 'satisfied', because: 'Satisfied by a rule of the MLS: known developers pass.' } })), facts({ openings: [opening('broker', 1), opening('mls', 3)], decisions: [dec('broker', 'tom', 'approve', 2), dec('mls', 'mia', 'deny', 5)] })],
  uneven: [chain(st('a', 'Intake', ['fay']), st('b', 'Broker', ['tom'], { after: ['a'] }), st('c', 'Legal', ['bob'], { after: ['a'] }), st('d', 'Broker of record', ['eva'], { after: ['b'] }), st('e', 'MLS', ['mia', 'ann', 'cat', 'dan', 'x1', 'x2', 'x3'], { after: ['c', 'd'], quorum: { percent: 60 } })), facts()],
};

test('pictures', async () => {
  const css = readFileSync(__dirname + '/../../web/pages/countersign.css', 'utf8');
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const pages = loadPages({ operatorName: 'Example Data Platform', supportEmail: 's@x.example' });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await (await browser.newContext()).newPage();
  for (const [name, [c, f]] of Object.entries(cases)) {
    const at = 50;
    const file: any = { chain: c, facts: f, at, standing: evaluate(c, f, at), request: { ask: { mls: { timeZone: 'America/Chicago' } } } };
    const steps = name === 'uneven' ? chainPreview(c) : chainView(file);
    const ask: any = { mls: 'Harbor', plan: 'IDX', role: 'r', keyKind: 'k', keyHolder: 'h', requester: { name: 'Dana Fox', company: 'Foxglove', email: 'd@x' }, product: { name: 'Foxglove', url: null }, termsVersion: '1', use: 'use' };
    const html = pages.render('status', { title: 'x', staff: null }, { ask, state: file.standing.state, because: file.standing.because, since: null, next: 'n', steps } as any).replace(/<link rel="stylesheet"[^>]*>/, `<style>${css}</style>`);
    writeFileSync(`/tmp/pic/${name}.html`, html);
    await page.setContent(html);
    for (const [width, colorScheme] of [[320, 'light'], [320, 'dark'], [900, 'light'], [900, 'dark']] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await (await page.$('section.card'))!.screenshot({ path: `/tmp/pic/${name}-${width}-${colorScheme}.png` });
      const found = await page.evaluate(`(() => { ${axe}; return axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160)))); })()`);
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      // text that leaves its box
      const out = await page.evaluate(`[...document.querySelectorAll('.picture g[data-key]')].flatMap(g => { const r = g.querySelector('rect').getBoundingClientRect(); return [...g.querySelectorAll('text')].flatMap(t => { const b = t.getBoundingClientRect(); return b.right > r.right - 2 || b.bottom > r.bottom ? [t.textContent + ' ' + (b.right - r.right)] : []; }); })`);
      console.log(name, width, colorScheme, JSON.stringify([found, over, out]));
    }
  }
  await browser.close();
});
