/** What mail systems write into mail they return. */
const phrases: readonly RegExp[] = [
  /this (?:message|report) was created automatically by (?:the )?mail (?:delivery|system)/i,
  /this is the (?:qmail|mail (?:system|delivery|filter)|postfix)/i,
  /(?:could|can) ?not be delivered|(?:was|were|is|been|be)(?: not|n't) (?:be )?delivered|undeliver(?:able|ed)|couldn't be delivered/i,
  /deliver(?:y|ing)[^.\n]{0,80}(?:failed|failure|has been (?:delayed|suspended)|impossible)/i,
  /unable to deliver|did not reach|could not deliver|failed to deliver|problem (?:while )?delivering|fatal errors/i,
  /(?:recipient|user|mailbox|address|account)[^.\n]{0,60}(?:unknown|not found|does(?: not|n't) exist|rejected|unavailable|disabled|is full|over quota|no such)/i,
  /(?:unknown|no such|invalid) (?:user|recipient|mailbox|address)|mailbox (?:is )?(?:full|unavailable)|quota exceeded|exceeded (?:the )?storage/i,
  /returned (?:to (?:you|sender)|mail)|the following (?:address|recipient)|permanent (?:fatal )?errors?/i,
  /nicht zugestellt|unzustellbar|n'a pas pu être (?:remis|délivré)|no (?:se )?(?:ha )?(?:podido|pudo) (?:ser )?entreg|n[aã]o (?:p[oô]de|foi) ser entregue/i,
];

export function saysBounced(text: string): boolean {
  const start = text.slice(0, 8_000);
  return phrases.some((phrase) => phrase.test(start));
}
