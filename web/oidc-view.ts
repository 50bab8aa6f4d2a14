import type { Asked, OidcPages } from '../oidc/port';
import type { Pages } from './pages/pages';
import type { NoticeModel } from './pages/models';
import type { Fact, OidcConsentModel } from './pages/oidc-models';

/** What the product sees of the agent, scope by scope. */
const scopeWords: Readonly<Record<string, Fact>> = {
  openid: { label: 'Who you are', value: 'an identifier that stays the same whenever you sign in' },
  profile: { label: 'Name', value: 'your name and your Flexmls user name' },
  email: { label: 'Email', value: 'your mail address' },
  address: { label: 'Address', value: 'your business address' },
  phone: { label: 'Phone', value: 'your phone number' },
  RESO: {
    label: 'Membership',
    value: 'your MLS id, NRDS id, state licence and office; and listing data of your MLS, read in your name',
  },
  FBS: { label: 'Flexmls', value: 'your kind of membership in Flexmls and your MLS' },
};

export function consentModel(action: string, asked: Asked): OidcConsentModel {
  const { client, scopes, agent, redirectUri } = asked;
  return {
    action,
    product: { name: client.name, url: client.url },
    agent: {
      name: agent ? `${agent.givenName} ${agent.familyName}` : '',
      user: agent?.user ?? '',
      mls: agent?.mlsName ?? '',
    },
    host: URL.parse(redirectUri)?.host ?? redirectUri,
    sees: scopes.map((scope) => scopeWords[scope] ?? { label: scope, value: '' }),
  };
}

/** The pages that the provider shows by itself. */
export function oidcPages(pages: Pages): OidcPages {
  const notice = (title: string, tone: NoticeModel['tone'], lines: readonly string[]) =>
    pages.render(
      'notice',
      { title, staff: null },
      { heading: title, tone, lines, errors: [], back: null, renewal: null, warning: null },
    );
  return {
    error: (code, description) =>
      notice('You cannot sign in this way', 'bad', [
        'The product that sent you here asked for something that is not possible. Nothing was passed on.',
        `Tell its maker: ${code}${description === '' ? '' : ` (${description})`}.`,
      ]),
    signOut: ({ action, xsrf, client }) =>
      pages.render('oidc-sign-out', { title: 'Sign out', staff: null }, { action, xsrf, product: client }),
    signedOut: () =>
      notice('You are signed out', 'good', [
        'Products that you signed in to with this browser can no longer act for you.',
      ]),
  };
}
