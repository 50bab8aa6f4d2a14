import { z } from 'zod';
import { defaultClock } from '../domain/chain';
import { type ChainFault, faultsOf } from '../domain/chain-faults';
import { type ChainDefinition, developerStandings, ownDataLevels } from '../domain/definition';
import { evidenceGrades } from '../domain/evidence';
import { usualTerm } from '../domain/grant';
import { dataRoles, keyHolderKinds, keyKinds } from '../domain/plan';
import { fields, line } from './fields';
import { faultsOfIssues, remedyOf } from './issue-faults';

const people = z.array(z.string().min(1).max(100));
const stepId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: 'Use lower case letters, digits and hyphens, at most 40, a letter or digit first.',
});
const businessDay = z.int().min(1).max(366);
const minorUnits = z.int().min(0);

const facts = {
  dataRole: z.array(z.enum(dataRoles)).min(1).optional().describe('The data plan has one of these roles.'),
  keyKind: z.array(z.enum(keyKinds)).min(1).optional().describe('The key is of one of these kinds.'),
  keyHolder: z.array(z.enum(keyHolderKinds)).min(1).optional().describe('The key is tied to one of these.'),
  ownDataLevel: z
    .array(z.enum(ownDataLevels))
    .min(1)
    .optional()
    .describe('The key shows own data, and that of one of these. Never holds for other data.'),
  priceAtLeast: minorUnits.optional().describe('The price a month is this or more, in cents.'),
  priceBelow: minorUnits.optional().describe('The price a month is less than this, in cents.'),
  developerStanding: z
    .array(z.enum(developerStandings))
    .min(1)
    .optional()
    .describe(
      'The developer is one of these. new: nothing approved yet; known: a key was approved and stands; revoked: an approval was taken back.',
    ),
  firstRequest: z.boolean().optional().describe('true: the developer has not asked this MLS before; false: has.'),
};

/** An empty condition always holds, which nobody means. */
const namesAFact = (condition: object) => Object.keys(condition).some((key) => key !== 'because');
const noFactRemedy = `Name at least one of: ${Object.keys(facts).join(', ')}.`;

const condition = fields(facts).refine(namesAFact, noFactRemedy);
const rule = fields({
  ...facts,
  because: line(300).describe("The MLS's reason in its own words; it stands in the request's timeline."),
}).refine(namesAFact, noFactRemedy);

const quorum = z.union(
  [
    z.enum(['any', 'all']),
    fields({ count: z.int().min(1).describe('This many approvals.') }),
    fields({ percent: z.int().min(1).max(100).describe('This share of those who are asked, rounded up.') }),
  ],
  { error: 'Write "any", "all", { "count": 2 } or { "percent": 50 }.' },
);

const clock = fields({
  remind: z
    .array(businessDay)
    .default([...defaultClock.remind])
    .describe('Days, counted upwards, on which those who have not answered are reminded.'),
  escalate: businessDay
    .nullable()
    .default(defaultClock.escalate)
    .describe('Day on which the alternates are asked too. null: never.'),
  callStaff: businessDay
    .nullable()
    .default(defaultClock.callStaff)
    .describe('Day on which support is called. null: never.'),
  lapse: businessDay.default(defaultClock.lapse).describe('Day at whose end the request lapses, at the earliest.'),
});

const step = fields({
  id: stepId.describe('Names the step within the chain; lower case letters, digits and hyphens.'),
  title: line(100).describe('What people read in mails and pages: "MLS approval".'),
  after: z
    .array(stepId)
    .optional()
    .describe('Steps that must be passed first. Left out: the step before this one. Empty: asked at once.'),
  approvers: people.describe("Who is asked, by their ids in the MLS's register."),
  fallback: people.default([]).describe('Who is asked when nobody of the approvers may be.'),
  alternates: people.default([]).describe('Who is asked too when the approvers stay silent.'),
  quorum: quorum.default('any').describe('Approvals needed of those who are asked: one, all, a number, or a share.'),
  denials: z.int().min(1).default(1).describe('Denials that end the request.'),
  accepts: z
    .array(z.enum(evidenceGrades))
    .min(1)
    .default(['link+code', 'reply'])
    .describe('What proves a decision here. A stronger page grade is accepted too; reply and attested only by name.'),
  clock: clock
    .prefault({})
    .describe('Business days of the MLS, counted from the day after the step was put to its approvers.'),
  when: condition.nullable().default(null).describe('Asked only when all of this holds. null: always.'),
  satisfiedWhen: rule.nullable().default(null).describe('Passed without asking when all of this holds. null: never.'),
});

const term = fields({
  months: z
    .int()
    .min(1)
    .max(120)
    .default(usualTerm.months)
    .describe('Months until what was approved must be approved again, at most ten years.'),
  noticeDays: z
    .int()
    .min(1)
    .max(180)
    .default(usualTerm.noticeDays)
    .describe('Days before its end on which the developer is told that it is to be renewed; fewer than it has.'),
  graceDays: z
    .int()
    .min(0)
    .max(90)
    .default(usualTerm.graceDays)
    .describe('Days for which the key goes on after a term that nobody has renewed.'),
});

/** A chain as an MLS writes it, in JSON; what is left out has its default. */
export const chainDefinition = fields({
  version: z.int().min(1).describe('Counts up with each change of the chain.'),
  steps: z.array(step).min(1).max(30).describe('Each step is one question to one group.'),
  informed: people.default([]).describe('Told of a request and of its end, never asked; ids of the register.'),
  stopMinutes: z
    .int()
    .min(0)
    .max(10_080)
    .default(0)
    .describe('Minutes between the last approval and the key, in which a "not me" stops it. At most a week.'),
  term: term.optional().describe('How long what it approves lasts. Left out: as usual.'),
}).meta({
  title: 'Approval chain',
  description:
    'Who must agree before a key of a data plan is issued, in which order, and what happens when they are silent.',
}) satisfies z.ZodType<ChainDefinition>;

export type ReadChain =
  | { readonly kind: 'read'; readonly definition: ChainDefinition }
  | { readonly kind: 'faulty'; readonly faults: readonly ChainFault[] };

/** Reads parsed JSON. With `known`, the ids of the MLS's register, people it does not hold are faults too. */
export function readChain(input: unknown, known?: ReadonlySet<string>): ReadChain {
  const parsed = chainDefinition.safeParse(input, { error: remedyOf, reportInput: true });
  if (!parsed.success) return { kind: 'faulty', faults: faultsOfIssues(parsed.error.issues) };
  const faults = faultsOf(parsed.data, known);
  return faults.length > 0 ? { kind: 'faulty', faults } : { kind: 'read', definition: parsed.data };
}

/** For editors that help to write a chain. */
export function chainJsonSchema(): object {
  return z.toJSONSchema(chainDefinition, { io: 'input' });
}
