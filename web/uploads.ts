import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { NewAttachment } from '../store/port';
import { type Form, isPlainText, refuseName } from './bodies';
import { HttpProblem } from './problem';

export const mostFiles = 5;
export const mostBytes = 5 * 1024 * 1024;
/** Files beyond the most are read and dropped, so that what was typed comes back with the error; a robot's flood is cut off. */
const mostParts = 40;
const mostFieldBytes = 64 * 1024;
const longestName = 120;

export interface Upload {
  readonly form: Form;
  /** Those that were small enough, the first of them. Their bytes are never looked into. */
  readonly files: readonly NewAttachment[];
  readonly isTooMany: boolean;
  /** The first file that is too large; null when none is. */
  readonly tooLarge: string | null;
}

/** Lets this scope take forms with files and no other bodies. They are read by `readUpload`, after the link was looked up. */
export async function acceptUploads(scope: FastifyInstance): Promise<void> {
  scope.removeAllContentTypeParsers();
  await scope.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: mostBytes, fieldSize: mostFieldBytes, fieldNameSize: 100, parts: mostParts },
  });
}

/** Reads a form with files. The same rules hold for its fields as for any form. @throws HttpProblem 400, 413, 415 */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  if (!request.isMultipart()) throw new HttpProblem(415, 'Not a form', 'This address takes a form.');
  const form: Record<string, string> = Object.create(null) as Record<string, string>;
  const files: NewAttachment[] = [];
  let count = 0;
  let tooLarge: string | null = null;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      takeField(form, part);
      continue;
    }
    const file = await takeFile(part, count < mostFiles);
    if (!file) continue;
    count++;
    if (file.isTooLarge) tooLarge ??= file.name;
    else if (count <= mostFiles) files.push({ name: file.name, bytes: file.bytes });
  }
  return { form, files, isTooMany: count > mostFiles, tooLarge };
}

function takeField(form: Record<string, string>, { fieldname, value, valueTruncated }: MultipartValue): void {
  refuseName(fieldname);
  if (fieldname in form) throw new HttpProblem(400, 'Given twice', 'A field of this form was sent twice.');
  if (valueTruncated) throw new HttpProblem(413, 'Too long', 'A field of this form is too long.');
  if (typeof value !== 'string' || !isPlainText(value)) {
    throw new HttpProblem(400, 'Not text', 'A field of this form is not plain text.');
  }
  form[fieldname] = value.replace(/\r\n?/g, '\n');
}

/** Undefined for an empty file field, as browsers send it. */
async function takeFile(part: MultipartFile, isKept: boolean) {
  if (!isKept || part.fieldname !== 'files') {
    part.file.resume();
    return part.filename ? { name: fileName(part.filename), bytes: new Uint8Array(), isTooLarge: false } : undefined;
  }
  const bytes = await part.toBuffer();
  if (!part.filename && bytes.byteLength === 0) return undefined;
  return { name: fileName(part.filename), bytes, isTooLarge: part.file.truncated };
}

/** What a file is called, without what could disguise it: folders, control characters, marks that turn the writing round. */
function fileName(sent: string | undefined): string {
  const name = (sent ?? '')
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (name.length <= longestName) return name === '' ? 'file' : name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  return `${name.slice(0, longestName - ending.length - 1)}…${ending}`;
}
