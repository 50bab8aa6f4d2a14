export type Command = 'approve' | 'deny';

const approvals = [
  'approve|approved|i approve',
  'apruebo|aprobar|aprobado|aprobada|lo apruebo|la apruebo',
  "approuve|approuvé|approuvée|approuver|j'approuve",
];
const denials = [
  'decline|declined|reject|rejected|deny|denied|i decline|i reject|i deny',
  'rechazo|rechazar|rechazado|rechazada|lo rechazo|la rechazo|deniego|denegar|denegado|denegada|lo deniego|la deniego',
  'refusé|refusée|refuser|je refuse|refuse|rejeté|rejetée|rejeter|je rejette',
];
const commands = new Map<string, Command>([
  ...words(approvals).map((word) => [word, 'approve'] as const),
  ...words(denials).map((word) => [word, 'deny'] as const),
]);

/** The command that a line is, exactly and alone; "Approved?" and "not approved" are none. */
export function commandOf(line: string): Command | null {
  const plain = line
    .normalize('NFC')
    .replace(/’/g, "'")
    .trim()
    .replace(/[.!]+$/, '')
    .trim()
    .replace(/\s+/g, ' ');
  return commands.get(plain.toLowerCase()) ?? null;
}

function words(lists: readonly string[]): readonly string[] {
  return lists.flatMap((list) => list.split('|').map((word) => word.normalize('NFC')));
}
