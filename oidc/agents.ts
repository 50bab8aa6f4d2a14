import type { Agent, Agents } from './port';

/** Fictional agents for trials, with passwords that everybody may know. They exist with the demo data only. */
const people: readonly (Agent & { readonly password: string })[] = [
  {
    ...agent('summit-ridge', 'Summit Ridge MLS', 'jdoe', 'Jordan', 'Doe'),
    address: { street: '12 Quarry Road', city: 'Stone and Sky', state: 'CO', postcode: '00010' },
    phone: '+1 303 555 0112',
    nrdsId: '471000981',
    licence: 'CO-471-0098',
    password: 'summit demo agent',
  },
  {
    ...agent('harbor-coast', 'Harbor Coast MLS', 'mvale', 'Morgan', 'Vale'),
    address: { street: '3 Ferry Lane', city: 'Gull Harbor', state: 'ME', postcode: '00010' },
    phone: '+1 207 555 0133',
    nrdsId: '118002214',
    licence: 'ME-118-0221',
    password: 'harbor demo agent',
  },
  {
    ...agent('cedar-valley', 'Cedar Valley MLS', 'kpelt', 'Kim', 'Pelt'),
    address: { street: '88 Mill Street', city: 'Millrace', state: 'OR', postcode: '00012' },
    phone: '+1 503 555 0171',
    nrdsId: '903004417',
    licence: 'OR-903-0441',
    password: 'cedar demo agent',
  },
];

export const demoAgents: Agents = {
  trial: people,
  find: (id) => people.find((each) => idOf(each) === id),
  check(user, password) {
    const found = people.find((each) => each.user === user && each.password === password);
    return found && idOf(found);
  },
};

/** Without demo data nobody can sign in: an operator's real agents sign in at the operator's own provider. */
export const noAgents: Agents = { trial: [], find: () => undefined, check: () => undefined };

export function idOf({ mlsId, user }: Agent): string {
  return `${mlsId}:${user}`;
}

function agent(mlsId: string, mlsName: string, user: string, givenName: string, familyName: string) {
  const email = `${user}@${mlsId}.example`;
  return { mlsId, mlsName, user, givenName, familyName, email, officeKey: `${mlsId}-office12`, memberType: 'Member' };
}
