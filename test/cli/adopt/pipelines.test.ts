/** Pipelines as people write them: our step is in the right place, or it is said why not. */
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { committed, git } from '../upgrade/service.ts';
import { FILES, adopting, commitAll, files, read, repository, unadopting } from './repository.ts';

jest.setTimeout(60_000);

const WORKFLOW = '.github/workflows/ship.yml';
const SCORE = /npx (--yes )?create-fitness-serverless@\S+ score/;

interface Adopted {
  readonly text: string;
  readonly status: number;
  readonly findings: readonly { readonly code: string; readonly message: string; readonly location: object | null }[];
}

/** Adopted, and taken out again to the byte. */
async function adoptedWith(
  path: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Adopted> {
  const folder = committed(repository({ ...FILES, ...others, [path]: text }));
  const before = files(folder);
  const { status, out } = await adopting(folder, '--yes', '--json');
  const { findings } = JSON.parse(out) as Pick<Adopted, 'findings'>;
  const after = read(folder, path);
  commitAll(folder);
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(files(folder)).toEqual(before);
  expect(git(folder, 'status', '--porcelain')).not.toBe('');
  return { text: after, status, findings: findings.filter(({ code }) => code === 'by-hand' || code === 'left-alone') };
}

const job = (steps: string, more = ''): string =>
  `on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - uses: actions/checkout@v4\n${steps}`;

test.each([
  ['a step', WORKFLOW, job('      - run: sam build\n')],
  ['a step of several lines', WORKFLOW, job('      - run: |\n          pip install x\n          sam build\n')],
  ['a folded step', WORKFLOW, job('      - run: >-\n          sam build\n          --use-container\n')],
  ['Windows line ends', WORKFLOW, job('      - run: sam build\n').replaceAll('\n', '\r\n')],
  ['flow style', WORKFLOW, 'on: [push]\njobs: {ship: {runs-on: x, steps: [{run: sam build}]}}\n'],
  ['anchors of steps', WORKFLOW, job('      - &build\n        run: sam build\n')],
  ['a reusable workflow', WORKFLOW, job('      - run: sam build\n').replace('on: push', 'on:\n  workflow_call:')],
  ['lists at the key', 'buildspec.yml', 'version: 0.2\nphases:\n  build:\n    commands:\n    - sam build\n'],
  ['flow style', 'buildspec.yml', 'version: 0.2\nphases: {build: {commands: [sam build]}}\n'],
  ['a script', '.gitlab-ci.yml', 'ship:\n  image: node:22\n  script:\n    - sam build\n'],
  ['a hidden job', '.gitlab-ci.yml', '.x:\n  image: node:22\n  script:\n    - sam build\nship:\n  extends: .x\n'],
])('%s in %s gets it before sam build', async (_, path, text) => {
  const { text: after, findings, status } = await adoptedWith(path, text);
  expect({ findings, status }).toEqual({ findings: [], status: 0 });
  expect(after.search(SCORE)).toBeGreaterThan(0);
  expect(after.search(SCORE)).toBeLessThan(after.indexOf('sam build'));
});

test.each([
  ['one command, no list', '.gitlab-ci.yml', 'ship:\n  image: node:22\n  script: sam build\n', 'by-hand', 3, 11],
  [
    'one command, no list',
    'buildspec.yml',
    'version: 0.2\nphases:\n  build:\n    commands: sam build\n',
    'by-hand',
    4,
    15,
  ],
  [
    'a workflow that calls another',
    WORKFLOW,
    'on: push\njobs:\n  a:\n    uses: ./x.yml\n    with: {run: sam build}\n',
    'by-hand',
    5,
    17,
  ],
  [
    'a composite action',
    '.github/actions/ship/action.yml',
    'runs:\n  using: composite\n  steps:\n    - run: sam build\n',
    'by-hand',
    4,
    12,
  ],
  ['another system', 'Jenkinsfile', 'pipeline {\n  sh "sam build"\n}\n', 'by-hand', 2, 7],
  ['another system', 'bitbucket-pipelines.yml', 'pipelines:\n  default:\n    - sam build\n', 'by-hand', 3, 7],
  [
    'PowerShell',
    'buildspec.yml',
    'version: 0.2\nenv: {shell: powershell.exe}\nphases: {build: {commands: [sam build]}}\n',
    'by-hand',
    1,
    1,
  ],
  ['tabs', WORKFLOW, 'on: push\njobs:\n\tship:\n\t\tsteps:\n\t\t\t- run: sam build\n', 'left-alone', 3, 1],
  ['a header of its own', '.gitlab-ci.yml', 'spec: {}\n---\nship:\n  script: [sam build]\n', 'left-alone', 2, 1],
])('%s in %s is left alone, and it is said where', async (_, path, text, code, line, column) => {
  const { text: after, findings } = await adoptedWith(path, text);
  expect(after).toBe(text);
  expect(findings).toMatchObject([{ code, location: { file: path, line, column } }]);
});

test('what only deploys what another pipeline builds is told nothing of', async () => {
  const other = { '.github/workflows/z.yml': job('      - run: sam deploy\n') };
  expect(await adoptedWith(WORKFLOW, job('      - run: sam build\n'), other)).toMatchObject({ findings: [] });
});

test('above what is adopted is read, and told with what to run where', async () => {
  const steps = '      - run: sam build && sam deploy\n        working-directory: services/orders\n';
  const inFolder = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`services/orders/${path}`, text]));
  const folder = committed(repository({ ...inFolder, [WORKFLOW]: job(steps) }));
  const { out, status } = await adopting(join(folder, 'services/orders'), '--yes', '--json');
  const told = (JSON.parse(out) as Pick<Adopted, 'findings'>).findings.filter(({ location }) => location !== null);
  const location = { file: `../../${WORKFLOW}`, line: 7 };
  expect(status).toBe(0);
  expect(told.filter(({ code }) => /by-hand|release-id/.test(code))).toMatchObject([
    { code: 'deploy-without-release-id', location },
    {
      code: 'by-hand',
      message: expect.stringMatching(/ score` and `npx .* measure` in services\/orders before this$/),
      location,
    },
  ]);
  expect(read(folder, WORKFLOW)).toBe(job(steps));
});

describe('a workflow', () => {
  const NODE = { 'package.json': '{"name":"orders","devDependencies":{"typescript":"5"}}\n' };

  test('that runs SAM in another folder runs ours there', async () => {
    const workflow = job('      - run: sam build\n        working-directory: app\n').replace(
      'ubuntu-latest',
      'self-hosted',
    );
    const { text } = await adoptedWith(WORKFLOW, workflow);
    expect(text).toMatch(/ score\n {8}working-directory: app\n/);
    expect(text).toContain('uses: actions/setup-node@v6');
    expect(text).not.toMatch(/setup-node@v6\n {8}working-directory/);
  });

  test.each([
    ['ubuntu-latest', '', false],
    ['windows-latest', '', true],
    ['${{ matrix.os }}', '', true],
    ['windows-latest', '    defaults: {run: {shell: bash}}\n', false],
    ['ubuntu-latest', '    defaults: {run: {shell: pwsh}}\n', true],
  ])('on %s %j says the shell of what another shell would read otherwise: %s', async (runner, defaults, isSaid) => {
    const workflow = job('      - run: sam build\n', defaults).replace('ubuntu-latest', runner);
    const { text } = await adoptedWith(WORKFLOW, workflow, NODE);
    expect(text).toContain('>> "$GITHUB_PATH"');
    expect(/GITHUB_PATH"'?\n {8}shell: bash\n/.test(text)).toBe(isSaid);
  });
});
