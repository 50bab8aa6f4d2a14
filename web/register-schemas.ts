import { z } from 'zod';
import { authorizationRoles } from '../domain/authorization';
import { dataRoles } from '../domain/plan';
import { notAttestedSince } from '../domain/attestation';
import { mayDecide } from '../domain/authorization';
import { type RegisterChange, registerChangeKinds, stateOf } from '../domain/register-change';
import type { RegisterEvent, RegisterFile } from '../store/port';
import { instant, party } from './chain-schemas';

/** What the API answers about registers. */

const facts = z.object({
  name: z.string(),
  email: z.string(),
  title: z.string(),
  role: z.enum(authorizationRoles),
  dataRoles: z.array(z.enum(dataRoles)).readonly().nullable().describe('null: any.'),
  planIds: z.array(z.string()).readonly().nullable().describe('null: any.'),
  backupId: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  source: z.string(),
});

const entry = facts
  .extend({
    id: z.string(),
    active: z.boolean().describe('false: they have left.'),
    mayDecide: z.boolean().describe('Today, about what their scope says.'),
    attestedAt: instant.nullable(),
    notAttestedSince: instant.nullable().describe('They were asked in vain; null while all is well.'),
  })
  .meta({ id: 'RegisterEntry' });

export const registerChange = z
  .object({
    id: z.string(),
    kind: z.enum(registerChangeKinds),
    approverId: z.string(),
    state: z.enum(['proposed', 'waiting', 'in-force', 'cancelled', 'objected']),
    before: facts.nullable(),
    after: facts.nullable(),
    reason: z.string(),
    proposedBy: party,
    proposedAt: instant,
    confirmedBy: party.nullable(),
    confirmedAt: instant.nullable(),
    inForceAt: instant.nullable(),
    appliedAt: instant.nullable(),
    stopped: z.object({ how: z.string(), by: z.string(), because: z.string(), at: instant }).nullable(),
  })
  .meta({ id: 'RegisterChange' });

export const registerTask = z
  .object({ id: z.string(), note: z.string(), openedAt: instant })
  .meta({ id: 'RegisterTask', description: 'Something about a register that only staff can put right.' });

export const registerView = z
  .object({
    mls: z.object({ id: z.string(), name: z.string() }),
    entries: z.array(entry),
    changes: z.array(registerChange),
    tasks: z.array(registerTask).readonly(),
    events: z
      .array(z.object({ seq: z.int(), at: instant, kind: z.string(), actor: z.string(), note: z.string() }))
      .readonly(),
  })
  .meta({ id: 'Register', description: 'Who may decide for an MLS.' });

export function changeView(change: RegisterChange): z.output<typeof registerChange> {
  return { ...change, state: stateOf(change) };
}

export function registerViewOf(file: RegisterFile, events: readonly RegisterEvent[]): z.output<typeof registerView> {
  const { register, changes, tasks, attestations } = file;
  return {
    mls: register.mls,
    entries: register.entries.map((each) => ({
      ...each,
      mayDecide: mayDecide(register, each, null),
      notAttestedSince: notAttestedSince(
        each,
        attestations.filter(({ approverId }) => approverId === each.id),
      ),
    })),
    changes: changes.map(changeView),
    tasks,
    events,
  };
}
