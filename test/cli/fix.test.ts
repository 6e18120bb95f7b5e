import { readFileSync, readdirSync, statSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fix from '../../src/cli/fix.ts';
import type { FixReport } from '../../src/report/fix.ts';
import { inProcess, type Said } from '../support/in-process.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

const fixtures = join(import.meta.dirname, 'fixtures', 'fix');

function fixing(folder: string, ...args: string[]): Promise<Said> {
  return inProcess('fix', fix, args, folder);
}

function folderWith(text: string, name = 't.yaml'): string {
  const folder = emptyFolder();
  write(folder, { [name]: text });
  return folder;
}

const read = (folder: string, name = 't.yaml') => readFileSync(join(folder, name), 'utf8');
const report = ({ out }: Said) => JSON.parse(out) as FixReport;

const BUCKET = 'Resources:\n  Photos:\n    Type: AWS::S3::Bucket\n';
const VERSIONED = `${BUCKET}    Properties:\n      VersioningConfiguration:\n        Status: Enabled\n`;
const VERSIONING = 's3-bucket-versioning-enabled';

describe('fixture folders: before, checks, after', () => {
  for (const name of readdirSync(fixtures)) {
    const at = join(fixtures, name);
    const before = readdirSync(at).find((file) => file.startsWith('before.')) ?? '';
    const checks = JSON.parse(readFileSync(join(at, 'checks.json'), 'utf8')) as string[];
    test(name, async () => {
      const folder = folderWith(readFileSync(join(at, before), 'utf8'), before);
      await fixing(folder, ...checks, '--template', before);
      expect(read(folder, before)).toBe(readFileSync(join(at, before.replace('before', 'after')), 'utf8'));
      const again = await fixing(folder, ...checks, '--template', before, '--json');
      expect(report(again)).toMatchObject({ edits: [], diff: '', fixed: [] });
    });
  }
});

describe('fix', () => {
  test('writes what has one right answer, and ends with 0 when nothing is left', async () => {
    const folder = folderWith(BUCKET);
    const { status, out } = await fixing(folder, VERSIONING, '-t', 't.yaml');
    expect(out).toMatch(
      /^t\.yaml: fixed 1 failure, \+3 −0 lines, fitness [\d.]+ → [\d.]+\n {2}✓ s3-bucket-versioning-enabled: Photos\n$/,
    );
    expect({ status, text: read(folder) }).toEqual({ status: 0, text: VERSIONED });
    expect(await fixing(folder, VERSIONING, '-t', 't.yaml')).toEqual({
      status: 0,
      out: 't.yaml: nothing to fix.\n',
      err: '',
    });
  });

  test('of the template of the folder, all checks that count; 1 if something is left for a person', async () => {
    const folder = folderWith(BUCKET, 'template.yaml');
    const { status, out } = await fixing(folder);
    expect(status).toBe(1);
    expect(out).toMatch(
      /For a person to decide\n {2}! s3-bucket-logging-enabled\n {6}Photos \(template\.yaml:\d+:\d+\)/,
    );
    expect(read(folder, 'template.yaml')).toContain('Status: Enabled');
    const again = report(await fixing(folder, '--json'));
    expect(again).toMatchObject({ edits: [], fixed: [], diff: '' });
    expect(again.remaining.map(({ check }) => check)).toContain('s3-bucket-logging-enabled');
    // shown, and not counted: only for who asks
    expect(again.remaining.map(({ check }) => check)).not.toContain('s3-bucket-replication-enabled');
    expect((await fixing(folder, 's3-bucket-replication-enabled')).status).toBe(1);
  });

  test('a dry run prints the difference on stdout, tells the rest to the person, and writes nothing', async () => {
    const folder = folderWith(BUCKET);
    const { status, out, err } = await fixing(folder, VERSIONING, '-t', 't.yaml', '--dry-run');
    expect(out).toBe(
      '--- a/t.yaml\n+++ b/t.yaml\n@@ -1,3 +1,6 @@\n Resources:\n   Photos:\n     Type: AWS::S3::Bucket\n' +
        '+    Properties:\n+      VersioningConfiguration:\n+        Status: Enabled\n',
    );
    expect(err).toMatch(/^t\.yaml: would fix 1 failure/);
    expect({ status, text: read(folder) }).toEqual({ status: 0, text: BUCKET });
    const json = report(await fixing(folder, VERSIONING, '-t', 't.yaml', '--dry-run', '--json'));
    expect(json).toMatchObject({ dryRun: true, diff: out, fixed: [{ check: VERSIONING, resource: 'Photos' }] });
    expect(json.fitness.after).toBeGreaterThan(json.fitness.before);
    expect(read(folder)).toBe(BUCKET);
  });

  test('takes the names of other tools', async () => {
    const folder = folderWith(BUCKET);
    expect((await fixing(folder, 'ckv_aws_21', '-t', 't.yaml')).status).toBe(0);
    expect(read(folder)).toBe(VERSIONED);
  });

  test('of the resources that are named, and of what SAM makes of them', async () => {
    const folder = folderWith(`${BUCKET}  Logs:\n    Type: AWS::S3::Bucket\n`);
    expect((await fixing(folder, VERSIONING, '-t', 't.yaml', '--resource', 'Photos')).status).toBe(0);
    expect(read(folder)).toBe(`${VERSIONED}  Logs:\n    Type: AWS::S3::Bucket\n`);
    await expect(fixing(folder, '-t', 't.yaml', '--resource', 'Phtos')).rejects.toMatchObject({
      code: 'unknown-resource',
      hint: 'Did you mean Photos?',
    });
  });

  test('leaves alone what is suppressed, what passes and what is not known', async () => {
    const text = `Parameters: { Status: { Type: String } }
Resources:
  Suppressed:
    Type: AWS::S3::Bucket
    Metadata: { fitness: { suppress: [{ id: ${VERSIONING}, reason: a copy }] } }
  Sound: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }
  Unknown: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !Ref Status } } }
`;
    const folder = folderWith(text);
    expect((await fixing(folder, VERSIONING, '-t', 't.yaml')).status).toBe(0);
    expect(read(folder)).toBe(text);
    // a parameter that is given is known, and one that nobody declares is said
    const { err } = await fixing(folder, VERSIONING, '-t', 't.yaml', '--parameter-overrides', 'Statsu=Suspended');
    expect(err).toBe('warning: there is no parameter Statsu; did you mean Status? [unknown-parameter]\n');
    await fixing(folder, VERSIONING, '-t', 't.yaml', '--parameter-overrides', 'Status=Suspended');
    expect(read(folder)).toBe(text.replace('!Ref Status', 'Enabled'));
  });

  test.each([
    [['s3-bucket-versionin-enabled'], 'unknown-check', 'Did you mean s3-bucket-versioning-enabled?'],
    [['zzz'], 'unknown-check', 'The command `checks` lists them all.'],
    [['t.yaml'], 'unknown-check', 'A template is named by --template.'],
  ])('%j is refused, and nothing is written', async (words, code, hint) => {
    const folder = folderWith(BUCKET);
    await expect(fixing(folder, ...words, '-t', 't.yaml')).rejects.toMatchObject({ code, hint, kind: 'usage' });
    expect(read(folder)).toBe(BUCKET);
  });

  test('what only a lenient reader takes is not edited: incomplete, and why', async () => {
    const text = 'Resources:\n  Photos: {Type: AWS::S3::Bucket,\nProperties: {BucketName: photos}\n}\n';
    const folder = folderWith(text);
    await expect(fixing(folder, '-t', 't.yaml')).rejects.toMatchObject({ code: 'edit-impossible', kind: 'incomplete' });
    expect(read(folder)).toBe(text);
  });

  test('the mode of the file stays', async () => {
    const folder = folderWith(BUCKET);
    chmodSync(join(folder, 't.yaml'), 0o755);
    await fixing(folder, VERSIONING, '-t', 't.yaml');
    expect(statSync(join(folder, 't.yaml')).mode & 0o111).not.toBe(0);
  });

  test('thousands of failures take seconds', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `B${index}`);
    const folder = folderWith(`Resources:\n${names.map((name) => `  ${name}:\n    Type: AWS::S3::Bucket\n`).join('')}`);
    const started = performance.now();
    const { fixed } = report(await fixing(folder, VERSIONING, '-t', 't.yaml', '--json'));
    expect(fixed).toHaveLength(1000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
