import type { Approver } from '../domain/party';
import type { RequestFile } from '../store/port';
import type { ActivityContext } from './context';

/** Those of them who may decide about the request: nobody else gets mail, and no step waits for anybody else. */
export async function fitOf(
  { directory }: Pick<ActivityContext['store'], 'directory'>,
  { request }: Pick<RequestFile, 'request'>,
  people: readonly Approver[],
): Promise<readonly Approver[]> {
  const unfit = await directory.unauthorized(people, request.ask);
  return people.filter(({ id }) => !unfit.some(({ approverId }) => approverId === id));
}
