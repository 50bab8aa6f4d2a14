import { decodeEntities } from './html-entities';
import { isAltered, isHidden, sheetAlters, sheetHides } from './html-hiding';
import { type HtmlToken, htmlTokens } from './html-tokens';
import { HtmlLines } from './html-lines';
import { limits } from './limits';

export interface HtmlText {
  /** What a person sees; quoted lines begin with "> ". */
  readonly visible: string;
  /** The same with what is hidden. */
  readonly whole: string;
  /** Words of the reply itself are struck out, turned round or added by style. */
  readonly isAltered: boolean;
  /** A style sheet hides something; we do not know what. */
  readonly hidesBySheet: boolean;
}

interface Open {
  readonly name: string;
  readonly isHidden: boolean;
  readonly isQuote: boolean;
}

const empty = /^(?:br|img|hr|meta|link|input|wbr|col|area|base|embed|source|track|param)$/;
const block =
  /^(?:p|div|tr|li|h[1-6]|blockquote|table|ul|ol|pre|hr|section|article|header|footer|address|center|dl|dt|dd|body|form|fieldset)$/;
const quoteMark =
  /gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|OLK_SRC_BODY_SECTION|reply-intro|mail-quote/i;
/** From these on all is quote, though they themselves end at once. */
const endsReply =
  /divRplyFwdMsg|appendonsend|ms-outlook-mobile-reference-message|stopSpelling|border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i;

/** HTML as a person would read it. */
export function readHtml(html: string): HtmlText {
  const visible = new HtmlLines();
  const whole = new HtmlLines();
  const open: Open[] = [];
  const css: string[] = [];
  let altered = false;
  let hasForeignSheet = false;
  let isAfterReply = false;
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') {
      const isQuote = isAfterReply || open.some((each) => each.isQuote);
      const text = decodeEntities(token.text);
      whole.add(text, isQuote);
      if (!open.some((each) => each.isHidden)) visible.add(text, isQuote);
      continue;
    }
    if (token.kind === 'raw') {
      if (token.name === 'style') css.push(token.text);
      continue;
    }
    if (token.name === 'br' || block.test(token.name)) [visible, whole].forEach((lines) => lines.breakLine());
    if (token.name === 'td' || token.name === 'th') [visible, whole].forEach((lines) => lines.add(' ', false));
    if (token.kind === 'open') {
      hasForeignSheet ||= token.name === 'link' && /stylesheet/i.test(token.attributes);
      isAfterReply ||= endsReply.test(token.attributes);
      const isQuote = isAfterReply || open.some((each) => each.isQuote);
      if (!isQuote && isAltered(token.name, token.attributes)) altered = true;
      if (open.length > limits.htmlNesting) altered = true;
    }
    step(open, token);
  }
  return {
    visible: visible.text(),
    whole: whole.text(),
    isAltered: altered || css.some(sheetAlters),
    hidesBySheet: hasForeignSheet || css.some(sheetHides),
  };
}

function step(open: Open[], token: Extract<HtmlToken, { readonly kind: 'open' | 'close' }>): void {
  if (token.kind === 'close') {
    const at = open.findLastIndex(({ name }) => name === token.name);
    if (at >= 0) open.length = at;
    return;
  }
  if (empty.test(token.name) || open.length > limits.htmlNesting) return;
  open.push({
    name: token.name,
    isHidden: token.name === 'head' || isHidden(token.name, token.attributes),
    isQuote: token.name === 'blockquote' || quoteMark.test(token.attributes),
  });
}
