import type * as Inbound from '../mail/inbound';

/** The mail libraries load only when mail is judged: the other commands start faster without them. */
export const loadInbound: () => Promise<Pick<typeof Inbound, 'judgeMail' | 'reverify'>> = () =>
  import('../mail/inbound/index.js');
