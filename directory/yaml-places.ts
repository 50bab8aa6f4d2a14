import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, visit } from 'yaml';
import type { Path } from './file-fault';

export interface Aliases {
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Those that stand for nothing, or inside an anchor: such texts can mean far more than they say. */
  readonly faults: readonly { readonly offset: number; readonly problem: string }[];
}

/** The aliases of a document, found in one walk; an anchor may be set anew further down. */
export function aliasesOf(document: Document.Parsed): Aliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const faults: { offset: number; problem: string }[] = [];
  visit(document, {
    Node(_key, node, path) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      const offset = node.range?.[0] ?? 0;
      if (!target) faults.push({ offset, problem: `No anchor "${node.source}" stands before it.` });
      else if (path.some(isAnchor)) faults.push({ offset, problem: 'An alias stands inside what has an anchor.' });
      else targets.set(node, target);
    },
  });
  return { targets, faults };
}

/** Tells where in the text the name or list item begins that a path leads to; as far as it leads. */
export function offsetsOf(document: Document.Parsed, { targets }: Aliases): (path: Path) => number {
  return (path) => {
    let node: Node | null | undefined = document.contents;
    let offset = node?.range?.[0] ?? 0;
    for (const part of path) {
      const next = childOf(isAlias(node) ? targets.get(node) : node, part);
      if (!next) break;
      node = next.value;
      offset = next.at?.range?.[0] ?? offset;
    }
    return offset;
  };
}

function isAnchor(node: unknown): boolean {
  return (isSeq(node) || isMap(node)) && node.anchor !== undefined;
}

function childOf(node: Node | null | undefined, part: string | number) {
  if (isSeq<Node>(node)) {
    const item = typeof part === 'number' ? node.items[part] : undefined;
    return item && { at: item, value: item };
  }
  if (!isMap<Node, Node>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair && { at: pair.key, value: pair.value };
}
