import { demoDirectory } from '../../directory/demo';
import { shownMark, termsHash, termsMarkup } from '../../web/terms';

const html = (terms: string) => termsMarkup(terms).toHTML();

test.each([
  ['raw HTML stays text', '<script>alert(1)</script>', /^(?!.*<script)/s],
  ['an address that runs', '[x](javascript:alert(1))', /^(?!.*<a )/s],
  ['an address with data', '[x](data:text/html,x)', /^(?!.*<a )/s],
  ['an address of this site', '[x](/console)', /^(?!.*<a )/s],
  ['a picture', '![x](https://tracker.example/x.png)', /^(?!.*<img)/s],
  ['quotes in a title', '[x](https://a.example "\\" onclick=\\"y")', /^(?!.*" onclick)/s],
  [
    'a link to the web',
    '[x](https://a.example)',
    /<a href="https:\/\/a\.example" rel="noopener noreferrer nofollow">x<\/a>/,
  ],
  ['headings below those of the page', '# A\n\nB\n=\n\n##### C', /<h3>A<\/h3>\n<h3>B<\/h3>\n<h6>C<\/h6>/],
  ['lists', '1. keep\n2. remove', /<ol>\n<li>keep<\/li>/],
])('%s', (_, terms, expected) => {
  expect(html(terms)).toMatch(expected);
});

test('the hash is that of the text as it stands', () => {
  expect(termsHash({ terms: 'Use it.' })).toMatch(/^[\da-f]{64}$/);
  expect(termsHash({ terms: 'Use it.' })).not.toBe(termsHash({ terms: 'Use it. ' }));
});

test('the mark of what was shown changes with price, currency, version and text, and with nothing else', () => {
  const plan = demoDirectory.plans[0]!;
  const changes = [{ priceMinor: 1 }, { currency: 'CAD' }, { termsVersion: '2' }, { terms: 'Other.' }];
  const marks = [plan, ...changes.map((change) => ({ ...plan, ...change }))].map(shownMark);
  expect(new Set(marks).size).toBe(5);
  expect(shownMark({ ...plan, name: 'Other' })).toBe(marks[0]);
});
