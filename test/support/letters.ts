import type { TemplateName, TemplateVariables } from '../../templates';

const about = {
  mls: 'Lakeshore Regional MLS',
  plan: 'IDX Standard',
  requestId: '3f9c1a7e-52d4-4b1e-9a0f-6f1d2c8b7e55',
};
const requester = { name: 'Dana Whitfield' };
const token = 'Vb2s9fQm3kXw7yTzr1LhJc5aNpEo8dGi0uRtKqSvBnM';
const statusUrl = `https://countersign.example/status/${token}`;

/** Realistic variables for every letter. */
export const letters: { readonly [N in TemplateName]: TemplateVariables<N> } = {
  ask: {
    ...about,
    approver: { name: 'Margaret Ellison', title: 'MLS admin' },
    requester: { ...requester, company: 'Harbor Homes LLC', email: 'dana@harborhomes.example' },
    role: 'IDX (public web sites)',
    keyHolder: 'the office harbor01',
    product: { name: 'Harbor Home Finder', url: 'https://www.harborhomes.example' },
    use: 'We show active listings on a public search page for buyers around the lake. Prices and photos are refreshed every 15 minutes; nothing is resold or passed on. Visitors see the listing broker’s name beside each home.',
    step: { title: 'Data access committee', number: 1, count: 2 },
    decisionUrl: `https://countersign.example/decision/${token}`,
    code: 'K7MQ4D',
    lapseAt: 'Friday, 4 December 2026, 5:00 pm (Central Time)',
    again: false,
  },
  received: {
    ...about,
    requester,
    steps: [
      { title: 'Data access committee', approvers: 'Margaret Ellison or Tom Okafor' },
      { title: 'Broker of record', approvers: 'Luis Herrera' },
    ],
    statusUrl,
  },
  ready: {
    ...about,
    requester,
    pickupUrl: `https://countersign.example/pickup/${token}`,
    code: 'R2WX9T',
    until: 'Friday, 11 December 2026, 5:00 pm (Central Time)',
    replaces: false,
  },
  denied: {
    ...about,
    requester,
    by: 'Margaret Ellison (MLS admin)',
    reason: 'The site shows sold prices without a log-in, which our IDX rules do not allow. Please remove them first.',
    because:
      'Margaret Ellison (MLS admin) declined: The site shows sold prices without a log-in, which our IDX rules do not allow. Please remove them first.',
    statusUrl,
  },
  lapsed: { ...about, requester, because: 'Nobody answered "Data access committee" in time.', statusUrl },
  withdrawn: {
    ...about,
    requester,
    because: 'Dana Whitfield withdrew the request: we will use another plan.',
    statusUrl,
  },
  'opened-again': {
    ...about,
    recipient: requester,
    openedAt: 'Monday, 7 December 2026, 9:14 am (Central Time)',
    again: 'Monday, 7 December 2026, 3:52 pm (Central Time)',
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
