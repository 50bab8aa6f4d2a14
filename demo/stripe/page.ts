import { testCards } from './cards';

const style = `
body { margin: 0; background: #f6f8fa; color: #1a1f36; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 3rem auto; padding: 2rem; background: #fff; border: 1px solid #d5dbe1; border-radius: 8px }
h1 { margin: 0 0 .5rem; font-size: 1.4rem }
label { display: block; margin-top: 1rem; font-weight: 600 }
input { box-sizing: border-box; width: 100%; padding: .6rem; border: 1px solid #697386; border-radius: 6px; font: inherit }
button { width: 100%; margin: 1rem 0; padding: .7rem; border: 0; border-radius: 6px; background: #4f46c8; color: #fff; font: inherit }
.note { color: #4a5568; font-size: .9rem }
[role=alert] { margin: 1rem 0 0; padding: .6rem; border-radius: 6px; background: #fdecec; color: #8a1c1c }
li { font-variant-numeric: tabular-nums }`;

export interface CardForm {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly action: string;
  readonly button: string;
  /** Why the last card was not taken. */
  readonly problem?: string;
  readonly back?: string;
}

/** The one field of Stripe's form that matters here. No autofill: it would offer somebody's real card. */
export function cardForm({ heading, lines, action, button, problem, back }: CardForm): string {
  const hints = problem === undefined ? 'cards' : 'problem cards';
  const cards = testCards.map(({ number, meaning }) => `<li>${number.match(/.{4}/g)!.join(' ')}: ${meaning}</li>`);
  return page(
    heading,
    lines,
    `<form method="post" action="${escape(action)}">
<label for="number">Card number</label>
<input id="number" name="number" inputmode="numeric" autocomplete="off" required aria-describedby="${hints}"${problem === undefined ? '' : ' aria-invalid="true"'}>
${problem === undefined ? '' : `<p role="alert" id="problem">${escape(problem)}</p>`}
<button type="submit">${escape(button)}</button>
</form>
<div class="note" id="cards"><p>No money moves here, and only test cards are taken:</p><ul>${cards.join('')}</ul></div>
${back === undefined ? '' : linkTo(back)}`,
  );
}

/** Nothing is to be done here any more. */
export const notice = (heading: string, lines: readonly string[], back?: string): string =>
  page(heading, lines, back === undefined ? '' : linkTo(back));

const linkTo = (back: string): string => `<p><a href="${escape(back)}">Back to where you came from</a></p>`;

const page = (heading: string, lines: readonly string[], rest: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stripe (stand-in)</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="note">Stripe (stand-in)</p>
<h1>${escape(heading)}</h1>
${lines.map((line) => `<p>${escape(line)}</p>`).join('\n')}
${rest}
</main>
</body>
</html>
`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign]!);
