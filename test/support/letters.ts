import type { TemplateName, TemplateVariables } from '../../templates';

const about = {
  mls: 'Lakeshore Regional MLS',
  plan: 'IDX Standard',
  requestId: '3f9c1a7e-52d4-4b1e-9a0f-6f1d2c8b7e55',
};
const aboutDirect = { mls: about.mls, requestId: about.requestId };
const requester = { name: 'Dana Whitfield' };
const company = 'Harbor Homes LLC';
const approver = { name: 'Margaret Ellison', title: 'MLS admin' };
const token = 'Vb2s9fQm3kXw7yTzr1LhJc5aNpEo8dGi0uRtKqSvBnM';
const statusUrl = `https://countersign.example/status/${token}`;

const stated = {
  requester: { ...requester, company, email: 'dana@harborhomes.example' },
  role: 'Private (back-office products)',
  keyKind: 'OpenID Connect client',
  keyHolder: 'the agents who sign in, each as themselves',
  product: { name: 'Harbor Desk', url: 'https://desk.harborhomes.example' },
  use: 'A desk for brokers and agents: they sign in with their own user name and see the listings that they may see.',
  statement: [
    { label: 'Broker or agent', words: 'Jordan Doe' },
    { label: 'Office', words: 'Doe & Vale Realty' },
    {
      label: 'Their authorization',
      words: 'Jordan Doe ordered the product; the contract is attached to our first email.',
    },
    { label: 'Who uses it and who sees the data', words: 'Agents of the office; nobody else.' },
  ],
};
const withRoster = {
  mls: about.mls,
  requestId: about.requestId,
  recipient: { name: approver.name },
  month: 'December 2026',
  attached: ['roster-lakeshore-2026-12-01.json', 'roster-lakeshore-2026-12-01.csv'],
  isCut: false,
  support: 'support@countersign.example',
};
const account = { operator: 'Example Data Platform', requestId: about.requestId, requester: { name: 'Alina Fox' } };

const approvedAt = 'Monday, 30 November 2026, 10:15 am (Central Time)';
const runsOn = 'Tuesday, 14 December 2027, 12:00 am (Central Time)';

/** Realistic variables for every letter, each in its plainest form. */
export const letters: { readonly [N in TemplateName]: TemplateVariables<N> } = {
  prove: {
    ...account,
    proofUrl: `https://countersign.example/proof/${token}`,
    code: 'C8TN5X',
    until: 'Thursday, 26 November 2026, 9:30 am (Central Time)',
    again: false,
  },
  'sign-in': {
    ...account,
    signInUrl: `https://countersign.example/sign-in/${token}`,
    code: 'J3YD7V',
    until: 'Monday, 7 December 2026, 10:15 am (Central Time)',
  },
  ask: {
    ...about,
    approver,
    requester: { ...requester, company, email: 'dana@harborhomes.example' },
    role: 'IDX (public web sites)',
    keyHolder: 'the office harbor01',
    product: { name: 'Harbor Home Finder', url: 'https://www.harborhomes.example' },
    use: 'We show active listings on a public search page for buyers around the lake. Prices and photos are refreshed every 15 minutes; nothing is resold or passed on. Visitors see the listing broker’s name beside each home.',
    step: { title: 'Data access committee', number: 1, count: 2 },
    decisionUrl: `https://countersign.example/decision/${token}`,
    code: 'K7MQ4D',
    replyCode: 'ACDEFGHJKM',
    lapseAt: 'Friday, 4 December 2026, 5:00 pm (Central Time)',
    isRegistration: false,
    grant: null,
    again: false,
    note: null,
    exchange: null,
    changes: [],
  },
  'register-change': {
    mls: about.mls,
    requestId: about.requestId,
    recipient: { name: approver.name },
    summary: 'Nora Beck is added',
    details: [
      { what: 'Mailbox', value: 'nora.beck@lakeshore.example' },
      { what: 'Proposed by', value: 'Kim Roe' },
    ],
    inForceAt: 'Wednesday, 25 November 2026, 9:30 am (Central Time)',
    isWaiting: true,
    objectUrl: `https://countersign.example/objection/${token}`,
    code: 'R7MQ4D',
  },
  'register-stopped': {
    mls: about.mls,
    requestId: about.requestId,
    recipient: { name: approver.name },
    summary: 'Nora Beck is added',
    by: 'Ann Lee (MLS admin)',
    because: 'Nobody here knows her.',
  },
  attest: {
    mls: about.mls,
    requestId: about.requestId,
    approver: { name: approver.name },
    details: [{ what: 'You decide as', value: 'MLS admin' }],
    attestUrl: `https://countersign.example/attestation/${token}`,
    code: 'T7MQ4D',
    again: false,
  },
  remind: {
    ...about,
    approver,
    requester: { ...requester, company },
    step: { title: 'Data access committee' },
    askedAt: 'Tuesday, 24 November 2026, 9:30 am (Central Time)',
    decisionUrl: `https://countersign.example/decision/${token}`,
    code: 'K7MQ4D',
    replyCode: 'ACDEFGHJKM',
    lapseAt: 'Friday, 4 December 2026, 5:00 pm (Central Time)',
  },
  contact: {
    ...aboutDirect,
    approver,
    ...stated,
    step: { title: 'Approval of the MLS', number: 1, count: 1 },
    decisionUrl: `https://countersign.example/decision/${token}`,
    code: 'K7MQ4D',
    replyCode: 'ACDEFGHJKM',
    isByMailOnly: true,
    support: 'support@countersign.example',
    lapseAt: 'Friday, 4 December 2026, 5:00 pm (Central Time)',
    again: false,
    note: null,
    exchange: null,
    changes: [],
  },
  'contact-copy': {
    ...aboutDirect,
    ...stated,
    asked: 'Margaret Ellison (MLS admin, margaret@lakeshore.example)',
    consoleUrl: `https://countersign.example/console/requests/${about.requestId}`,
  },
  message: {
    ...aboutDirect,
    recipient: requester,
    requester: { ...requester, company },
    from: { name: 'Margaret Ellison', side: 'the MLS' },
    vouchedBy: null,
    text: [
      'Thank you for asking us. Could you send us the agreement with the brokerage? We need it before the committee meets.',
    ],
    files: ['data policy 2026.pdf'],
    toSide: { isDeveloper: true, isMls: false },
    pageUrl: `https://countersign.example/account/requests/${about.requestId}`,
  },
  'set-up': {
    ...aboutDirect,
    requester,
    madeBy: 'Margaret Ellison (MLS admin)',
    support: 'support@countersign.example',
  },
  receipt: {
    ...about,
    approver,
    requester: { ...requester, company },
    did: 'approved',
    reason: null,
    limits: [],
    at: 'Wednesday, 25 November 2026, 10:12 am (Central Time)',
    undoUrl: `https://countersign.example/receipt/${token}`,
    code: 'H4NB8C',
  },
  question: {
    ...about,
    requester,
    approver,
    question: 'Who can see the sold prices, and how long are they kept?',
    proposal: null,
    referral: null,
    answerUrl: `https://countersign.example/answer/${token}`,
    code: 'W6PJ3F',
    lapseAt: 'Friday, 4 December 2026, 5:00 pm (Central Time)',
    again: false,
  },
  'staff-needed': {
    ...about,
    requester: { ...requester, company },
    note: '"Data access committee" has nobody left to ask; support must name somebody.',
    consoleUrl: `https://countersign.example/console/requests/${about.requestId}`,
  },
  informed: {
    ...about,
    approver: { name: 'Grace Lindqvist', title: 'Compliance' },
    requester: { ...requester, company },
    product: { name: 'Harbor Home Finder' },
    role: 'IDX (public web sites)',
    outcome: null,
  },
  revoked: {
    ...about,
    requester,
    because: 'Margaret Ellison (MLS admin) took the approval back: the site still shows sold prices without a log-in.',
    statusUrl,
    runsOn: null,
    support: 'support@countersign.example',
  },
  received: {
    ...about,
    requester,
    steps: [
      { title: 'Data access committee', approvers: 'Margaret Ellison or Tom Okafor' },
      { title: 'Broker of record', approvers: 'Luis Herrera' },
    ],
    statusUrl,
    isRegistration: false,
  },
  ready: {
    ...about,
    requester,
    pickupUrl: `https://countersign.example/pickup/${token}`,
    code: 'R2WX9T',
    until: 'Friday, 11 December 2026, 5:00 pm (Central Time)',
    limits: [],
    replaces: false,
    overlap: null,
    demo: null,
  },
  denied: {
    ...about,
    requester,
    by: 'Margaret Ellison (MLS admin)',
    reason: 'The site shows sold prices without a log-in, which our IDX rules do not allow. Please remove them first.',
    because:
      'Margaret Ellison (MLS admin) declined: The site shows sold prices without a log-in, which our IDX rules do not allow. Please remove them first.',
    statusUrl,
    runsOn: null,
  },
  lapsed: {
    ...about,
    requester,
    because: 'Nobody answered "Data access committee" in time.',
    statusUrl,
    runsOn: null,
    unpaid: false,
  },
  pay: {
    ...about,
    requester,
    amount: '$50.00',
    card: 'Visa ending 3184',
    because: null,
    needsCard: false,
    payUrl: 'https://invoice.example/i/in_1',
    until: 'Friday, 11 December 2026, 5:00 pm (Central Time)',
  },
  withdrawn: {
    ...about,
    requester,
    because: 'Dana Whitfield withdrew the request: we will use another plan.',
    statusUrl,
    runsOn: null,
  },
  'opened-again': {
    ...about,
    recipient: requester,
    openedAt: 'Monday, 7 December 2026, 9:14 am (Central Time)',
    again: 'Monday, 7 December 2026, 3:52 pm (Central Time)',
    support: 'support@countersign.example',
  },
  'pickup-reminder': {
    ...about,
    requester,
    pickupUrl: `https://countersign.example/pickup/${token}`,
    code: 'M4HV7P',
    until: 'Friday, 11 December 2026, 5:00 pm (Central Time)',
    isLastDay: false,
  },
  'renewal-due': {
    ...about,
    requester,
    product: 'Harbor Home Finder',
    until: 'Tuesday, 30 November 2027, 12:00 am (Central Time)',
    endsAt: 'Tuesday, 14 December 2027, 12:00 am (Central Time)',
    isOver: false,
    isAsked: false,
    grantUrl: `https://countersign.example/account/grants/${about.requestId}`,
  },
  roster: {
    ...withRoster,
    counts: '12 active and 1 suspended',
    findings: [],
  },
  'audit-checklist': {
    ...withRoster,
    items: [{ check: 'Are renewals under way where a term is over?', records: 'No term is over.', lines: [], more: 0 }],
  },
  'terms-changed': {
    ...about,
    requester,
    product: 'Harbor Home Finder',
    version: '2027-02',
    acceptBy: 'Monday, 1 March 2027, 9:00 am (Central Time)',
    again: false,
    grantUrl: `https://countersign.example/account/grants/${about.requestId}`,
  },
  'grant-news': {
    ...about,
    recipient: requester,
    requester: { company },
    product: 'Harbor Home Finder',
    headline: 'Access is suspended',
    because: 'The site shows listings that were withdrawn a week ago.',
    next: 'The key is switched off until this is settled. It need not be made anew.',
    grantUrl: `https://countersign.example/account/grants/${about.requestId}`,
    support: 'support@countersign.example',
  },
  'in-use': {
    ...about,
    approver,
    requester: { ...requester, company },
    product: { name: 'Harbor Home Finder' },
    since: 'Monday, 14 December 2026, 8:02 am (Central Time)',
    support: 'support@countersign.example',
  },
  'pickup-lapsed': {
    ...about,
    requester,
    until: 'Friday, 11 December 2026, 5:00 pm (Central Time)',
    support: 'support@countersign.example',
  },
  'key-disabled': {
    ...about,
    requester,
    because: 'Tom Okafor (MLS admin) ended the agreement on 1 March.',
    support: 'support@countersign.example',
  },
};

/** A letter in another of its forms: what differs from its sample above. */
export interface Variant<N extends TemplateName = TemplateName> {
  readonly name: N;
  readonly when: string;
  readonly change: Partial<TemplateVariables<N>>;
}

const variant = <N extends TemplateName>(name: N, when: string, change: Partial<TemplateVariables<N>>): Variant => ({
  name,
  when,
  change,
});

const limits = ['read only', 'no copy of the data set', 'until 2027-01-31', 'only on www.harborhomes.example'];
const proposal = {
  proposal: 'IDX Basic',
  question: 'Your product needs no sold prices. IDX Basic has all that it shows.',
};
const exchange = {
  question: 'Who can see the sold prices, and how long are they kept?',
  answer: 'Registered buyers only, after they log in. We keep them for 12 months and then delete them.',
  by: 'Dana Whitfield',
  attachments: ['privacy policy.pdf', 'log-in page.png'],
};

/** What a registration says where a request to an MLS says something else. */
const registration = { mls: 'Example Data Platform', plan: 'Demo access', requester: { name: 'Alina Fox' } };
const registrationAsked: Partial<TemplateVariables<'ask'>> = {
  ...registration,
  approver: { name: 'Review desk', title: 'Developer review' },
  requester: { name: 'Alina Fox', company: 'Fox Apps', email: 'alina@foxapps.example' },
  role: 'IDX (public web sites)',
  keyHolder: 'no broker or agent in particular',
  product: { name: 'Fox Maps', url: 'https://www.foxapps.example' },
  use: 'A map of homes for sale, for people who move to another town.',
  step: { title: 'Review', number: 1, count: 1 },
  isRegistration: true,
};
const activated = {
  ...registration,
  demo: {
    dataUrl: 'https://countersign.example/Reso/OData/Property',
    until: '2027-03-07',
  },
};

/** Together with `letters` they take every way through every template. */
export const variants: readonly Variant[] = [
  variant('roster', 'with much to look at, and a file too many', {
    findings: [
      { heading: 'Suspended', lines: ['Harbor Home Finder of Harbor Homes LLC: since May 3, 2026'], more: 7 },
      { heading: 'Key never used', lines: ['Harbor Desk of Harbor Homes LLC: picked up May 3, 2026'], more: 0 },
    ],
    isCut: true,
  }),
  variant('audit-checklist', 'with something to check', {
    items: [
      {
        check: 'Are renewals under way where a term is over?',
        records: 'Past the end of their term: 8.',
        lines: ['Harbor Home Finder of Harbor Homes LLC: term until May 3, 2026'],
        more: 7,
      },
    ],
    isCut: true,
  }),
  variant('ask', 'that cannot be answered by mail', { replyCode: null }),
  variant('remind', 'that cannot be answered by mail', { replyCode: null }),
  variant('lapsed', 'for want of payment', {
    because: 'It was approved, but the payment was not completed in time.',
    unpaid: true,
  }),
  variant('pay', 'after the card was declined', {
    because: 'Your card has insufficient funds.',
    needsCard: true,
    payUrl: 'https://countersign.example/account/card',
  }),
  variant('pay', 'after a card was declined for no given reason', { needsCard: true }),
  variant('pay', 'before any card was saved', { needsCard: true, card: null, because: 'No card is saved yet.' }),
  variant('prove', 'that replaces another', { again: true }),
  variant('ask', 'about a registration', registrationAsked),
  variant('ask', 'about a registration, with a new link', { ...registrationAsked, again: true }),
  variant('received', 'for a registration', {
    ...registration,
    steps: [{ title: 'Review', approvers: 'Review desk' }],
    isRegistration: true,
  }),
  variant('ask', 'that replaces another', { again: true, product: { name: 'Harbor Home Finder', url: null } }),
  variant('ask', 'after an answer with files', { exchange }),
  variant('ask', 'handed on, answered without files, and changed', {
    note: 'Ann Lee handed this on to you: she is away until Monday.',
    exchange: { ...exchange, attachments: [] },
    changes: [
      { what: 'Data plan', before: 'VOW Standard', after: 'IDX Standard' },
      { what: 'May see', before: 'VOW (registered visitors)', after: 'IDX (public web sites)' },
    ],
  }),
  variant('contact', 'that replaces another', { again: true, isByMailOnly: false }),
  variant('contact', 'that cannot be answered by mail', { replyCode: null, statement: [] }),
  variant('contact', 'after an answer with files', { exchange, product: { name: 'Harbor Desk', url: null } }),
  variant('contact', 'handed on, and changed', {
    note: 'Ann Lee handed this on to you: she is away until Monday.',
    exchange: { ...exchange, attachments: [] },
    changes: [{ what: 'MLS', before: 'Bay MLS', after: 'Lakeshore Regional MLS' }],
  }),
  variant('contact-copy', 'of a request with little said', {
    statement: [],
    product: { name: 'Harbor Desk', url: null },
  }),
  variant('message', 'to the MLS, in paragraphs', {
    recipient: { name: 'Margaret Ellison' },
    from: { name: 'Dana Whitfield', side: 'the developer' },
    text: ['Here it is.', '', 'Approve', 'Anything else?'],
    toSide: { isDeveloper: false, isMls: true },
    pageUrl: null,
  }),
  variant('message', 'that staff passed on', { vouchedBy: 'Kim Sato' }),
  variant('message', 'to support, without files', {
    recipient: { name: 'Example Data Platform support' },
    files: [],
    toSide: { isDeveloper: false, isMls: false },
  }),
  variant('question', 'that names another MLS', { referral: 'Bay MLS' }),
  variant('question', 'that names another MLS, sent again', { referral: 'Bay MLS', again: true }),
  variant('receipt', 'for an approval on conditions', { reason: 'Fine with these conditions.', limits }),
  variant('receipt', 'for something handed on', { did: 'handed it on to Bob Ray', reason: 'Bob knows the product.' }),
  variant('question', 'that is a proposal', proposal),
  variant('question', 'sent again', { again: true }),
  variant('question', 'that is a proposal, sent again', { ...proposal, again: true }),
  variant('informed', 'of the end', {
    outcome: 'Margaret Ellison (MLS admin) declined: The site shows sold prices without a log-in.',
  }),
  variant('register-change', 'in force already, with nothing to tell', { isWaiting: false, details: [] }),
  variant('attest', 'asked again, of somebody without a word', { again: true, details: [] }),
  variant('pickup-reminder', 'on the last day', { isLastDay: true }),
  variant('ready', 'on conditions', { limits }),
  variant('ready', 'in place of an earlier key', { replaces: true }),
  variant('ready', 'beside an earlier key', { replaces: true, overlap: '14 days' }),
  variant('ask', 'for a renewal', {
    grant: { isRenewal: true, approvedAt, until: 'Tuesday, 30 November 2027, 12:00 am (Central Time)' },
  }),
  variant('ask', 'for a change', {
    grant: { isRenewal: false, approvedAt, until: null },
    changes: [{ what: 'Website', before: 'https://old.harborhomes.example', after: 'https://www.harborhomes.example' }],
    exchange: { ...exchange, attachments: [] },
  }),
  variant('ask', 'for a change, sent again', { grant: { isRenewal: false, approvedAt, until: null }, again: true }),
  variant('denied', 'about a change', { runsOn }),
  variant('lapsed', 'about a change', { runsOn }),
  variant('withdrawn', 'about a change', { runsOn }),
  variant('revoked', 'about a change', { runsOn }),
  variant('renewal-due', 'after the end of the term', { isOver: true }),
  variant('renewal-due', 'while a renewal is asked for', { isAsked: true }),
  variant('terms-changed', 'once more', { again: true }),
  variant('grant-news', 'to an MLS admin', { recipient: { name: 'Margaret Ellison' }, grantUrl: null }),
  variant('ready', 'for demo access', activated),
  variant('ready', 'for demo access, in place of an earlier key', { ...activated, replaces: true }),
];
