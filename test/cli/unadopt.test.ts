/** What `unadopt` says of what goes and what stays, and the status of it. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import * as upgrade from '../../src/cli/upgrade.ts';
import { inProcess } from '../support/in-process.ts';
import { write } from '../upgrade/tree.ts';
import { FILES, adopting, commitAll, files, read, repository, unadopting } from './adopt/repository.ts';
import { committed } from './upgrade/service.ts';

jest.setTimeout(60_000);

/** Two answers by hand: in fitness.yaml, and in what is accepted. */
function editGate(folder: string): void {
  writeFileSync(join(folder, 'fitness.yaml'), `${read(folder, 'fitness.yaml')}# mine\n`);
  const known = read(folder, 'fitness-known-failures.json');
  writeFileSync(join(folder, 'fitness-known-failures.json'), `${known}\n`);
}

/** Without the way back: an adoption outside of git leaves its own, and taking it back goes over it. */
function withoutUndo(folder: string): Record<string, string> {
  const isKept = (path: string): boolean => path !== '.fitness/.gitignore' && !path.startsWith('.fitness/undo/');
  return Object.fromEntries(Object.entries(files(folder)).filter(([path]) => isKept(path)));
}

test('edits of fitness.yaml that are committed go, and git is said to have them', async () => {
  const folder = committed(repository());
  const before = files(folder);
  await adopting(folder, '--yes');
  editGate(folder);
  commitAll(folder);
  const dry = await unadopting(folder, '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toMatchObject({
    edited: [
      { path: 'fitness.yaml', committed: true },
      { path: 'fitness-known-failures.json', committed: true },
    ],
    kept: [],
  });
  const { status, out, err } = await unadopting(folder, '--yes');
  expect(status).toBe(0);
  expect(out).toContain('\nGoes with what you changed in it\n  - fitness.yaml: git has it\n');
  expect(err).not.toContain('--abort');
  expect(files(folder)).toEqual(before);
});

test('a template that was moved is refused, until `upgrade` has taken over its new path', async () => {
  const folder = committed(repository());
  const { 'template.yaml': template, ...others } = files(folder);
  await adopting(folder, '--yes');
  renameSync(join(folder, 'template.yaml'), join(folder, 'sam.yaml'));
  commitAll(folder);
  const adopted = files(folder);
  await expect(unadopting(folder, '--yes')).rejects.toMatchObject({
    code: 'template-moved',
    message: expect.stringContaining('the template is template.yaml, and there is no such file'),
  });
  const config = read(folder, 'fitness.yaml').replace('template: template.yaml', 'template: sam.yaml');
  writeFileSync(join(folder, 'fitness.yaml'), config);
  commitAll(folder);
  await expect(unadopting(folder, '--yes')).rejects.toMatchObject({
    code: 'template-moved',
    message: expect.stringContaining('the template is sam.yaml, and it was template.yaml'),
  });
  expect(Object.keys(files(folder))).toEqual(Object.keys(adopted));
  expect((await inProcess('upgrade', upgrade, ['--no-install'], folder, { PATH: process.env['PATH'] })).status).toBe(0);
  commitAll(folder);
  expect((await unadopting(folder, '--yes')).status).toBe(0);
  expect(files(folder)).toEqual({ ...others, 'sam.yaml': template });
});

test.each([
  ['in no commit', true],
  ['in no repository', false],
])('edits that are %s go, and the way back that is named gives them back', async (_, isRepository) => {
  const folder = isRepository ? committed(repository()) : repository();
  const flags = isRepository ? ['--allow-dirty'] : [];
  const bare = files(folder);
  await adopting(folder, '--yes');
  if (isRepository) commitAll(folder);
  editGate(folder);
  const before = withoutUndo(folder);
  const { status, out } = await unadopting(folder, '--yes', ...flags);
  expect(status).toBe(0);
  expect(out.replaceAll(/\s+/g, ' ')).toMatch(
    /- fitness\.yaml: it is in no commit; `[^`]*upgrade --abort` gives it back/,
  );
  expect(files(folder)).toMatchObject(bare);
  expect(files(folder)).not.toHaveProperty(['fitness.yaml']);
  await inProcess('upgrade', upgrade, ['--abort'], folder);
  expect(withoutUndo(folder)).toEqual(before);
});

test('a file beside ours that was there before is no matter; a check of their own is', async () => {
  const folder = committed(repository({ ...FILES, 'fitness/README.md': '# Mine\n' }));
  await adopting(folder, '--yes');
  commitAll(folder);
  const dry = await unadopting(folder, '--dry-run', '--json');
  expect(dry.status).toBe(0);
  expect(JSON.parse(dry.out)).toMatchObject({ kept: [] });
  write(folder, { 'fitness/checks/custom/table-has-owner.ts': 'export {};\n' });
  commitAll(folder);
  const { status, out } = await unadopting(folder, '--yes');
  expect(status).toBe(3);
  expect(out).toContain('= fitness/checks/custom/table-has-owner.ts: it is yours');
  expect(read(folder, 'fitness/README.md')).toBe('# Mine\n');
});
