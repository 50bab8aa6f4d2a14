/** How programs begin the subject of an automatic answer, by language. Only the beginning: people write "Re: Automatic reply" too. */
const autoReplies: readonly string[] = [
  'auto(?:matic)?[- ]?(?:reply|response|answer)|automated (?:reply|response)|autoreply|autoresponder?|auto:',
  "out[- ]of[- ](?:the[- ])?office|ooo\\b|i(?: am|'m)? (?:currently )?(?:away|out of|on (?:vacation|leave|holiday))",
  'away from (?:the |my )?(?:office|mail|e-?mail|desk)|(?:on )?(?:vacation|holiday|leave)(?: notice| reply| message| response|:|$)|on annual leave',
  'automatische (?:antwort|r[uü]ckantwort)|abwesen|nicht im (?:b[uü]ro|haus)|autoreply|urlaub|ich bin (?:derzeit )?(?:nicht|im urlaub|abwesend)',
  "r[eé]ponse auto(?:matique)?|absen(?:ce|te?)\\b|(?:message|notification|avis) d['’]absence|en (?:cong[eé]s?|vacances)|hors (?:du )?bureau",
  'respuesta autom[aá]tica|autorrespuesta|fuera de (?:la )?oficina|ausen(?:cia|te)|(?:estoy )?de vacaciones|mensaje autom[aá]tico',
  'risposta automatica|fuori (?:sede|ufficio)|resposta autom[aá]tica|fora do escrit[oó]rio|aus[eê]ncia|automatisch antwoord|afwezig',
  'autosvar|fr[aå]nvar|automatisk (?:svar|besked)|automatyczna odpowied|nieobecno|automaattinen vastaus|poissa|otomatik yan[iı]t',
  '自動(?:応答|返信)|不在|自动(?:回复|答复)|автоответ|автоматический ответ|자동 ?(?:회신|응답)',
];
const bounces: readonly string[] = [
  'undeliver(?:ed|able)|returned (?:mail|to sender)|mail delivery (?:failed|failure|error|system)|delivery (?:status notification|failure|failed|has failed|report|notification|delayed)',
  'failure notice|(?:mail|message) (?:delivery )?(?:failure|error|status)|non[- ]?deliver|could not (?:be )?deliver|undelivery|mail system error|warning: (?:message still undelivered|could not send)',
  'message (?:could )?not (?:be )?delivered|delayed mail|mail could not be delivered|unzustellbar|nicht zustellbar|n[aã]o (?:foi )?entreg|no se (?:ha )?(?:puede|pudo) entregar|no entregado|non remis|[eé]chec de (?:la )?remise|rapport de non-remise|onbestelbaar|mancata consegna',
];
const receipts: readonly string[] = [
  'read(?:ed)?:|not read:|read receipt|return receipt|disposition notification|gelesen:|lu(?: |\\s)?:|le[ií]do:|accus[eé] de (?:lecture|r[eé]ception)|confirmaci[oó]n de lectura|lesebest[aä]tigung',
];

const complaints: readonly string[] = [
  'complaint about message from|e-?mail (?:feedback|abuse) report|abuse report|spam complaint',
];

const tags = '^(?:\\[[^\\]]{1,40}\\]|\\*|\\s)*';
const begins = (list: readonly string[]) => new RegExp(`${tags}(?:${list.join('|')})`, 'iu');

export const saysAutoReply = begins(autoReplies);
export const saysBounce = begins(bounces);
export const saysComplaint = begins(complaints);
export const saysReceipt = begins(receipts);
