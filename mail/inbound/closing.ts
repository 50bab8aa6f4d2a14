import { commandOf } from './command-words';

const signOff =
  /^(?:thanks?(?: you)?(?: (?:so much|very much|again|all))?|many thanks|thx|ty|cheers|best(?: regards| wishes)?|(?:kind|warm|warmest|with)? ?regards|sincerely(?: yours)?|yours(?: truly| sincerely| faithfully)?|respectfully|merci(?: beaucoup)?|cordialement|bien (?:à vous|cordialement)|sincères salutations|salutations(?: distinguées)?|gracias|muchas gracias|saludos(?: cordiales)?|atentamente|un saludo|cordialmente)\b/i;
const mobile =
  /^(?:sent (?:from|via|using|with|by)\b|get outlook for|envoyé (?:de|depuis|avec|à partir)|enviado (?:desde|de|con|a través)|von meinem .{1,40} gesendet|gesendet (?:von|mit)|obtener outlook|téléchargez? outlook|obtenez outlook|yahoo mail\b)/i;
const disclaimer =
  /confidential|privileged|intended (?:solely|only|recipient)|disclaimer|unauthori[sz]ed|legal notice|virus|think before|consider the environment|this (?:e-?mail|message|communication|electronic) (?:and|is|was|may|contains|originated)|external (?:e-?mail|sender)|caution:|aviso (?:legal|de confidencialidad)|este (?:correo|mensaje)|ce (?:message|courriel|courrier)|confidencial|confidentiel|avis de confidentialité|avant d'imprimer|antes de imprimir/i;
const contact =
  /@|https?:|www\.|\d{3}[\s.)-]*\d{2,4}|^(?:tel|t|m|o|c|p|f|cell|mobile|phone|office|direct|fax|tél|móvil|e-?mail|web)\s?[:.]/i;
/** Small words that stand in names, titles and firms. */
const joining =
  /^(?:of|for|the|and|at|de|del|la|las|los|le|les|du|des|y|et|e|van|von|der|den|da|do|&|\||-|–|—|\/|·|•)$/i;
/** Words that would change what "approved" means; a name or title holds none of them. */
const telling =
  /^(?:not?|never|but|only|if|unless|except|until|till|when|once|after|before|provided|please|wait|hold|however|don't|do|does|can't|cannot|won't|can|will|with|without|subject|pending|conditional(?:ly)?|limited|idx|vow|feed|listings?|private|data|question|why|what|who|ok|okay|yes|yeah|nope|cancel|stop|revoke|withdraw|ignore|disregard|mistake|oops|sorry|actually|wrong|sarcasm|kidding|pero|si|sí|solo|sólo|salvo|excepto|hasta|cuando|después|antes|espere|mais|sauf|seulement|pas|non|oui|quand|jusqu|après|avant|attendez|annuler|cancelar|terms?|condition|conditions|all|both|neither|none|first|second|request|requests|key|access)$/i;

const nameLimit = 80;
const linesLimit = 12;

/** Whether the lines below a command only sign off: thanks, a name and contacts, a footer, a disclaimer. Else they say more. */
export function onlySignsOff(lines: readonly string[]): boolean {
  const written = lines.map((line) => line.trim()).filter((line) => line !== '');
  const legal = written.findIndex((line) => disclaimer.test(line) && line.length > 30);
  const signature = legal < 0 ? written : written.slice(0, legal);
  if (written.some((line) => commandOf(line) !== null)) return false;
  return signature.length <= linesLimit && signature.every(isOfSignature);
}

function isOfSignature(line: string): boolean {
  if (/^(?:--|—|__+|==+|\*\*+|-{2,})\s*$/.test(line)) return true;
  if (/\?/.test(line) && !/https?:/.test(line)) return false;
  const isPlain = !words(line).some((word) => telling.test(word));
  if (mobile.test(line)) return isPlain && line.length <= nameLimit;
  if (signOff.test(line)) return isPlain && words(line).length <= 7;
  if (line.length > nameLimit || !isPlain) return false;
  return contact.test(line) ? words(line).length <= 12 : isName(line);
}

function isName(line: string): boolean {
  const all = words(line);
  return (
    all.length <= 8 &&
    !/[.!?;:]$/.test(line.replace(/\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Dr|S\.A|S\.L|Esq)\.$/i, '')) &&
    !joining.test(all[0] ?? '') &&
    all.every((word) => joining.test(word) || /^[\p{Lu}\d(“"']/u.test(word))
  );
}

function words(line: string): readonly string[] {
  return line
    .replace(/[*_,()“”"]/g, ' ')
    .replace(/’/g, "'")
    .split(/\s+/)
    .map((word) => word.replace(/[.!:;]+$/, ''))
    .filter((word) => word !== '');
}
