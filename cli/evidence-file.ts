import { z } from 'zod';
import { verdicts } from '../domain/decision';
import { bundleFormat, type EvidenceBundle } from '../domain/evidence-bundle';
import { CliError } from './api';
import { readJsonFile } from './json-file';

/** As much as the checks need in order to say what is wrong; what they hash is kept as it is. */
const asked = z.looseObject({ ask: z.record(z.string(), z.unknown()), digest: z.string() });
const person = z.looseObject({ id: z.string(), name: z.string(), email: z.string() });
const row = z.looseObject({ id: z.string(), grade: z.string(), detail: z.record(z.string(), z.unknown()) });
const chain = z.looseObject({ steps: z.array(z.looseObject({ id: z.string(), title: z.string() })) });
const list = z.array(z.looseObject({}));
const bundle = z.looseObject({
  format: z.literal(bundleFormat),
  at: z.number(),
  request: asked.extend({ id: z.string() }),
  earlier: z.array(asked.extend({ chain })),
  chain,
  facts: z.looseObject({
    digest: z.string(),
    openings: list,
    decisions: z.array(
      z.looseObject({
        id: z.string(),
        requestId: z.string(),
        stepId: z.string(),
        approver: person,
        verdict: z.enum(verdicts),
        reason: z.string(),
        grade: z.string(),
        digest: z.string(),
        evidenceId: z.string(),
        at: z.number(),
      }),
    ),
    answers: list,
    seatings: list,
    overrides: z.array(
      z.looseObject({
        stepId: z.string(),
        by: person,
        confirmedBy: person,
        reason: z.string(),
        evidenceId: z.string(),
        at: z.number(),
      }),
    ),
  }),
  standing: z.looseObject({ state: z.string(), because: z.string() }),
  evidence: z.array(row),
  audit: z.array(
    z.looseObject({
      requestId: z.string(),
      seq: z.number(),
      kind: z.string(),
      detail: z.record(z.string(), z.unknown()),
      previousHash: z.string(),
      hash: z.string(),
    }),
  ),
  mails: z.array(
    z.looseObject({
      id: z.string(),
      receivedAt: z.number(),
      envelope: z.looseObject({
        ip: z.string().nullable(),
        helo: z.string().nullable(),
        sender: z.string().nullable(),
      }),
      judgement: z
        .looseObject({
          verdict: z.string(),
          from: z.string().nullable(),
          command: z.string().nullable(),
          dnsAnswers: z.record(z.string(), z.unknown()),
        })
        .nullable(),
      raw: z.string(),
    }),
  ),
  checkpoint: z
    .looseObject({
      checkpoint: z.looseObject({
        number: z.number(),
        at: z.number(),
        root: z.string(),
        key: z.string(),
        signature: z.string(),
      }),
      head: z.looseObject({ seq: z.number(), hash: z.string() }),
      path: z.array(z.looseObject({ side: z.enum(['left', 'right']), hash: z.string() })),
    })
    .nullish(),
});

/** @throws CliError when it is no bundle at all; whether what it holds is true is for `checkBundle`. */
export async function readBundle(file: string): Promise<EvidenceBundle> {
  return parseBundle(file, await readJsonFile(file));
}

/** @throws CliError */
export function parseBundle(source: string, content: unknown): EvidenceBundle {
  const read = bundle.safeParse(content);
  if (read.success) return content as EvidenceBundle;
  const { format } = z.looseObject({ format: z.unknown() }).catch({ format: undefined }).parse(content);
  if (format !== bundleFormat) {
    const found = typeof format === 'string' ? ` It says "${format}".` : '';
    throw new CliError(
      `${source} is no evidence of the format ${bundleFormat}.${found} Make one with: countersign evidence export`,
    );
  }
  const { path, message } = read.error.issues[0]!;
  throw new CliError(`${source} is not complete: ${path.join('.')}: ${message}`);
}
