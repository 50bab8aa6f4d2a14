/**
 * What a request that goes to an MLS directly states beside what every request says: step 5 of "How to Set Up API Access". All of it is in
 * the developer's words. Empty: they left it out, where that is allowed.
 */
export interface Statement {
  /** The broker or agent that the product is for. */
  readonly agent: string;
  readonly office: string;
  readonly licence: string;
  /** How that broker or agent authorized the developer. */
  readonly authorization: string;
  readonly audience: string;
  readonly handling: string;
  readonly fields: string;
  readonly otherMlses: string;
  /** Where an OpenID Connect client sends agents back to after they signed in. */
  readonly redirectUri: string;
}

export type StatementField = keyof Statement;

/** What each part is called, in the order in which they stand in mails and on pages. */
export const statementLabels: Readonly<Record<StatementField, string>> = {
  agent: 'Broker or agent',
  office: 'Office',
  licence: 'Licence number',
  authorization: 'Their authorization',
  audience: 'Who uses it and who sees the data',
  handling: 'How the data is stored and displayed',
  fields: 'Fields and listing statuses needed',
  otherMlses: 'Other MLSs involved',
  redirectUri: 'Agents are sent back to',
};
export const statementFields = Object.keys(statementLabels) as readonly StatementField[];

/** What was stated, part by part; what was left out is left out. */
export function statementLines(statement: Statement): readonly { readonly label: string; readonly words: string }[] {
  return statementFields
    .filter((field) => statement[field] !== '')
    .map((field) => ({ label: statementLabels[field], words: statement[field] }));
}
