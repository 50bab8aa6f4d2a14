import { letters } from '../support/letters';
import { all, forms, render, seen } from './rendered';

/** Text as it reads, without the breaks of its lines. */
const flat = (text: string) => text.replace(/\s+/g, ' ');
const formOf = (title: string) => {
  const found = forms.find((form) => form.title === title)!;
  return render(found.name, found.variables);
};

test.each([
  ['prove', 'Confirm your address'],
  ['sign-in', 'Your link to sign in'],
  ['ask', 'Approve data access for Harbor Homes LLC? (step 1 of 2)'],
  ['ask that replaces another', 'New link: approve data access for Harbor Homes LLC? (step 1 of 2)'],
  ['ask about a registration', 'Activate the registration of Fox Apps?'],
  ['ask about a registration, with a new link', 'New link: activate the registration of Fox Apps?'],
  ['received', 'Your request for IDX Standard is on its way'],
  ['received for a registration', 'Your registration is being reviewed'],
  ['remind', 'Reminder: approve data access for Harbor Homes LLC? (Data access committee)'],
  ['receipt', 'Your decision is recorded: you approved (data access for Harbor Homes LLC)'],
  [
    'receipt for something handed on',
    'Your decision is recorded: you handed it on to Bob Ray (data access for Harbor Homes LLC)',
  ],
  ['question', 'A question about your request for IDX Standard, from Margaret Ellison'],
  ['question sent again', 'Still open: a question about your request for IDX Standard, from Margaret Ellison'],
  ['question that is a proposal', 'A proposal for your request for IDX Standard, from Margaret Ellison'],
  ['staff-needed', 'Stuck: data access for Harbor Homes LLC (IDX Standard)'],
  ['informed', 'For your information: Harbor Homes LLC asks for IDX Standard'],
  ['informed of the end', 'For your information: how the request of Harbor Homes LLC for IDX Standard ended'],
  ['revoked', 'The approval of your request for IDX Standard was revoked'],
  ['ready in place of an earlier key', 'Your new key for IDX Standard is ready to pick up'],
  ['pickup-reminder', 'Reminder: pick up your key for IDX Standard'],
  ['pickup-reminder on the last day', 'Last day: pick up your key for IDX Standard'],
  ['in-use', 'In use: the key of Harbor Homes LLC for IDX Standard'],
  ['ask for a renewal', 'Approve a renewal of data access for Harbor Homes LLC? (step 1 of 2)'],
  ['ask for a change', 'Answered: approve a change of data access for Harbor Homes LLC? (step 1 of 2)'],
  ['renewal-due', 'Please renew: IDX Standard, Lakeshore Regional MLS'],
  ['renewal-due after the end of the term', 'Your access has run out: IDX Standard, Lakeshore Regional MLS'],
  ['terms-changed', 'Accept the new terms of IDX Standard, Lakeshore Regional MLS'],
  ['grant-news', 'Access is suspended: Harbor Homes LLC, IDX Standard'],
  ['ready for demo access', 'Your registration is activated: pick up your demo key'],
  ['ready for demo access, in place of an earlier key', 'Your new demo key is ready to pick up'],
])('the subject of %s says who and what', (title, subject) => {
  // An answer by mail names its question by the code at the end.
  const code = /^(?:ask|remind)/.test(title) && !title.includes('cannot be answered') ? ' #ACDEFGHJKM' : '';
  expect(formOf(title).subject).toBe(`[CS-3f9c1a7e] ${subject}${code}`);
});

/** What a form says, in HTML and in text, and what its letter's plain form does not. */
test.each([
  ['prove that replaces another', 'This email replaces an earlier one.'],
  ['ask about a registration', 'registers as a developer with Example Data Platform and asks for demo access'],
  ['received for a registration', 'is being reviewed, usually within three business days.'],
  ['ask that replaces another', 'This email replaces an earlier one.'],
  ['ask after an answer with files', 'Dana Whitfield has answered you.'],
  ['ask after an answer with files', 'Sent along with the answer (the page has the files):'],
  ['ask handed on, answered without files, and changed', 'Why you are asked now:'],
  ['ask handed on, answered without files, and changed', 'What has changed since you were asked'],
  ['receipt for an approval on conditions', 'Approved on these conditions:'],
  ['receipt for an approval on conditions', 'With these words:'],
  ['question that is a proposal', 'If you accept, your request changes to that plan.'],
  ['question sent again', 'This email replaces an earlier one about the same.'],
  ['informed of the end', 'has ended.'],
  ['pickup-reminder on the last day', 'There is one day left'],
  ['ready on conditions', 'Approved on these conditions:'],
  ['ready in place of an earlier key', 'takes the place of your earlier one'],
  ['ready beside an earlier key', 'goes on for 14 days once you have picked up this one.'],
  ['ask for a renewal', 'asks to renew it until Tuesday, 30 November 2027'],
  ['ask for a renewal', 'Nothing else is to change.'],
  ['ask for a change', 'What is to change'],
  ['denied about a change', 'What was granted before goes on as it was, until Tuesday, 14 December 2027'],
  ['revoked about a change', 'The change that it was about counts no more;'],
  ['ready for demo access', 'Your registration with Example Data Platform is activated'],
  ['ready for demo access', 'they read example data only, until 2027-03-07'],
])('%s says: %s', (title, words) => {
  const { text, html } = formOf(title);
  expect(flat(text)).toContain(words);
  expect(flat(seen(html))).toContain(words);
  const { name } = forms.find((form) => form.title === title)!;
  expect(flat(all(render(name, letters[name])))).not.toContain(words);
});

test('an answer stands beside its question, and its files by name', () => {
  const { text, html } = formOf('ask after an answer with files');
  expect(text).toContain('You wrote:\n  | Who can see the sold prices, and how long are they kept?\n\nThe answer:\n');
  expect(text).toContain('  - privacy policy[.]pdf\n  - log-in page[.]png\n');
  const cells = html.match(/<td class="half"[\s\S]*?<\/td>/g)?.map((cell) => flat(seen(cell)).trim());
  expect(cells).toEqual([
    'You wrote: “Who can see the sold prices, and how long are they kept?”',
    'The answer: “Registered buyers only, after they log in. We keep them for 12 months and then delete them.”',
  ]);
  expect(all(formOf('ask handed on, answered without files, and changed'))).not.toContain('has the files');
});

test('changes are listed with what was and what is', () => {
  const { text, html } = formOf('ask handed on, answered without files, and changed');
  expect(text).toContain('  - Data plan\n    Before: VOW Standard\n    Now: IDX Standard\n  - May see\n');
  expect(flat(seen(html))).toContain('Data plan Before: VOW Standard Now: IDX Standard May see Before:');
});

test('conditions are listed one by one', () => {
  for (const title of ['receipt for an approval on conditions', 'ready on conditions']) {
    const { text, html } = formOf(title);
    expect(text).toContain('conditions:\n  - read only\n  - no copy of the data set\n  - until 2027-01-31\n');
    expect(html.match(/<li /g)).toHaveLength(4);
  }
});

test('a receipt says what to do when it was somebody else, and how to change one’s mind', () => {
  for (const form of [formOf('receipt').text, seen(formOf('receipt').html)]) {
    expect(flat(form)).toContain(
      'If this was not you, open this page, type the code and say so: it stops the request or ends the key.',
    );
    expect(flat(form)).toContain('the same page takes the approval back');
  }
});

test.each([
  ['prove', 'If you did not register, do nothing: the registration then ends by itself.'],
  ['prove', 'Opening the page alone confirms nothing.'],
  ['sign-in', 'Link and code work once, until Monday, 7 December 2026, 10:15 am'],
  ['sign-in', 'If you did not ask for this email, ignore it'],
])('whoever gets the letter %s without having asked can tell what to do: %s', (title, words) => {
  const { text, html } = formOf(title);
  expect(flat(text)).toContain(words);
  expect(flat(seen(html)).replaceAll(' .', '.')).toContain(words);
});

test('a name in a letter to an address that anybody may have typed has no room for a message', () => {
  const { text } = render('prove', {
    ...letters.prove,
    requester: { name: `Win money at evil.example ${'x'.repeat(200)}` },
  });
  const greeted = /Dear (.*?),\n/s.exec(text)?.[1] ?? '';
  expect(greeted).toContain('evil[.]example');
  expect(greeted).toHaveLength(60);
});

test('demo credentials come with a command to copy, whole and the same in both forms', () => {
  const { text, html } = formOf('ready for demo access');
  const command = [
    'curl -H "Authorization: Bearer $LISTING_DATA_KEY" \\',
    `'https://countersign.example/Reso/OData/Property?$top=1'`,
  ];
  expect(text).toContain(`\n\n    ${command.join('\n      ')}\n\n`);
  expect(seen(/<pre[\s\S]*?<\/pre>/.exec(html)?.[0] ?? '').trim()).toBe(command.join('\n'));
});

test('a demo address that is not a web address is refused', () => {
  const demo = { dataUrl: 'javascript:alert(1)', until: 'Sunday' };
  expect(() => render('ready', { ...letters.ready, demo })).toThrow(/demo\.dataUrl: is not an http/);
});

test('no letter about a registration speaks of listing data', () => {
  const ofRegistration = { mls: 'Example Data Platform', plan: 'Demo access' };
  const written = [
    ...forms.filter(({ title }) => /prove|sign-in|registration|demo access/.test(title)),
    ...(['remind', 'receipt', 'question', 'informed', 'denied', 'lapsed', 'withdrawn', 'revoked'] as const).map(
      (name) => ({
        name,
        variables: { ...letters[name], ...ofRegistration },
      }),
    ),
  ].map(({ name, variables }) => all(render(name, variables)));
  expect(written).toHaveLength(16);
  for (const letter of written) expect(flat(letter)).not.toContain('listing data');
});

test('a product without a website has no such line', () => {
  expect(all(render('ask', { ...letters.ask, product: { name: 'Finder', url: null } }))).not.toContain('Website');
});

test('every form has a name of its own', () => {
  expect(new Set(forms.map(({ title }) => title)).size).toBe(forms.length);
});
