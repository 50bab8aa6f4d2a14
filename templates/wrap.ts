import { isBareCommand } from './plain-text';

const width = 76;

/**
 * Breaks long lines of a text letter at spaces. Lines that continue keep the bar of a quotation, or are indented under the text
 * of a list item or labelled fact. URLs are never broken, and no line is left with a deciding word alone.
 */
export function wrap(text: string): string {
  return text.split('\n').flatMap(wrapLine).join('\n');
}

function wrapLine(whole: string): string[] {
  const line = whole.trimEnd();
  if (line.length <= width) return [line];
  const first = /^(?: *\| | *- | *\d+\. |[A-Z][A-Za-z ]{1,11}: +| *)/.exec(line)?.[0] ?? '';
  const next = first.includes('|') ? first : ' '.repeat(first.length);
  const lines: string[] = [];
  let current = '';
  for (const word of line.slice(first.length).split(' ')) {
    if (current !== '' && next.length + current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  lines.push(current);
  return joinBareCommands(lines).map((each, index) => (index === 0 ? first : next) + each);
}

function joinBareCommands(lines: readonly string[]): string[] {
  return lines.reduce<string[]>((kept, line) => {
    const before = kept.at(-1);
    if (before !== undefined && isBareCommand(line)) kept[kept.length - 1] = `${before} ${line}`;
    else kept.push(line);
    return kept;
  }, []);
}
