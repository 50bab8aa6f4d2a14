const hiding =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0*(?:\.\d+|[01](?:\.\d+)?)(?:px|pt|em|rem|%|\s|;|!|$)|opacity\s*:\s*0?(?:\.[0-2]\d*)?(?:\s|;|!|$)|mso-hide\s*:\s*all|(?:max-)?(?:height|width)\s*:\s*[01](?:px|pt|em)?\s*(?:;|!|$)|text-indent\s*:\s*-|(?:left|top|right)\s*:\s*-\d{3,}|clip(?:-path)?\s*:|transform\s*:|(?:^|;|\s)color\s*:\s*(?:#f{3,8}\b|#f[a-f0-9]f[a-f0-9]f[a-f0-9]\b|white|transparent|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]|rgba\([^)]{0,40},\s*0?(?:\.0*)?\s*\))/i;
const reordering =
  /unicode-bidi|direction\s*:\s*rtl|line-through|column-reverse|row-reverse|float\s*:\s*right|content\s*:\s*(?:["']|attr)|text-transform|@font-face/i;

const altering =
  /^(?:del|s|strike|bdo|marquee|ruby|input|textarea|select|button|svg|math|object|iframe|video|canvas|details|dialog)$/;

/** Whether an element's own attributes keep it from being seen. */
export function isHidden(name: string, attributes: string): boolean {
  if (/(?:^|\s)hidden(?:\s|=|$|\/)/i.test(attributes.replace(/"[^"]*"|'[^']*'/g, '""'))) return true;
  if (name === 'font' && /color\s*=\s*["']?(?:#?f{6}|#?fff|white)\b/i.test(attributes)) return true;
  if (name === 'font' && /size\s*=\s*["']?0/i.test(attributes)) return true;
  const style = styleOf(attributes);
  return hiding.test(style) || isOnItsOwnColour(style);
}

/** Whether an element shows its words in another way than they stand there: struck out, backwards. */
export function isAltered(name: string, attributes: string): boolean {
  return altering.test(name) || reordering.test(styleOf(attributes));
}

/** Whether a style sheet hides or adds words somewhere. We do not work out where. */
export function sheetHides(css: string): boolean {
  return hiding.test(css.replace(/@media[^{]{0,80}print[^{]{0,80}\{/gi, ''));
}

export function sheetAlters(css: string): boolean {
  return /unicode-bidi|content\s*:\s*(?:["']|attr)|line-through|@font-face[^}]{0,500}src/i.test(css);
}

function isOnItsOwnColour(style: string): boolean {
  const text = /(?:^|;)\s*color\s*:\s*([^;!]+)/i.exec(style)?.[1];
  const ground = /(?:^|;)\s*background(?:-color)?\s*:\s*([^;!]+)/i.exec(style)?.[1];
  return text !== undefined && text.trim().toLowerCase() === ground?.trim().toLowerCase();
}

function styleOf(attributes: string): string {
  const [, double, single, bare] = /(?:^|\s)style\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes) ?? [];
  return (double ?? single ?? bare ?? '').replace(/&#x?[0-9a-f]+;?/gi, ' ').replace(/\/\*.{0,200}?\*\//g, '');
}
