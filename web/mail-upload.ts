import type { FieldError } from './problem';
import { mostBytes, type Upload } from './uploads';

/** A header line somewhere at the beginning: what every mail has, and an .msg or a picture has not. */
const headerLine = /^[!-9;-~]+[ \t]*:/m;
const lookedAt = 64 * 1024;

/** The one mail that was chosen, or what is wrong with the choice. */
export function readMailUpload({
  files,
  isTooMany,
  tooLarge,
}: Upload): { readonly raw: Uint8Array } | { readonly error: FieldError } {
  if (tooLarge !== null) {
    return wrong(`"${tooLarge}" is larger than ${mostBytes / 1024 / 1024} MB.`, 'Such a mail is not read.');
  }
  const [file, ...others] = files;
  if (isTooMany || others.length > 0) return wrong('These are several files.', 'Upload one mail at a time.');
  if (file === undefined) return wrong('No file is chosen.', 'Choose the mail, saved as an .eml file.');
  const beginning = Buffer.from(file.bytes.subarray(0, lookedAt)).toString('latin1');
  return headerLine.test(beginning)
    ? { raw: file.bytes }
    : wrong(`"${file.name}" is no mail.`, 'Save the mail as .eml; an .msg file of Outlook does not hold the original.');
}

function wrong(problem: string, remedy: string): { readonly error: FieldError } {
  return { error: { field: 'files', problem, remedy } };
}
