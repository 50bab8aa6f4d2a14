import type { NewMessage } from '../store/port';
import { hasErrors, tooLong } from './forms';
import type { ConversationModel } from './pages/conversation-models';
import { filesError, filesNotKept, type Upload } from './uploads';

export const longestMessage = 10_000;

export type WritingErrors = ConversationModel['errors'];
export const noWritingErrors: WritingErrors = { text: null, files: null };

/** What was typed and not taken, with what is wrong with it. */
export interface WritingAttempt {
  readonly text: string;
  readonly errors: WritingErrors;
}

/** What somebody wrote on a page, or what is missing from it. */
export function readWriting(upload: Upload): Omit<NewMessage, 'from'> | WritingAttempt {
  const { form, files } = upload;
  const text = (form['text'] ?? '').trim();
  const errors = {
    text: text === '' ? textMissing : tooLong('text', text, longestMessage),
    files: filesError(upload),
  };
  if (!hasErrors(errors)) return { text, attachments: files };
  return { text, errors: { ...errors, files: errors.files ?? (files.length > 0 ? filesNotKept : null) } };
}

const textMissing = {
  field: 'text',
  problem: 'The message is missing.',
  remedy: 'Write a sentence, even if a file says more.',
};
