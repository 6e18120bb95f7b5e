import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { foreignNames } from '../../src/checks/names.ts';
import * as checks from '../../src/cli/checks.ts';
import * as explain from '../../src/cli/explain.ts';
import * as fix from '../../src/cli/fix.ts';
import type { ListedCheck } from '../../src/report/checks.ts';
import { ROOT } from '../support/packed.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const VERSIONING = 's3-bucket-versioning-enabled';

const explained = (folder: string, ...args: string[]): Promise<Said> => inProcess('explain', explain, args, folder);
const listed = (folder: string, ...args: string[]): Promise<Said> => inProcess('checks', checks, args, folder);
const idsOf = ({ out }: Said) => (JSON.parse(out) as { checks: ListedCheck[] }).checks.map(({ id }) => id);

/** A folder with a fitness.yaml that enables two checks, one of them in trial, and has an option. */
function service(): string {
  const folder = emptyFolder();
  write(folder, {
    'fitness.yaml': `tool: '*'
service: orders
runtime: nodejs22.x
triggers: [http]
region: eu-central-1
packageManager: npm
environments: { dev: { deployment: AllAtOnce }, prod: { deployment: AllAtOnce } }
checks:
  ${VERSIONING}: { enabled: true, weight: 9, options: { isMfaDeleteEnabled: 'true' } }
  s3-bucket-logging-enabled: { enabled: true, mode: trial }
`,
  });
  return folder;
}

describe('explain', () => {
  test.each(catalogue.map(({ meta }) => meta))('$id: why, what fails and passes, options, references', async (meta) => {
    const { status, out } = await explained(emptyFolder(), meta.id);
    expect(status).toBe(0);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain(meta.why.replace(/`/g, '').slice(0, 60));
    // It can only be known or not.
    if (meta.id !== 'config-rules-known') expect(out).toMatch(/^Fails$/m);
    expect(out).toMatch(/^Passes$/m);
    if (!meta.resourceTypes.some((type) => type === 'source' || type === 'account'))
      expect(out).toMatch(/^Suppress it$/m);
    for (const name of Object.keys(meta.options ?? {})) expect(out).toContain(name);
    for (const action of meta.liveActions) expect(text).toContain(action);
    for (const { name } of foreignNames(meta)) expect(text).toContain(name);
    expect(out).not.toMatch(/```|\*\*|^#/m);
    const long = out.split('\n').filter((line) => line.length > 100 && !/^ {4}|https:/.test(line));
    expect(long).toEqual([]);
  });

  test.each(['CKV_AWS_21', 's3.14', 'S3_BUCKET_VERSIONING_ENABLED', 's3_bucket_versioning_enabled', 'CT.S3.PR.11'])(
    'takes what other tools call it: %s',
    async (name) => {
      const { out } = await explained(emptyFolder(), name, '--json');
      const [check] = (JSON.parse(out) as { checks: { id: string; page: string; fixable: boolean }[] }).checks;
      expect(check).toMatchObject({
        id: VERSIONING,
        fixable: true,
        here: null,
        page: readFileSync(join(ROOT, 'docs/checks', `${VERSIONING}.md`), 'utf8'),
      });
    },
  );

  test('in a service it says what that makes of it', async () => {
    const folder = service();
    expect((await explained(folder, VERSIONING)).out).toMatch(
      /^Here \(prod\): enforced, weight 9, isMfaDeleteEnabled: "true"\.\n\ns3-bucket-versioning-enabled\n/,
    );
    expect((await explained(folder, 's3-bucket-logging-enabled', '--env', 'dev')).out).toMatch(
      /^Here \(dev\): in trial, not counted\.\n/,
    );
    expect((await explained(folder, 'sns-encrypted-kms')).out).toMatch(/^Here \(prod\): not enabled\.\n/);
  });

  test.each([
    [[], 'missing-check', 'The command `checks` lists them all.'],
    [['s3-bucket-versionin-enabled'], 'unknown-check', `Did you mean ${VERSIONING}?`],
    [['CKV_AWS_22X'], 'unknown-check', expect.stringMatching(/^Did you mean CKV_AWS_2/)],
  ])('%j is refused', async (args, code, hint) => {
    await expect(explained(emptyFolder(), ...args)).rejects.toMatchObject({ code, hint });
  });
});

describe('checks', () => {
  test('lists them all, by category, and names what can be fixed', async () => {
    const { status, out } = await listed(emptyFolder());
    expect(status).toBe(0);
    for (const { meta } of catalogue) expect(out).toContain(`  ${meta.id} `);
    expect(out).toMatch(/^ {2}s3-bucket-versioning-enabled +low +2 +fix {2}Buckets keep/m);
    expect(out).toMatch(/^ {2}s3-bucket-ssl-requests-only +medium +4 {2,}Buckets refuse/m);
    expect(idsOf(await listed(emptyFolder(), '--json')).sort()).toEqual(catalogue.map(({ meta }) => meta.id).sort());
  });

  test('of a category, of a service of AWS', async () => {
    const s3 = idsOf(await listed(emptyFolder(), '--service', 'S3', '--json'));
    expect(s3).toContain(VERSIONING);
    expect(s3).not.toContain('sns-encrypted-kms');
    const both = idsOf(await listed(emptyFolder(), '--service', 's3', '--category', 'security', '--json'));
    expect(both).toContain('s3-bucket-public-read-prohibited');
    expect(both).not.toContain(VERSIONING);
    await expect(listed(emptyFolder(), '--service', 's4')).rejects.toMatchObject({ hint: 'Did you mean s3?' });
  });

  test('in a service, as it configures them', async () => {
    const { out } = await listed(service(), '--json');
    const { environment, checks } = JSON.parse(out) as { environment: string; checks: ListedCheck[] };
    const here = Object.fromEntries(checks.map(({ id, here }) => [id, here]));
    expect(environment).toBe('prod');
    expect(here[VERSIONING]).toMatchObject({ enabled: true, mode: 'enforced', weight: 9 });
    expect(here['s3-bucket-logging-enabled']).toMatchObject({ enabled: true, mode: 'trial' });
    expect(here['sns-encrypted-kms']).toMatchObject({ enabled: false });
    expect((await listed(service())).out).toMatch(/^ {2}sns-encrypted-kms +low +off/m);
  });
});

test('docs/checks is made of what the checks say and of their cases today', () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'docs.mjs'), '--check'], { cwd: ROOT, stdio: 'pipe' });
}, 60_000);

describe('a check of the repository', () => {
  const OWN = `import { defineCheck, judge } from 'create-fitness-serverless/check';
export default defineCheck({
  meta: {
    id: 'topics-have-a-display-name', title: 'Topics have a display name', why: 'Subscribers see who writes to them.',
    remedy: 'set DisplayName', category: 'operations', severity: 'low', weight: 2, resourceTypes: ['AWS::SNS::Topic'],
    configRule: false, docs: 'https://example.com/topics', liveActions: [],
  },
  evaluate: (topic) => judge(topic.get('DisplayName'), (name) => name !== undefined, 'has no display name'),
  fix: (topic) => [{ path: ['Properties', 'DisplayName'], set: topic.logicalId }],
});
`;

  function withOwn(): string {
    const folder = service();
    write(folder, {
      'package.json': '{"type":"module"}',
      'fitness/checks/custom/topics-have-a-display-name.ts': OWN,
      'fitness/checks/custom/index.ts': "export { default as topics } from './topics-have-a-display-name.ts';\n",
      'template.yaml': 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n',
    });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return folder;
  }

  test('is explained, listed and fixed like ours', async () => {
    const folder = withOwn();
    const { out, err } = await explained(folder, 'topics-have-a-display-name');
    expect(err).toBe("Runs 1 of this repository's own checks (--no-custom runs none).\n");
    expect(out).toMatch(/^Here \(prod\): enforced, weight 2\.\n/);
    expect(out).toContain('Subscribers see who writes to them.');
    expect(idsOf(await listed(folder, '--json'))).toContain('topics-have-a-display-name');
    await inProcess('fix', fix, ['topics-have-a-display-name'], folder);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toContain('DisplayName: Topic');
  });

  test('is left out by --no-custom', async () => {
    const folder = withOwn();
    expect(idsOf(await listed(folder, '--json', '--no-custom'))).not.toContain('topics-have-a-display-name');
    await expect(explained(folder, 'topics-have-a-display-name', '--no-custom')).rejects.toMatchObject({
      code: 'unknown-check',
    });
  });
});
