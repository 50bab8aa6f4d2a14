import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readCsv, writeCsv } from '../../directory/csv-file';
import { differenceOf, news } from '../../directory/difference';
import { toContent } from '../../directory/export';
import { type FileFault, kinds, type ReadSource, whereOf } from '../../directory/file-fault';
import { readDirectory } from '../../directory/import';
import { readYaml, writeYaml } from '../../directory/yaml-file';
import { type Directory, type DirectoryStore, GuardedRegister } from '../../store/port';
import type { WebContext } from '../deps';
import { HttpProblem } from '../problem';
import { problem } from '../schemas';
import { staffOf } from '../session';

/** Room for a thousand MLSs with all their plans. */
const bodyLimit = 32 * 1024 * 1024;
const faultsShown = 100;

const yamlFiles = z.strictObject({ yaml: z.string().describe('One document; see docs/import.md.') });
const csvFiles = z.strictObject({
  csv: z
    .strictObject({
      mlses: z.string().optional(),
      approvers: z.string().optional(),
      plans: z.string().optional(),
      members: z.string().optional(),
    })
    .describe('The text of each file; any may be left out.'),
});
const files = z.union([yamlFiles, csvFiles]);

type ImportRequest = FastifyRequest & {
  readonly body: z.output<typeof files>;
  readonly query: { readonly dryRun?: 'true' | 'false' | undefined };
};

const named = z.object({
  kind: z.enum(kinds),
  id: z.string().describe('Of a member: MLS and user name.'),
  name: z.string(),
});
const field = z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() });
const imported = z
  .object({
    applied: z.boolean().describe('false after a dry run.'),
    difference: z.object({
      added: z.array(named).readonly(),
      changed: z.array(named.extend({ fields: z.array(field).readonly() })).readonly(),
      same: z.int().describe('How many are in the store as the files say.'),
      left: z.array(named).readonly().describe('In the store and not in the files; they stay as they are.'),
    }),
  })
  .meta({ id: 'DirectoryImport' });
const place = {
  path: z.string().optional(),
  file: z.string().nullable().optional(),
  line: z.int().optional(),
  column: z.union([z.int(), z.string()]).optional().describe('In a CSV file its name.'),
};
const faulty = problem
  .extend({ errors: z.array(problem.shape.errors.element.extend(place)) })
  .meta({ id: 'ImportProblem', description: 'The Problem, with the place in the file for each fault.' });

/** The operator's MLSs, approvers, plans with their chains, and members, in and out. */
export function apiDirectoryImportRoutes(scope: FastifyInstance, context: WebContext): void {
  const { store } = context;
  const app = scope.withTypeProvider<ZodTypeProvider>();

  app.post(
    '/directory',
    {
      bodyLimit,
      schema: {
        summary: 'Add and change MLSs, approvers, plans and members; nothing is taken away',
        querystring: z.strictObject({
          dryRun: z.enum(['true', 'false']).optional().describe('true: only say what would change.'),
        }),
        body: files,
        response: { 200: imported, 400: faulty, 401: problem, 409: problem },
      },
    },
    (request) => take(context, request),
  );

  app.get(
    '/directory',
    {
      schema: {
        summary: 'All of it, as the import takes it',
        querystring: z.strictObject({ format: z.enum(['yaml', 'csv']).default('yaml') }),
        response: { 200: files, 400: problem, 401: problem },
      },
    },
    async ({ query }) => {
      const content = toContent(await store.directory.everything());
      return query.format === 'yaml' ? { yaml: writeYaml(content) } : { csv: writeCsv(content) };
    },
  );
}

async function take({ store, relay }: WebContext, request: ImportRequest): Promise<z.output<typeof imported>> {
  const { directory, register } = store;
  const stored = await directory.everything();
  const read = judged(request.body, stored);
  const difference = differenceOf(read, stored);
  if (request.query.dryRun === 'true') return { applied: false, difference };
  await load(directory, news(read, difference));
  // Registers that are new are looked after from now on.
  for (const dispatch of await register.begin()) await relay.tell(dispatch);
  const counts = { added: difference.added.length, changed: difference.changed.length };
  request.log.info({ staff: staffOf(request).id, ...counts }, 'directory imported');
  return { applied: true, difference };
}

/** @throws HttpProblem 409 when a register got its first people since the files were judged. */
async function load(directory: DirectoryStore, given: Directory): Promise<void> {
  try {
    await directory.load(given);
  } catch (error) {
    if (!(error instanceof GuardedRegister)) throw error;
    throw new HttpProblem(
      409,
      'Not imported',
      'Somebody else has loaded people of the same MLS meanwhile. Import again.',
    );
  }
}

/** @throws HttpProblem 400 with the faults in the order of the files. */
function judged(given: z.output<typeof files>, stored: Directory): Directory {
  const source: ReadSource = 'yaml' in given ? readYaml(given.yaml) : readCsv(given.csv);
  const read = source.kind === 'read' ? readDirectory(source.source, stored) : source;
  if (read.kind === 'read') return read.directory;
  const { faults } = read;
  const more = faults.length > faultsShown ? ` The first ${faultsShown} of ${faults.length} faults are listed.` : '';
  throw new HttpProblem(
    400,
    'Not imported',
    `Nothing was changed.${more}`,
    faults.slice(0, faultsShown).map((fault: FileFault) => ({ field: whereOf(fault), ...fault })),
  );
}
