import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { demoDirectory } from '../../directory/demo';
import type { Decision, Opening } from '../../domain/decision';
import { noLimits } from '../../domain/limits';
import { openingOf } from '../../domain/schedule';
import { createNoPayments } from '../../payments/none';
import { hashCode, hashToken, newCode, newToken } from '../../secrets/token';
import type { NewCredential, NewLink, NewRequest, Store } from '../../store/port';
import type { Database } from '../../store/sql/schema';
import { newRequestBody, takeIn } from '../../web/intake';

export const staff = { id: 'kim', name: 'Kim Sato', email: 'kim@countersign.example' };

/** A link as the mail had it. */
export interface Mailed {
  readonly path: string;
  readonly token: string;
  readonly code: string;
}

const inTenDays = () => Date.now() + 10 * 86_400_000;

/** Who made a key, and where its agents are sent back to. */
export type IssuedBy = Pick<NewCredential, 'issuer' | 'clientId'> & { readonly redirectUri?: string };

/** What mails and workflows would have done before somebody comes to a page. */
export function acts(store: Store, db: Kysely<Database>) {
  async function mail(requestId: string, purpose: NewLink['purpose'], more: Partial<NewLink>): Promise<Mailed> {
    const file = (await store.requests.file(requestId))!;
    const token = newToken();
    const code = newCode();
    const tokenHash = hashToken(token);
    const link: NewLink = {
      tokenHash,
      codeHash: purpose === 'status' ? null : hashCode(tokenHash, code),
      purpose,
      stepId: null,
      approverId: null,
      credentialId: null,
      decisionId: null,
      generation: await nextGeneration(requestId, more),
      digest: file.request.digest,
      deadline: inTenDays(),
      ...more,
    };
    await store.letters.write({
      requestId,
      key: randomUUID(),
      letters: [letter(requestId, purpose)],
      links: [link],
      openings: purpose === 'decision' && !openingOf(file.facts, link.stepId!) ? [openingFor(link)] : [],
    });
    return { path: `/${purpose}/${token}`, token, code };
  }

  async function nextGeneration(requestId: string, { stepId, approverId, decisionId = null }: Partial<NewLink>) {
    const earlier = (await store.links.ofRequest(requestId)).filter(
      (link) => link.stepId === stepId && link.approverId === approverId && link.decisionId === decisionId,
    );
    return earlier.length + 1;
  }

  async function decisionOf(requestId: string, decisionId?: string): Promise<Decision> {
    const { facts } = (await store.requests.file(requestId))!;
    return facts.decisions.find(({ id }) => id === decisionId) ?? facts.decisions.at(-1)!;
  }

  return {
    async request(planId = 'harbor-coast-idx', more: Partial<NewRequest> = {}) {
      const body = newRequestBody.parse(sampleBody(planId));
      const intake = await takeIn({ store, payments: createNoPayments() }, body, staff, randomUUID());
      if (intake.kind === 'unfit') throw new Error(JSON.stringify(intake.errors));
      await store.requests.start({ ...intake.request, ...more });
      return more.id ?? intake.request.id;
    },
    ask: (requestId: string, stepId: string, approverId: string, more: Partial<NewLink> = {}) =>
      mail(requestId, 'decision', { stepId, approverId, ...more }),
    async receipt(requestId: string, decisionId?: string) {
      const { id, stepId, approver, digest } = await decisionOf(requestId, decisionId);
      return mail(requestId, 'receipt', { stepId, approverId: approver.id, decisionId: id, digest });
    },
    async answerLink(requestId: string, decisionId?: string) {
      const { id, stepId } = await decisionOf(requestId, decisionId);
      return mail(requestId, 'answer', { stepId, approverId: null, decisionId: id });
    },
    statusLink: (requestId: string) => mail(requestId, 'status', {}),
    proofLink: (requestId: string, more: Partial<NewLink> = {}) => mail(requestId, 'proof', more),
    signInLink: (requestId: string, more: Partial<NewLink> = {}) => mail(requestId, 'sign-in', more),
    async developerSession(developerId: string) {
      const token = newToken();
      await store.developers.openSession(developerId, hashToken(token), 3_600_000);
      return token;
    },
    async issue(
      requestId: string,
      secret = 'cs_live_0123456789abcdef',
      { redirectUri, ...by }: IssuedBy = { issuer: 'builtin', clientId: null },
    ) {
      const { facts, request } = (await store.requests.file(requestId))!;
      const id = randomUUID();
      const token = newToken();
      const code = newCode();
      const tokenHash = hashToken(token);
      const { plan, mls, keyHolder, product } = request.ask;
      await store.credentials.save(
        {
          id,
          requestId,
          generation: 1,
          evidenceId: facts.decisions.at(-1)!.evidenceId,
          ...by,
          keyId: `key-${id.slice(0, 8)}`,
          spec: {
            environment: 'live',
            kind: plan.keyKind,
            role: plan.role,
            mlsId: mls.id,
            keyHolder,
            name: product.name,
            ...(redirectUri === undefined ? {} : { redirectUri }),
            limits: noLimits,
          },
          secret,
          pickUpUntil: inTenDays(),
        },
        {
          requestId,
          key: randomUUID(),
          letters: [letter(requestId, 'pickup')],
          links: [
            {
              tokenHash,
              codeHash: hashCode(tokenHash, code),
              purpose: 'pickup',
              stepId: null,
              approverId: null,
              credentialId: id,
              decisionId: null,
              generation: 1,
              digest: request.digest,
              deadline: inTenDays(),
            },
          ],
        },
      );
      return { path: `/pickup/${token}`, token, code };
    },
    async signIn() {
      const token = newToken();
      await store.staff.openSession(staff.id, hashToken(token), 3_600_000);
      return token;
    },
    async dump() {
      const rows = await Promise.all(
        [...changing, 'session', 'developer', 'approver'].map(async (table) => {
          const { rows: found } = await sql`select * from ${sql.table(table)} order by 1, 2`.execute(db);
          return [table, found];
        }),
      );
      return JSON.stringify(rows);
    },
    async sql(text: string) {
      await sql.raw(text).execute(db);
    },
    async clear() {
      await sql`truncate ${sql.join(changing.map((table) => sql.table(table)))}`.execute(db);
      const known = demoDirectory.developers.map(({ id }) => id);
      await db.deleteFrom('developer').where('id', 'not in', known).execute();
    },
  };
}

const changing = [
  'message',
  'attachment',
  'register_link',
  'register_change',
  'attestation',
  'register_task',
  'register_event',
  'register_correspondence',
  'roster',
  'received_mail',
  'unreachable',
  'payment',
  'card',
  'card_setup',
  'request',
  'revision',
  'opening',
  'seating',
  'evidence',
  'decision',
  'answer',
  'absence',
  'vouching',
  'lapse',
  'withdrawal',
  'outcome',
  'task',
  'correspondence',
  'letter',
  'link',
  'credential',
  'grant_event',
  'access_grant',
  'issuing',
  'dispatch',
  'audit_event',
  'developer_session',
  'enrolment_draft',
];

function openingFor({ stepId, digest }: NewLink): Omit<Opening, 'at'> {
  return { stepId: stepId!, digest, because: 'opened', dues: [{ kind: 'lapse', at: inTenDays() }] };
}

function letter(requestId: string, template: string) {
  const id = randomUUID();
  return {
    id,
    requestId,
    stepId: null,
    template,
    recipient: { name: 'Somebody', email: 'somebody@mls.example' },
    envelope: { from: 'a@countersign.example', to: 'somebody@mls.example' },
    subject: `About ${template}`,
    messageId: `<${id}@countersign.example>`,
    bytes: Buffer.from('mail'),
  };
}

export function sampleBody(planId = 'harbor-coast-idx') {
  return {
    planId,
    developerId: 'dana-fox',
    keyHolder: { kind: 'member', flexmlsUser: 'jdoe' },
    product: { name: 'Foxglove Search', url: 'https://search.foxglove.example' },
    use: 'A public search site that shows current listings with the required attribution.',
    termsAccepted: true,
  };
}
