import { expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { against } from '../../src/fitness/against.ts';
import { assess } from '../../src/fitness/assess.ts';
import { configWith, loaded } from './support.ts';

const ONLY = ['s3-bucket-versioning-enabled', 's3-bucket-public-read-prohibited'];

function report(resources: string) {
  const checks = Object.fromEntries(Object.keys(configWith().checks).map((id) => [id, { enabled: ONLY.includes(id) }]));
  return assess({
    template: loaded(`Resources: ${resources}`),
    config: configWith({}, checks),
    environment: 'prod',
    now: new Date('2026-11-24'),
    phase: 'template',
    checks: catalogue,
  });
}

const SOUND = '{ Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Enabled } } }';
const PLAIN = '{ Type: AWS::S3::Bucket }';
const OPEN =
  '{ Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead, VersioningConfiguration: { Status: Enabled } } }';

test('says per check and resource what became better and what worse, the dearest first', () => {
  const before = report(`{ Mended: ${PLAIN}, Broken: ${SOUND}, Gone: ${PLAIN}, Same: ${PLAIN} }`);
  const now = report(`{ Mended: ${SOUND}, Broken: ${OPEN}, Same: ${PLAIN}, Sound: ${SOUND} }`);
  const found = against(before, now, { ref: 'main', commit: 'c0ffee', template: 'template.yaml' });
  expect(found).toMatchObject({ ref: 'main', commit: 'c0ffee', template: 'template.yaml' });
  expect(found.before?.fitness).toBe(before.fitness);
  expect(found.gain).toBeCloseTo(now.fitness - before.fitness, 9);
  expect(found.checks.map(({ check }) => check)).toEqual([
    's3-bucket-public-read-prohibited',
    's3-bucket-versioning-enabled',
  ]);
  const [opened, versioned] = found.checks;
  expect(opened?.penalty).toEqual({ before: 0, now: 10 });
  expect(opened?.changes).toMatchObject([
    {
      resource: 'Broken',
      effect: 'worse',
      before: 'pass',
      now: 'fail',
      message: expect.stringContaining('PublicRead'),
      location: { line: 1 },
    },
  ]);
  expect(versioned?.changes).toMatchObject([
    { resource: 'Mended', effect: 'better', before: 'fail', now: 'pass', message: 'versioning is not enabled' },
    { resource: 'Gone', effect: 'better', before: 'fail', message: 'versioning is not enabled' },
  ]);
  expect(versioned?.changes.at(-1)).not.toHaveProperty('now');
});

test('nothing changed is no change', () => {
  const same = report(`{ Bucket: ${PLAIN} }`);
  expect(against(same, report(`{ Bucket: ${PLAIN} }`), { ref: 'main' })).toMatchObject({ gain: 0, checks: [] });
});

test('of what was not there, all is new', () => {
  const found = against(undefined, report(`{ Bucket: ${PLAIN} }`), { ref: 'main' });
  expect(found).not.toHaveProperty('before');
  expect(found).not.toHaveProperty('gain');
  expect(found.checks).toMatchObject([{ changes: [{ resource: 'Bucket', effect: 'worse', now: 'fail' }] }]);
});

test('what is unknown now is worse than what passed, and better than what failed', () => {
  const unknown = report(
    '{ Bucket: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: !ImportValue x } } } }',
  );
  const effects = (before: string) =>
    against(report(`{ Bucket: ${before} }`), unknown, { ref: 'x' }).checks.flatMap(({ changes }) =>
      changes.map(({ effect }) => effect),
    );
  expect(effects(SOUND)).toEqual(['worse']);
  expect(effects(PLAIN)).toEqual(['better']);
});
