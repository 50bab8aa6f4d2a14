import type { LetterInput } from '../mail/render';
import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';
import { aboutRequest, letterAbout } from './request-file';

/** The letter that calls support: what is stuck, in a sentence. `part` tells one occasion from another. */
export function staffNeeded(
  { settings }: ActivityContext,
  file: RequestFile,
  note: string,
  part: string,
): LetterInput<'staff-needed'> {
  const { id, ask } = file.request;
  const variables = {
    ...aboutRequest(file),
    requester: { name: ask.requester.name, company: ask.requester.company },
    note,
    consoleUrl: `${settings.baseUrl}/console/requests/${id}`,
  };
  return letterAbout(file, 'staff-needed', variables, { part, recipient: settings.support });
}
