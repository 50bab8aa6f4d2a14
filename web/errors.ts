import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { PaymentsUnavailable } from '../payments/port';
import type { WebContext } from './deps';
import { type FieldError, HttpProblem, notFound } from './problem';
import { tell } from './reply';
import { fieldErrors } from './zod-errors';

interface Answer {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
}

/** Every error ends here: a page with a way back for people, `application/problem+json` (RFC 9457) for programs. */
export function answerErrors(app: FastifyInstance, context: Pick<WebContext, 'pages'>): void {
  app.setNotFoundHandler((request, reply) => sendError(context, request, reply, notFound()));
  app.setErrorHandler((error, request, reply) => sendError(context, request, reply, error));
}

/** Never repeats the address: it may hold a token. */
export function sendError(
  context: Pick<WebContext, 'pages'>,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  const answer = answerFor(error);
  if (answer.status >= 500) request.log.error({ err: error, req: request }, 'request failed');
  if (/^\/(?:api|webhooks)\//.test(request.url)) {
    const { status, title, detail, errors } = answer;
    return reply
      .code(status)
      .type('application/problem+json')
      .serializer(JSON.stringify)
      .send({ type: 'about:blank', title, status, detail, errors });
  }
  const isConsole = request.url.startsWith('/console');
  return tell(context, reply, answer.status, {
    heading: answer.title,
    lines: [answer.detail],
    errors: answer.errors,
    tone: answer.status >= 500 ? 'bad' : 'plain',
    back: isConsole ? { href: '/console', label: 'Back to the requests' } : { href: '/', label: 'To the first page' },
  });
}

function answerFor(error: unknown): Answer {
  if (error instanceof PaymentsUnavailable) return paymentsAway;
  if (error instanceof HttpProblem) {
    const { statusCode, title, detail, errors } = error;
    return { status: statusCode, title, detail, errors };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ instancePath, message = 'does not fit' }) => ({
      path: instancePath.split('/').slice(1),
      message,
    }));
    const field = (problem: FieldError) => ({ ...problem, field: problem.field || (error.validationContext ?? '') });
    return {
      status: 400,
      title: 'Not as documented',
      detail: 'Some fields do not fit.',
      errors: fieldErrors(issues).map(field),
    };
  }
  const status = statusOf(error);
  return status === undefined
    ? {
        status: 500,
        title: 'Something failed here',
        detail: 'Nothing was lost. Try again; if it happens again, tell support the time.',
        errors: [],
      }
    : { status, title: STATUS_CODES[status] ?? 'Not taken', detail: 'The request was not taken.', errors: [] };
}

const paymentsAway: Answer = {
  status: 503,
  title: 'The payment service does not answer',
  detail: 'Nothing was lost and nothing was taken. Try again in a few minutes.',
  errors: [],
};

/** The framework's own refusals (too large, not JSON, address too long); their messages may repeat the address. */
function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
