import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './problem';

export interface PlainError {
  readonly status: number;
  readonly message: string;
  /** The field that is wrong. */
  readonly target?: string | undefined;
}

/** What a program is told of an error, for endpoints whose standard has a shape of its own. Logs what failed here; never repeats the address. */
export function answerTo(request: FastifyRequest, error: unknown): PlainError {
  const answer = plain(error);
  if (answer.status >= 500) request.log.error({ err: error, req: request }, 'request failed');
  return answer;
}

function plain(error: unknown): PlainError {
  if (error instanceof HttpProblem) {
    return { status: error.statusCode, message: error.detail, target: error.errors[0]?.field };
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500
    ? { status, message: 'The request was not taken.' }
    : { status: 500, message: 'Something failed here. Try again; if it happens again, tell support the time.' };
}
