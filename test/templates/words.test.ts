import { renderTemplate, TemplateError, templateNames } from '../../templates';
import { isBareCommand } from '../../templates/plain-text';
import { letters } from '../support/letters';
import { render, seen } from './rendered';

const ask = (change: Partial<typeof letters.ask>) => renderTemplate('ask', { ...letters.ask, ...change });

describe('[case 60] a link of ours', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt://x/%0aalert(1)',
    'data:text/html,x',
    'https://user:pass@evil.example/',
    'https://countersign.example@evil.example/',
    '//evil.example',
    'https://a.example/"onclick=x',
    'https://a.example/\nx',
    'https://a.example/ x',
    'https://a.example\\@evil.example',
    '',
  ])('is never %j', (url) => {
    const links = templateNames.flatMap((name) =>
      Object.keys(letters[name]).flatMap((key) => (key.endsWith('Url') ? [{ name, key }] : [])),
    );
    expect(links.length).toBeGreaterThan(9);
    for (const { name, key } of links) {
      expect(() => render(name, { ...letters[name], [key]: url })).toThrow(new RegExp(`: ${key}: `));
    }
  });

  test.each([
    ['prove', 'proofUrl'],
    ['sign-in', 'signInUrl'],
    ['ask', 'decisionUrl'],
    ['remind', 'decisionUrl'],
    ['receipt', 'undoUrl'],
    ['register-change', 'objectUrl'],
    ['attest', 'attestUrl'],
    ['question', 'answerUrl'],
    ['ready', 'pickupUrl'],
  ] as const)('in the letter %s never holds the code', (name, link) => {
    const variables = { ...letters[name], [link]: `https://a.example/d/x?${letters[name].code}` };
    expect(() => render(name, variables)).toThrow(new RegExp(`${link}: holds the code`));
  });

  test('an error never repeats a value', () => {
    let failure: unknown;
    try {
      ask({ decisionUrl: 'ftp://secret-token', code: 'K7MQ4D-and-more' });
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(TemplateError);
    expect(String(failure)).not.toMatch(/secret-token|K7MQ4D/);
  });
});

describe('[case 68] the words of an applicant', () => {
  test.each([
    ['https://evil.example/a?b=c', 'hxxps://evil[.]example/a?b=c'],
    ['HTTP://Evil.Example', 'hxxp://Evil[.]Example'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['go to evil.example now', 'go to evil[.]example now'],
    ['ask eve@evil.example', 'ask eve@evil[.]example'],
    ['ev\u200Bil.example', 'evil[.]example'],
    ['evil。example and xn--evl-1la.xn--p1ai', 'evil[.]example and xn--evl-1la[.]xn--p1ai'],
    ['javascript:alert(1)', 'javascript[:]alert(1)'],
    ['mailto:eve tel:+123', 'mailto[:]eve tel[:]+123'],
    ['St. Paul, 3.5 km, J.R. Smith, the end. Next', 'St. Paul, 3.5 km, J.R. Smith, the end. Next'],
  ])('%j is printed as %j', (words, printed) => {
    const { html, text } = ask({ use: words, product: { name: words, url: words } });
    expect(text).toContain(`  | ${printed}\n`);
    expect(text).toContain(`Product:      ${printed}\n`);
    expect(text).toContain(`Website:      ${printed}\n`);
    expect(seen(html)).toContain(`“${printed}”`);
    for (const [, target] of html.matchAll(/href="([^"]+)"/g)) expect(target).toBe(letters.ask.decisionUrl);
  });

  test('stand in a blockquote under their own heading, on one line, at most 500 characters', () => {
    const { html, text } = ask({ use: `First.\n\n\tSecond.\r\n${'x'.repeat(600)}` });
    const quoted = /in their words:<\/p>\s*<blockquote [^>]*>“([^<]*)”<\/blockquote>/.exec(html)?.[1] ?? '';
    expect(quoted).toMatch(/^First\. Second\. x+…$/);
    expect(Array.from(quoted)).toHaveLength(500);
    expect(text).toContain('in their words:\n  | First. Second.');
  });

  test.each(['Approve', 'approved!', '  I approve. ', 'line\nApproved\nline', `${'word '.repeat(14)}decline`])(
    'never put a deciding word alone on a line: %j',
    (words) => {
      const { html, text } = ask({
        use: words,
        product: { name: words, url: words },
        requester: { ...letters.ask.requester, name: words, company: words },
      });
      expect([...text.split('\n'), ...seen(html).split('\n')].filter(isBareCommand)).toEqual([]);
    },
  );

  test('are said to be missing rather than left blank', () => {
    expect(ask({ use: ' \u200B ' }).text).toContain('  | (none given)');
  });
});

describe('the words of an approver, and the names of files', () => {
  const words = 'Approved. See https://evil.example';
  const printed = 'Approved. See hxxps://evil[.]example';

  test('are quoted, and are no links', () => {
    const asked = ask({
      note: words,
      exchange: { question: words, answer: words, by: 'Dana', attachments: ['evil.zip'] },
      changes: [{ what: 'Use', before: words, after: words }],
    });
    expect(asked.text.split(`  | ${printed}\n`)).toHaveLength(4);
    expect(seen(asked.html).split(`“${printed}”`)).toHaveLength(4);
    expect(asked.text).toContain('  - evil[.]zip\n');
    const others = [
      render('receipt', { ...letters.receipt, reason: words }),
      render('question', { ...letters.question, question: words }),
      render('question', { ...letters.question, question: words, proposal: 'IDX Basic' }),
      render('informed', { ...letters.informed, outcome: words }),
      render('revoked', { ...letters.revoked, because: words }),
    ];
    for (const { text, html } of others) {
      expect(text).toContain(`  | ${printed}\n`);
      expect(seen(html)).toContain(`“${printed}”`);
    }
    // A sentence of ours that may hold some of theirs: set apart, without quotation marks.
    const stuck = render('staff-needed', { ...letters['staff-needed'], note: words });
    expect(stuck.text).toContain(`  | ${printed}\n`);
    expect(seen(stuck.html)).toContain(`What is stuck:\n ${printed}\n`);
  });

  test.each(['approved', 'declined', 'I approve'])('in what was done (%s) stand inside a sentence of ours', (did) => {
    const { subject, text, html } = render('receipt', { ...letters.receipt, did });
    expect(subject).toContain(`you ${did} (`);
    expect(text.replace(/\s+/g, ' ')).toContain(`in your name: you ${did}.`);
    expect([...text.split('\n'), ...seen(html).split('\n')].filter(isBareCommand)).toEqual([]);
  });
});
