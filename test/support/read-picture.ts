import { chainPicture, type PictureStep } from '../../web/chain-picture';

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

/** Reads XML strictly: what is not well-formed throws. */
export function parse(xml: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const stack = [root];
  const token =
    /<\/([a-z]+)>|<([a-z]+)((?: [\w:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#39);[^"<&]*)*")*)(\/?)>|([^<&]|&(?:amp|lt|gt|quot|#39);)+/gy;
  for (let done = 0; done < xml.length; done = token.lastIndex) {
    const found = token.exec(xml);
    if (!found) throw new Error(`Not well-formed: ${xml.slice(done, done + 60)}`);
    const [whole, closed, opened, attributes = '', isEmpty] = found;
    if (closed !== undefined) expect(stack.pop()!.name).toBe(closed);
    else if (opened !== undefined) {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
        ([, key, value]) => [key!, plain(value!)] as const,
      );
      const element: Element = { name: opened, attributes: new Map(pairs), children: [], text: '' };
      expect(element.attributes.size).toBe(pairs.length);
      stack.at(-1)!.children.push(element);
      if (isEmpty === '') stack.push(element);
    } else stack.at(-1)!.text += plain(whole);
  }
  expect(stack).toEqual([root]);
  return root.children[0]!;
}

function plain(text: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&[^;]+;/g, (each) => entities[each]!);
}

/** The element and all that it holds. */
export function within(element: Element): Element[] {
  return [element, ...element.children.flatMap(within)];
}

/** The parts of a chain's picture, boxes from top to bottom; arrows as "a > b". */
export function picture(steps: readonly PictureStep[], asker = 'Dana Fox') {
  const svg = parse(chainPicture(steps, { asker }));
  const [, , width, height] = svg.attributes.get('viewBox')!.split(' ').map(Number);
  const groups = svg.children.filter(({ name }) => name === 'g');
  const boxes = groups
    .filter(({ attributes }) => attributes.has('data-key'))
    .map((group) => {
      const [x, y] = /\(([\d.]+) ([\d.]+)\)/.exec(group.attributes.get('transform')!)!.slice(1).map(Number);
      const rect = group.children.find(({ name }) => name === 'rect')!.attributes;
      const texts = within(group).filter(({ name }) => name === 'text');
      return {
        key: group.attributes.get('data-key')!,
        kind: group.attributes.get('class')!,
        isDashed: rect.has('stroke-dasharray'),
        left: x!,
        top: y!,
        right: x! + Number(rect.get('width')),
        bottom: y! + Number(rect.get('height')),
        texts: texts.map(({ text }) => text),
        lowest: y! + Math.max(...texts.map(({ attributes }) => Number(attributes.get('y')))),
      };
    });
  const arrows = groups
    .filter(({ attributes }) => attributes.has('data-from'))
    .map(({ attributes }) => `${attributes.get('data-from')} > ${attributes.get('data-to')}`.replaceAll('step ', ''));
  const word = (name: string) => svg.children.find((each) => each.name === name)!.text;
  return { svg, width: width!, height: height!, boxes, arrows, title: word('title'), desc: word('desc') };
}
