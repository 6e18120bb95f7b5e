/** The gate asks for as much as can be known, from the first release on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { catalogue } from '../../../src/checks/catalogue.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { assess } from '../../../src/fitness/assess.ts';
import type { Report } from '../../../src/fitness/report.ts';
import { measurementsOfBuild } from '../../../src/measurements/build.ts';
import { parseDocument } from '../../../src/template/parse.ts';
import { loadTemplate } from '../../../src/template/template.ts';
import { copyRepository } from '../../support/repositories/repositories.ts';
import { emptyFolder } from '../../upgrade/tree.ts';
import { committed, git } from '../upgrade/service.ts';
import { FILES, TEMPLATE, adopting, read, repository } from './repository.ts';

jest.setTimeout(60_000);

const OFF = 'no build measures the sources';

async function owned(kind: string): Promise<string> {
  const folder = emptyFolder();
  await copyRepository(kind, folder);
  await adopting(folder, '--yes');
  return folder;
}

/** What a hook says of the template, whose build measured nothing. */
function inHook(folder: string): Report {
  const text = readFileSync(join(folder, 'fitness.yaml'), 'utf8');
  const { config } = loadConfig(text.replace('mode: observe', 'mode: enforce'), 'fitness.yaml');
  const measurements = measurementsOfBuild({}, undefined);
  return assess({
    template: loadTemplate(parseDocument(read(folder, 'template.yaml'), 'template.yaml'), { measurements }),
    config,
    environment: 'prod',
    checks: catalogue,
    now: new Date('2026-06-01'),
    phase: 'stack',
    knownFailures: { file: 'x', prune: '', has: () => true, stale: () => [] },
  });
}

test.each(['own-hooks', 'java-maven'])('%s starts at what its hooks know', async (kind) => {
  const folder = await owned(kind);
  const { coverage, gate } = inHook(folder);
  expect(coverage).toBeLessThan(0.9);
  expect(coverage).toBeGreaterThanOrEqual(0.85);
  expect(gate.reasons.filter(({ rule }) => rule === 'minCoverage')).toEqual([]);
  expect(read(folder, 'fitness.yaml')).toContain('  minCoverage: 0.85 # least part');
  expect(read(folder, 'fitness.yaml')).toContain(OFF);
  expect(read(folder, 'fitness/dist/fitness.yaml')).toBe(read(folder, 'fitness.yaml'));
});

test('where the default is reached it stays', async () => {
  const folder = await owned('python');
  expect(inHook(folder).coverage).toBeGreaterThanOrEqual(0.9);
  expect(read(folder, 'fitness.yaml')).toContain('  minCoverage: 0.9 # least part');
  expect(read(folder, 'fitness.yaml')).not.toContain(OFF);
});

test('the first of two commits asks for what the second does', async () => {
  const alone = TEMPLATE.slice(0, TEMPLATE.indexOf('\n  Photos:'));
  const folder = committed(repository({ ...FILES, 'template.yaml': alone }));
  await adopting(folder, '--yes', '--staged');
  const gates = ['HEAD~1', 'HEAD'].map(
    (at) => /^ {2}minCoverage: .*$/m.exec(git(folder, 'show', `${at}:fitness.yaml`))?.[0],
  );
  expect(gates[0]).toMatch(/^ {2}minCoverage: 0\.[78]\d? #/);
  expect(gates[1]).toBe(gates[0]);
});
