import { renderTemplate, TemplateError, type TemplateName } from '../../templates';
import { isBareCommand } from '../../templates/plain-text';
import { letters } from '../support/letters';
import { all, forms, render, seen } from './rendered';

type Plain = { readonly [key: string]: unknown };

const tags = (html: string) => html.match(/<[a-z/!][^>]*>/gi);

/** Every way to leave out one key, at any depth. */
function withoutEach(value: Plain): { path: string; variables: Plain }[] {
  return Object.keys(value).flatMap((key) => {
    const { [key]: inner, ...rest } = value;
    const gone = { path: key, variables: rest };
    const inners = Array.isArray(inner)
      ? (typeof inner[0] === 'object' ? withoutEach(inner[0] as Plain) : []).map((each) => ({
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
  if (['requestId', 'code', 'replyCode', 'email', 'support'].includes(key) || key.endsWith('Url')) return value;
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => withTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTexts(inner, change, name)]));
}

describe.each(forms)('the letter $title', ({ name, variables: given }) => {
  const { subject, html, text } = render(name, given);

  test('has a one-line subject that begins with the request’s short id', () => {
    expect(subject).toMatch(/^\[CS-3f9c1a7e\] \S.{10,140}$/);
  });

  test('names the sender and the request in both forms', () => {
    for (const form of [html, text]) {
      expect(form).toContain('Sent by Countersign');
      expect(form).toContain(letters.ask.requestId);
    }
    expect(renderTemplate(name, given as never, 'en', 'Lakeside Data').text).toContain('Sent by Lakeside Data');
  });

  test('has text of at most 76 columns, URLs aside, and no deciding word alone on a line', () => {
    for (const line of text.split('\n')) {
      if (!line.startsWith('https://')) expect(line.length).toBeLessThanOrEqual(76);
      expect(isBareCommand(line)).toBe(false);
    }
    for (const line of seen(html).split('\n')) expect(isBareCommand(line)).toBe(false);
  });

  test('leaves nothing unfilled and no gaps', () => {
    expect(subject + text + seen(html)).not.toMatch(/\{\{|\}\}|\bundefined\b|\bnull\b|\[object|\(none given\)/);
    expect(text).not.toMatch(/\n{3}|[ \t]\n|&(?:amp|lt|gt|quot|nbsp|middot|#)/);
  });

  test('says the code in both forms, and nowhere near the link', () => {
    if (!('code' in given)) return expect(text).not.toContain('Your code');
    const code = String(given['code']);
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect(text).toContain(`Your code, to type on that page:\n\n    ${spaced}\n`);
    expect(html).toContain(`>${spaced}<`);
    expect(html + text + subject).not.toContain(code);
    expect(subject).not.toContain(spaced);
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

  test.each(withoutEach(given))('[case 63] fails without $path, naming letter and path', ({ path, variables }) => {
    expect(() => render(name, variables)).toThrow(TemplateError);
    expect(() => render(name, variables)).toThrow(new RegExp(`Letter "${name}" cannot be written: ${path}: `));
  });

  test('fails with a variable too many', () => {
    expect(() => render(name, { ...given, more: 1 })).toThrow(/more/);
  });

  test('[case 59] prints template syntax in data as it is', () => {
    const syntax = '{{token}} {{#with x}}{{> layout}} {{{code}}}';
    const rendered = render(
      name,
      withTexts(given, () => syntax),
    );
    expect(rendered.text.replace(/\s+/g, ' ')).toContain(syntax);
    expect(seen(rendered.html)).toContain(syntax);
  });

  test('[case 60] prints HTML as text', () => {
    const attack = `"><script>alert(1)</script><img src=x onerror=y>'`;
    const rendered = render(
      name,
      withTexts(given, () => attack),
    );
    expect(rendered.html).not.toMatch(/<script|<img/);
    expect(seen(rendered.html)).toContain(attack);
    expect(tags(rendered.html)).toEqual(tags(html));
  });

  test('[case 62] takes no object in place of a text', () => {
    const object = { toHTML: () => '<b>', type: 'Program', body: [] };
    const text = 'mls' in given ? 'mls' : 'operator';
    expect(() => render(name, { ...given, [text]: object })).toThrow(new RegExp(`${text}: `));
  });

  test('[case 66] drops marks that hide or turn text', () => {
    const marked = 'Ha\u202Er\u2066bo\u200Br\uFEFF \u00ADHo\u{E0041}m\u0000es\u0085x';
    const rendered = render(
      name,
      withTexts(given, () => marked),
    );
    expect(all(rendered)).not.toMatch(/[\u202e\u2066\u200b\ufeff\u00ad\u{e0041}\0\u0085]/u);
    expect(rendered.text).toContain('Harbor Homes x');
  });

  test('[case 67] leaves apostrophes and ampersands alone in text and subject', () => {
    const rendered = render(
      name,
      withTexts(given, () => `O'Brien & Co <x>`),
    );
    expect(rendered.text).toContain(`O'Brien & Co <x>`);
    expect(rendered.subject + rendered.text).not.toMatch(/&(?:amp|#x27|lt);/);
    expect(rendered.html).toContain('O&#x27;Brien &amp; Co &lt;x&gt;');
  });

  test('survives 5,000 characters everywhere', () => {
    const rendered = render(
      name,
      withTexts(given, (text) => `${text} ${'long '.repeat(1000)}`),
    );
    expect(rendered.subject.length).toBeLessThanOrEqual(150);
    expect(Buffer.byteLength(rendered.html)).toBeLessThan(30_000);
  });
});

test('a letter nobody wrote is refused', () => {
  expect(() => render('constructor' as TemplateName, {})).toThrow('There is no letter "constructor"');
});
