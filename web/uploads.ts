import multipart, { type MultipartFile, type MultipartValue } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fileName } from '../domain/file-name';
import type { NewAttachment } from '../store/port';
import { type Form, isPlainText, refuseName } from './bodies';
import { type FieldError, HttpProblem } from './problem';

const mostFiles = 5;
export const mostBytes = 5 * 1024 * 1024;
/** Files beyond the most are read and dropped, so that what was typed comes back with the error; a robot's flood is cut off. */
const mostParts = 40;
const mostFieldBytes = 64 * 1024;

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

/** What is wrong with the files of a form, or null. */
export function filesError({ isTooMany, tooLarge }: Pick<Upload, 'isTooMany' | 'tooLarge'>): FieldError | null {
  const field = 'files';
  if (isTooMany) {
    return { field, problem: 'These are too many files.', remedy: `Choose at most ${mostFiles}, all at once.` };
  }
  return tooLarge === null
    ? null
    : {
        field,
        problem: `"${tooLarge}" is larger than ${mostBytes / 1024 / 1024} MB.`,
        remedy: 'Choose the files again, without it or with a smaller one.',
      };
}

/** A form that comes back has no files any more; whoever chose some must know. */
export const filesNotKept: FieldError = {
  field: 'files',
  problem: 'Your files were not kept.',
  remedy: 'Choose them again: a page cannot give them back to you.',
};

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
