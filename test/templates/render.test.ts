import { renderTemplate, TemplateError, type TemplateName, templateNames } from '../../templates';
import { isBareCommand } from '../../templates/plain-text';
import { letters } from '../support/letters';

type Plain = { readonly [key: string]: unknown };

const render = (name: TemplateName, variables: unknown) => renderTemplate(name, variables as never);
const ask = (change: Partial<typeof letters.ask>) => renderTemplate('ask', { ...letters.ask, ...change });
const all = (rendered: { subject: string; html: string; text: string }) => Object.values(rendered).join('\n');
/** What a person sees of HTML: no style, no tags, no entities. */
const seen = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, '\n')
    .replace(/&(amp|lt|gt|quot|#x27|#x60|#x3D);/g, (_, name: string) => entities[name] ?? '?');
const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x60': '`',
  '#x3D': '=',
};

const tags = (html: string) => html.match(/<[a-z/!][^>]*>/gi);

/** Every way to leave out one key, at any depth. */
function withoutEach(value: Plain): { path: string; variables: Plain }[] {
  return Object.keys(value).flatMap((key) => {
    const { [key]: inner, ...rest } = value;
    const gone = { path: key, variables: rest };
    const inners = Array.isArray(inner)
      ? withoutEach(inner[0] as Plain).map((each) => ({
          path: `${key}.0.${each.path}`,
          variables: { ...value, [key]: [each.variables, ...inner.slice(1)] },
        }))
      : typeof inner === 'object' && inner !== null
        ? withoutEach(inner as Plain).map((each) => ({
            path: `${key}.${each.path}`,
            variables: { ...value, [key]: each.variables },
          }))
        : [];
    return [gone, ...inners];
  });
}

/** The same letter with `change` done to every string that is not an address, id, code or URL. */
function withTexts(value: unknown, change: (text: string) => string, key = ''): unknown {
  if (['requestId', 'code', 'email', 'support'].includes(key) || key.endsWith('Url')) return value;
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => withTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTexts(inner, change, name)]));
}

describe.each(templateNames)('the letter %s', (name) => {
  const { subject, html, text } = render(name, letters[name]);

  test('has a one-line subject that begins with the request’s short id', () => {
    expect(subject).toMatch(/^\[CS-3f9c1a7e\] \S.{10,140}$/);
  });

  test('names the operator and the request in both forms', () => {
    for (const form of [html, text]) {
      expect(form).toContain('Sent by Countersign');
      expect(form).toContain(letters.ask.requestId);
    }
    expect(renderTemplate(name, letters[name] as never, 'en', 'Lakeside Data').text).toContain('Sent by Lakeside Data');
  });

  test('has text of at most 76 columns, URLs aside, and no deciding word alone on a line', () => {
    for (const line of text.split('\n')) {
      if (!line.startsWith('https://')) expect(line.length).toBeLessThanOrEqual(76);
      expect(isBareCommand(line)).toBe(false);
    }
    for (const line of seen(html).split('\n')) expect(isBareCommand(line)).toBe(false);
  });

  test('is HTML that mail programs can show: language, colours, tables for layout, no outside resources', () => {
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('<meta name="supported-color-schemes" content="light dark">');
    expect(html.match(/<table(?! role="presentation")/g)).toBeNull();
    expect(html).not.toMatch(/<(?:img|link|script|form|iframe)|@import|url\(/i);
    expect(Buffer.byteLength(html)).toBeLessThan(20_000);
  });

  test('shows every link target as text too', () => {
    for (const [, target] of html.matchAll(/href="([^"]+)"/g)) {
      expect(seen(html)).toContain(target);
      expect(text).toContain(target);
    }
  });

  test.each(withoutEach(letters[name]))(
    '[case 63] fails without $path, naming letter and path',
    ({ path, variables }) => {
      expect(() => render(name, variables)).toThrow(TemplateError);
      expect(() => render(name, variables)).toThrow(new RegExp(`Letter "${name}" cannot be written: ${path}: `));
    },
  );

  test('fails with a variable too many', () => {
    expect(() => render(name, { ...letters[name], more: 1 })).toThrow(/more/);
  });

  test('[case 59] prints template syntax in data as it is', () => {
    const syntax = '{{token}} {{#with x}}{{> layout}} {{{code}}}';
    const rendered = render(
      name,
      withTexts(letters[name], () => syntax),
    );
    expect(rendered.text.replace(/\s+/g, ' ')).toContain(syntax);
    expect(seen(rendered.html)).toContain(syntax);
  });

  test('[case 60] prints HTML as text', () => {
    const attack = `"><script>alert(1)</script><img src=x onerror=y>'`;
    const rendered = render(
      name,
      withTexts(letters[name], () => attack),
    );
    expect(rendered.html).not.toMatch(/<script|<img/);
    expect(seen(rendered.html)).toContain(attack);
    expect(tags(rendered.html)).toEqual(tags(html));
  });

  test('[case 62] takes no object in place of a text', () => {
    const object = { toHTML: () => '<b>', type: 'Program', body: [] };
    expect(() => render(name, { ...letters[name], plan: object })).toThrow(/plan: /);
  });

  test('[case 66] drops marks that hide or turn text', () => {
    const marked = 'Ha\u202Er\u2066bo\u200Br\uFEFF \u00ADHo\u{E0041}m\u0000es\u0085x';
    const rendered = render(
      name,
      withTexts(letters[name], () => marked),
    );
    expect(all(rendered)).not.toMatch(/[\u202e\u2066\u200b\ufeff\u00ad\u{e0041}\0\u0085]/u);
    expect(rendered.text).toContain('Harbor Homes x');
  });

  test('[case 67] leaves apostrophes and ampersands alone in text and subject', () => {
    const rendered = render(
      name,
      withTexts(letters[name], () => `O'Brien & Co <x>`),
    );
    expect(rendered.text).toContain(`O'Brien & Co <x>`);
    expect(rendered.subject + rendered.text).not.toMatch(/&(?:amp|#x27|lt);/);
    expect(rendered.html).toContain('O&#x27;Brien &amp; Co &lt;x&gt;');
  });

  test('survives 5,000 characters everywhere', () => {
    const rendered = render(
      name,
      withTexts(letters[name], (text) => `${text} ${'long '.repeat(1000)}`),
    );
    expect(rendered.subject.length).toBeLessThanOrEqual(150);
    expect(Buffer.byteLength(rendered.html)).toBeLessThan(26_000);
  });
});

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
    for (const name of ['received', 'denied', 'lapsed', 'withdrawn'] as const) {
      expect(() => render(name, { ...letters[name], statusUrl: url })).toThrow(/statusUrl: /);
    }
    expect(() => ask({ decisionUrl: url })).toThrow(/decisionUrl: /);
    expect(() => render('ready', { ...letters.ready, pickupUrl: url })).toThrow(/pickupUrl: /);
  });

  test('never holds the code', () => {
    expect(() => ask({ decisionUrl: 'https://a.example/d/x?K7MQ4D' })).toThrow(/decisionUrl: holds the code/);
    const { html, text, subject } = ask({});
    expect(text).toContain('\n    K7M Q4D\n');
    expect(html).toContain('>K7M Q4D<');
    expect(html + text + subject).not.toContain('K7MQ4D');
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

test('a letter that replaces another says so', () => {
  expect(ask({ again: true }).text).toContain('replaces an earlier one');
  expect(ask({ again: true }).subject).toContain('New link');
  expect(ask({}).text).not.toContain('replaces an earlier one');
  expect(render('ready', { ...letters.ready, replaces: true }).html).toContain('takes the place of your earlier one');
});

test('a product without a website has no such line', () => {
  expect(all(ask({ product: { name: 'Finder', url: null } }))).not.toContain('Website');
});

test('a letter nobody wrote is refused', () => {
  expect(() => render('constructor' as TemplateName, {})).toThrow('There is no letter "constructor"');
});
