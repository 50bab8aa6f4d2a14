import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './problem';

const deepest = 20;
const formType = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;
const uploadType = /^multipart\/form-data; ?boundary="?[\w'()+,./:=? -]{1,70}"?$/i;
const jsonType = /^application\/json(?:; ?charset=utf-8)?$/i;
const mailType = /^message\/rfc822$/i;
/** Where a mail service hands mail over. */
const mailHook = /^\/webhooks\/mail(?:\?|$)/;
/** The pages that take files: a developer's answer, what somebody writes about a request, and mail that staff upload. */
const uploadPage = /^\/(?:answer\/[^/?]*|(?:account|console)\/requests\/[^/?]*\/messages|console\/mails)(?:\?|$)/;
/** Where clients are registered. */
const oidcRegistration = /^\/oidc\/reg(?:$|[/?])/;
const unfit: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', '_method']);

/** Form fields by name. Without a prototype, so that no name means more than it says. */
export type Form = Readonly<Record<string, string | undefined>>;

/** Lets this scope take form bodies and no others. */
export function acceptForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>(formType, { parseAs: 'string' }, async (_request: unknown, body: string) =>
    parseForm(body),
  );
}

/** Lets this scope take JSON bodies and no others. */
export function acceptJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser<string>(jsonType, { parseAs: 'string' }, (request, body, done) => {
    if (isTooDeep(body)) done(new HttpProblem(400, 'Too deep', `JSON may be nested ${deepest} levels deep.`));
    else void parse(request, body, done);
  });
}

/** Whether the content type is one that some part of the site takes; parsers alone are more lenient. */
export function isDeclaredType(path: string, contentType: string): boolean {
  if (mailHook.test(path)) return mailType.test(contentType);
  if (/^\/(?:api|webhooks)\//.test(path) || oidcRegistration.test(path)) return jsonType.test(contentType);
  return (uploadPage.test(path) ? uploadType : formType).test(contentType);
}

/** @throws HttpProblem 400 for a name given twice, a name that means something to a runtime or a framework, or a NUL. */
export function parseForm(body: string): Form {
  const form: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(body)) {
    refuseName(name);
    if (name in form) throw new HttpProblem(400, 'Given twice', 'A field of this form was sent twice.');
    if (!isPlainText(value)) throw new HttpProblem(400, 'Not text', 'A field of this form holds control characters.');
    form[name] = value.replace(/\r\n?/g, '\n');
  }
  return form;
}

/** The same rules for what stands after the `?`. @throws HttpProblem 400 */
export function refuseOddQuery(query: unknown): void {
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    refuseName(name);
    if (typeof value !== 'string') throw new HttpProblem(400, 'Given twice', 'A parameter was sent twice.');
    if (!isPlainText(value)) throw new HttpProblem(400, 'Not text', 'A parameter holds control characters.');
  }
}

/** Text that people type: well-formed Unicode, no control characters besides tab and line ends. */
export function isPlainText(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(text);
}

/** @throws HttpProblem 400 for a name that means something to a runtime or a framework. */
export function refuseName(name: string): void {
  if (unfit.has(name)) throw new HttpProblem(400, 'Unknown field', 'A field of that name is not taken.');
}

function isTooDeep(json: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (isInText) {
      if (char === '\\') at++;
      else if (char === '"') isInText = false;
    } else if (char === '"') isInText = true;
    else if (char === '{' || char === '[') {
      if (++depth > deepest) return true;
    } else if (char === '}' || char === ']') depth--;
  }
  return false;
}
