import { z } from 'zod';

/** One line of text, without the blanks around it. */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, { error: 'Write one line without control characters.' });

/** An object that names its fields to whoever writes another one. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const remedy = `Use only: ${Object.keys(shape).join(', ')}.`;
  return z.strictObject(shape, { error: ({ code }) => (code === 'unrecognized_keys' ? remedy : undefined) });
}
