import { type AuditEvent, type AuditKind, auditKindOf } from '../domain/audit';
import type { Decision, Override } from '../domain/decision';
import { evaluate } from '../domain/evaluate';
import type { EvidenceBundle } from '../domain/evidence-bundle';
import { digestOf } from '../secrets/digest';
import { firstBroken } from '../secrets/hash-chain';
import { checkpointCheck } from './evidence-checkpoint';
import { type Check, mailChecks, type Reverify } from './evidence-mail-checks';

/** Everything that can be found out about a bundle without asking anybody. `checkpoint`: a hash of its audit that was noted elsewhere; `key`: the operator's. */
export async function checkBundle(
  bundle: EvidenceBundle,
  judgeAgain: Reverify,
  { checkpoint, key }: { readonly checkpoint?: string | undefined; readonly key?: string | undefined } = {},
): Promise<readonly Check[]> {
  const { decisions, overrides } = bundle.facts;
  return [
    ...(await mailChecks(bundle, judgeAgain)),
    { name: 'request', holds: 'digests and audit agree on what was asked, and of whom', faults: wrongDigests(bundle) },
    {
      name: 'decisions',
      holds: `${decisions.length + overrides.length}; each has its evidence and its audit row`,
      faults: [
        ...decisions.flatMap((decision) => wrongRecord(bundle, decision)),
        ...overrides.flatMap((override) => wrongOverride(bundle, override)),
      ],
    },
    { name: 'audit', holds: `${bundle.audit.length} rows follow from each other`, faults: wrongAudit(bundle) },
    checkpointCheck(bundle, key),
    { name: 'standing', holds: `${bundle.standing.state}, by chain and facts`, faults: wrongStanding(bundle) },
    ...(checkpoint === undefined
      ? []
      : [{ name: 'checkpoint', holds: 'the audit holds the row of that hash', faults: missing(bundle, checkpoint) }]),
  ];
}

function wrongDigests({ request, earlier, facts, chain, audit }: EvidenceBundle): readonly string[] {
  const faults = [...earlier, request].flatMap(({ ask, digest }) => {
    const found = digestOf(ask);
    return found === digest ? [] : [`what is asked has the digest ${found}, not ${digest}`];
  });
  if (facts.digest !== request.digest) faults.push('the facts are about another digest than the request');
  return [...faults, ...wrongForms([...earlier, { ...request, chain }], audit)];
}

const formKinds: readonly AuditKind[] = ['request-started', 'request-changed', 'chain-migrated'];

/** Each form that the request had, beside the audit row that began it. */
function wrongForms(forms: EvidenceBundle['earlier'], audit: EvidenceBundle['audit']): readonly string[] {
  const begun = audit.filter(({ kind }) => formKinds.includes(kind));
  return forms.flatMap(({ digest, chain }, index) => {
    const event = begun[index];
    if (!event) return [`no audit row tells how its revision ${index + 1} began`];
    const { detail, seq } = event;
    return [
      ...(detail['digest'] === undefined || detail['digest'] === digest ? [] : ['what is asked']),
      ...(detail['chainDigest'] === undefined || detail['chainDigest'] === digestOf(chain) ? [] : ['chain']),
    ].map((what) => `audit row ${seq} tells of another ${what} than revision ${index + 1} has`);
  });
}

function wrongRecord({ request, evidence, audit }: EvidenceBundle, decision: Decision): readonly string[] {
  const { id, requestId, stepId, approver, verdict, grade, evidenceId } = decision;
  const name = `decision ${id}`;
  if (requestId !== request.id) return [`${name} is about another request`];
  const proof = evidence.find((row) => row.id === evidenceId);
  if (proof?.grade !== grade) return [`${name}: there is no evidence of the grade "${grade}" for it`];
  const event = audit.find(({ detail }) => detail['decisionId'] === id && detail['evidenceId'] === evidenceId);
  if (!event) return [`${name}: no audit row tells of it`];
  const told = { kind: event.kind, ...event.detail };
  const expected = {
    kind: auditKindOf[verdict],
    stepId,
    grade,
    email: approver.email,
    ...digestIn(event, 'decisionDigest', decision),
    ...digestIn(event, 'evidenceDigest', proof.detail),
  };
  return Object.entries(expected)
    .filter(([key, value]) => told[key as keyof typeof told] !== value)
    .map(([key, value]) => `${name}: audit row ${event.seq} has another ${key} than ${value}`);
}

/** What two members of staff vouch for is proved by what was recorded of it, and by nothing else. */
function wrongOverride({ evidence, audit, mails }: EvidenceBundle, override: Override): readonly string[] {
  const { stepId, by, confirmedBy, reason, evidenceId } = override;
  const name = `override of "${stepId}" by ${by.name}`;
  const proof = evidence.find(({ id, grade }) => id === evidenceId && grade === 'attested');
  if (!proof) return [`${name}: there is no evidence of the grade "attested" for it`];
  const event = audit.find(({ kind, detail }) => kind === 'overridden' && detail['evidenceId'] === evidenceId);
  if (!event) return [`${name}: no audit row tells of it`];
  const recorded = digestIn(event, 'evidenceDigest', proof.detail);
  const { mailId } = proof.detail;
  const isKept = mailId === undefined || mails.some(({ id }) => id === mailId);
  return [
    ...(isKept ? [] : [`${name}: the mail that they vouch with is missing`]),
    ...(digestOf(proof.detail) === digestOf({ by, confirmedBy, reason, ...(mailId === undefined ? {} : { mailId }) })
      ? []
      : [`${name}: its evidence says otherwise`]),
    ...Object.entries(recorded)
      .filter(([key, value]) => event.detail[key] !== value)
      .map(([key, value]) => `${name}: audit row ${event.seq} has another ${key} than ${value}`),
  ];
}

/** Rows that were written before they had digests are not held against anybody. */
function digestIn({ detail }: AuditEvent, key: string, value: unknown): Readonly<Record<string, string>> {
  return detail[key] === undefined ? {} : { [key]: digestOf(value) };
}

function wrongAudit({ request, audit }: EvidenceBundle): readonly string[] {
  if (audit.length === 0) return ['there are no rows'];
  const foreign = audit.find(({ requestId }) => requestId !== request.id);
  const broken = firstBroken(
    audit.map(({ previousHash, hash, ...row }) => ({
      row,
      previousHash: Buffer.from(previousHash, 'hex'),
      hash: Buffer.from(hash, 'hex'),
    })),
  );
  return [
    ...(broken === undefined
      ? []
      : [`row ${broken} does not follow from the one before: it, or its place, was changed`]),
    ...(foreign === undefined ? [] : [`row ${foreign.seq} is of another request`]),
  ];
}

function wrongStanding({ chain, facts, standing, at }: EvidenceBundle): readonly string[] {
  try {
    const found = evaluate(chain, facts, at);
    if (found.state === standing.state && found.because === standing.because) return [];
    return [`chain and facts say "${found.state}: ${found.because}", not "${standing.state}: ${standing.because}"`];
  } catch (error) {
    return [`chain and facts cannot be judged: ${(error as Error).message}`];
  }
}

function missing({ audit }: EvidenceBundle, checkpoint: string): readonly string[] {
  return audit.some(({ hash }) => hash === checkpoint.toLowerCase())
    ? []
    : [`no row has the hash ${checkpoint}: rows were cut off or written anew`];
}
