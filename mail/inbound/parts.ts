import { type MimeNode, Splitter, type SplitterChunk } from '@zone-eu/mailsplit';
import { decodeTransfer, parameter } from './decode';
import { limits } from './limits';

/** A part that holds no other parts. */
export interface Part {
  readonly type: string;
  readonly charset: string;
  readonly disposition: string;
  readonly filename: string;
  /** The whole Content-Type, for its parameters. */
  readonly contentType: string;
  /** Says twice what it is, so that mail programs may read it in two ways. */
  readonly isAmbiguous: boolean;
  /** The kinds of multipart around it, outermost first: `['mixed', 'alternative']`. */
  readonly within: readonly string[];
  readonly body: Buffer;
}

export interface MimeTree {
  readonly type: string;
  readonly contentType: string;
  /** Top level of a report: delivery-status, disposition-notification, feedback-report. */
  readonly reportType: string;
  readonly multiparts: readonly string[];
  readonly parts: readonly Part[];
}

/** The message costs more to read than a mail may. */
export class TooMuch extends Error {}

/** Takes a message apart without looking into attached messages. @throws TooMuch */
export async function readParts(raw: Buffer): Promise<MimeTree> {
  const nodes: MimeNode[] = [];
  const bodies = new Map<MimeNode, Buffer[]>();
  try {
    for await (const chunk of split(raw)) {
      if (chunk.type === 'node') {
        if (ancestors(chunk).length > limits.nesting) throw new TooMuch('nested too deeply');
        nodes.push(chunk);
      } else if (chunk.type === 'body') {
        bodies.set(chunk.node, [...(bodies.get(chunk.node) ?? []), chunk.value]);
      }
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EMAXLEN') throw new TooMuch('too many parts', { cause: error });
    throw error;
  }
  const leaves = nodes.filter((node) => node.multipart === false);
  const contentType = nodes[0] ? contentTypeOf(nodes[0]) : '';
  return {
    type: (nodes[0]?.contentType || '').toLowerCase(),
    contentType,
    reportType: parameter(contentType, 'report-type'),
    multiparts: nodes.flatMap(({ multipart }) => (multipart === false ? [] : [multipart.toLowerCase()])),
    parts: leaves.map((node) => partOf(node, Buffer.concat(bodies.get(node) ?? []))),
  };
}

async function* split(raw: Buffer): AsyncGenerator<SplitterChunk> {
  const splitter = new Splitter({ ignoreEmbedded: true, maxChildNodes: limits.parts, maxHeadSize: limits.headerBytes });
  splitter.end(raw);
  yield* splitter as AsyncIterable<SplitterChunk>;
}

function ancestors(node: MimeNode): readonly string[] {
  const found: string[] = [];
  for (let parent = node.parentNode; parent; parent = parent.parentNode) found.unshift(String(parent.multipart));
  return found;
}

function partOf(node: MimeNode, body: Buffer): Part {
  return {
    type: (node.contentType || 'text/plain').toLowerCase(),
    charset: (node.charset || '').toLowerCase(),
    disposition: (node.disposition || '').toLowerCase(),
    filename: node.filename || '',
    contentType: contentTypeOf(node),
    isAmbiguous: isAmbiguous(node),
    within: ancestors(node).map((kind) => kind.toLowerCase()),
    body: decodeTransfer(body, (node.encoding || '').toLowerCase()),
  };
}

function contentTypeOf(node: MimeNode): string {
  return node.headers === false ? '' : (node.headers.get('content-type')[0] ?? '');
}

function isAmbiguous(node: MimeNode): boolean {
  const names = ['content-type', 'content-transfer-encoding', 'content-disposition'];
  const repeats = names.some((name) => node.headers !== false && node.headers.get(name).length > 1);
  return repeats || (contentTypeOf(node).match(/\bcharset\*?[^;=]*=/gi) ?? []).length > 1;
}
