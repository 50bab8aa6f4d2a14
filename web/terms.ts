import { createHash } from 'node:crypto';
import MarkdownIt from 'markdown-it';
import type { DataPlan } from '../domain/plan';
import type { Ask } from '../domain/request';

/** HTML that a page prints as it is. Handlebars knows it by this method. */
export interface Markup {
  toHTML(): string;
}

/** Headings of the terms stand below those of the page. */
const headingShift = 2;

// Raw HTML stays text, links lead to the web or a mailbox only, and pictures are not loaded.
const markdown = new MarkdownIt('commonmark', { html: false }).disable('image');
markdown.validateLink = (url) => /^(?:https?:|mailto:)/i.test(url.trim());
markdown.renderer.rules['link_open'] = (tokens, index, options, _env, self) => {
  tokens[index]!.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};
markdown.core.ruler.push('lower-headings', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type.startsWith('heading_')) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + headingShift)}`;
  }
});

/** The terms of a plan, written in Markdown by an MLS, as safe HTML. */
export function termsMarkup(terms: string): Markup {
  const html = markdown.render(terms);
  return { toHTML: () => html };
}

/** SHA-256 of the text of the terms, hex. */
export function termsHash({ terms }: Pick<DataPlan, 'terms'>): string {
  return createHash('sha256').update(terms, 'utf8').digest('hex');
}

/** Stands for the terms and the price that a page showed: another value means that one of them has changed since. */
export function shownMark(plan: DataPlan): string {
  const { termsVersion, priceMinor: minor, currency } = plan;
  return askedMark({ termsVersion, termsHash: termsHash(plan), price: { minor, currency } });
}

/** The same mark, of what would be asked for. */
export function askedMark({
  termsVersion,
  termsHash,
  price,
}: Pick<Ask, 'termsVersion' | 'termsHash' | 'price'>): string {
  const shown = JSON.stringify([termsVersion, termsHash, price.minor, price.currency]);
  return createHash('sha256').update(shown, 'utf8').digest('hex').slice(0, 32);
}
