/** Somebody as a file of the operator has them. */
export interface FilePerson {
  readonly id: string;
  readonly mlsId: string;
  readonly email: string;
}

/**
 * Those whom a file may not write: it would put them on a register that has people already, or give them another mailbox. That takes two
 * staff members and a notice to those who decide; only the first people of an MLS come with it.
 */
export function guardedIn<P extends FilePerson>(people: readonly P[], stored: readonly FilePerson[]): readonly P[] {
  const peopled = new Set(stored.map(({ mlsId }) => mlsId));
  const mailboxes = new Map(stored.map(({ id, email }) => [id, email]));
  return people.filter(({ id, mlsId, email }) => {
    const before = mailboxes.get(id);
    return before === undefined ? peopled.has(mlsId) : before !== email;
  });
}
