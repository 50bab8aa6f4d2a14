import type { KeySpec } from '../../domain/credential';
import { IssuerRefused } from '../port';
import { identity } from './answers';
import type { Call } from './call';
import { quoted } from './filter';
import { listAll } from './pages';

const path = '/v1/developers/identities';

/**
 * The developer's identities in the MLS, oldest first. There should be one, but people make them too, and two requests of one developer may
 * have made one each: keys are looked for in all of them.
 */
export async function identitiesOf(call: Call, spec: KeySpec): Promise<readonly string[]> {
  const { email } = developerOf(spec);
  const found = await listAll(call, path, identity, { _filter: `Email Eq ${quoted(email)}` });
  return found
    .filter(({ Email, MlsId }) => Email?.toLowerCase() === email.toLowerCase() && MlsId === spec.mlsId)
    .map(({ Id }) => Id)
    .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

/** The identity that new keys belong to; made where there is none. A lost answer is cured by looking again. */
export async function identityFor(call: Call, spec: KeySpec): Promise<string> {
  const [known] = await identitiesOf(call, spec);
  if (known !== undefined) return known;
  const { name, company, email } = developerOf(spec);
  const body = { ...namesOf(name), Company: company, Email: email, MlsId: spec.mlsId, Comments: 'Made by Countersign' };
  const { results } = await call('POST', path, identity, { body });
  if (results[0]) return results[0].Id;
  throw new IssuerRefused('answer', 'The key administration API made a developer identity without naming it.');
}

function developerOf({ developer }: KeySpec) {
  if (developer) return developer;
  throw new IssuerRefused(
    'developer',
    'The key says of no developer whose it is, and the key administration asks for one.',
  );
}

/** The last word is the last name. Whoever has one name only has a dash beside it, since both are asked for. */
function namesOf(name: string): { readonly FirstName: string; readonly LastName: string } {
  const words = name.trim().split(/\s+/);
  if (words.length === 1) return { FirstName: words[0]!, LastName: '-' };
  return { FirstName: words.slice(0, -1).join(' '), LastName: words.at(-1)! };
}
