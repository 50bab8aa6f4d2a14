import { IssuerRefused } from '../port';

/** What the API's codes mean for the people who must cure them. */
const meanings: Readonly<Record<string, string>> = {
  '404': 'does not know what we asked for. Is SPARK_API_URL right, and does the key still exist?',
  '405': 'does not take such a call. Is SPARK_API_URL right?',
  '1000': 'does not know the key in SPARK_API_KEY. Set the one that the operator gave you.',
  '1005': 'says that the key in SPARK_API_KEY is not set up. Ask the operator to set it up for the key administration.',
  '1010': 'says that the key in SPARK_API_KEY is disabled. Have it enabled, or set another one.',
  '1013': 'does not take the key in SPARK_API_KEY as a bearer token. Ask the operator for one that may be used so.',
  '1015':
    'says that the user behind SPARK_API_KEY is unknown or inactive. Have the user made active, or set another key.',
  '1017': 'lets the key in SPARK_API_KEY only read. Ask the operator to let it write.',
  '1018': 'does not let the key in SPARK_API_KEY do this. Ask the operator for the permission to administer keys.',
  '1019':
    'takes the key in SPARK_API_KEY from other addresses only. Ask the operator to add the addresses of our workers.',
  '1020': 'says that the session of SPARK_API_KEY is over. Set a key that does not expire.',
  '1021': 'keeps the key in SPARK_API_KEY for replication. Set one for the key administration.',
  '1030': 'is reached without TLS. Set an https address in SPARK_API_URL.',
  '1050': 'misses something in what we sent.',
  '1053': 'does not accept something in what we sent.',
  '1055': 'says that what we sent conflicts with what it has.',
  '1500':
    'is not part of what the key in SPARK_API_KEY may use. Ask the operator for the permission to administer keys.',
};

/** Whether no repetition cures it, whatever the status: some of them come as 500. */
export const isFinal = (code: string): boolean => code in meanings;

/** @param said the API's own words: they help where the code only says that something is wrong */
export function refusedBy(code: string, said: string | null): IssuerRefused {
  const meaning = meanings[code] ?? 'refuses, with a code that we do not know.';
  return new IssuerRefused(code, `The key administration API ${meaning} (Code ${code}.)`, said);
}

/** What comes is not what is documented; the fields are named, never their values. */
export function notUnderstood(path: string, fields: readonly string[]): IssuerRefused {
  const where = fields.length === 0 ? '' : `: ${fields.join(', ')}`;
  return new IssuerRefused('answer', `The key administration API answered ${path} otherwise than documented${where}.`);
}
