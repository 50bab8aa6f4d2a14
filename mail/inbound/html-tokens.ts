export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string }
  /** What stands in a style, script or the like. */
  | { readonly kind: 'raw'; readonly name: string; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly closesItself: boolean }
  | { readonly kind: 'close'; readonly name: string };

/** Elements whose content is no markup and is not shown. */
const raw = new Set(['script', 'style', 'title', 'textarea', 'noscript', 'template', 'xmp', 'iframe', 'noframes']);

/** Cuts HTML into tags and text in one pass; mail is full of HTML that no strict parser takes. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    if (open < 0) return yield { kind: 'text', text: html.slice(at) };
    if (open > at) yield { kind: 'text', text: html.slice(at, open) };
    const next = html[open + 1] ?? '';
    if (next === '!' || next === '?') at = commentEnd(html, open);
    else if (!/[a-z/]/i.test(next)) {
      yield { kind: 'text', text: '<' };
      at = open + 1;
    } else {
      const end = tagEnd(html, open);
      const token = tagOf(html.slice(open + 1, end));
      yield token;
      at = end + 1;
      if (token.kind === 'open' && raw.has(token.name)) {
        at = rawEnd(html, end + 1, token.name);
        yield { kind: 'raw', name: token.name, text: html.slice(end + 1, at) };
      }
    }
  }
}

function commentEnd(html: string, open: number): number {
  const isComment = html.startsWith('<!--', open);
  const end = html.indexOf(isComment ? '-->' : '>', open);
  return end < 0 ? html.length : end + (isComment ? 3 : 1);
}

/** Where the tag's ">" stands; one inside a quoted attribute does not end it. */
function tagEnd(html: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < html.length; at++) {
    const sign = html[at]!;
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '>') return at;
    else if ((sign === '"' || sign === "'") && html[at - 1] === '=') quote = sign;
  }
  return html.length;
}

function rawEnd(html: string, from: number, name: string): number {
  const end = html.slice(from).search(new RegExp(`</${name}\\b`, 'i'));
  return end < 0 ? html.length : from + end;
}

function tagOf(inside: string): HtmlToken {
  const [, slash = '', name = '', attributes = ''] = /^(\/?)\s*([a-z][^\s/>]*)?([\s\S]*)$/i.exec(inside) ?? [];
  if (slash === '/') return { kind: 'close', name: name.toLowerCase() };
  return { kind: 'open', name: name.toLowerCase(), attributes, closesItself: attributes.endsWith('/') };
}
