import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import * as score from '../../../src/cli/score.ts';
import { prepared } from '../../../src/cli/adopt/prepared.ts';
import { parseCommand } from '../../../src/cli/options.ts';
import { apply } from '../../../src/upgrade/apply.ts';
import { nodeFiles } from '../../../src/upgrade/apply/files.ts';
import { inProcess } from '../../support/in-process.ts';
import { committed, git, upgrading } from '../upgrade/service.ts';
import { FILES, IDENTITY, adopting, copyOf, files, repository, unadopting } from './repository.ts';

jest.setTimeout(60_000);

const TERMINAL = {
  out: () => undefined,
  say: () => undefined,
  color: false,
  width: 100,
  interactive: false,
  env: IDENTITY,
};

/** An adoption that was killed after so many renames: from then on nothing more of it reached the disk. */
async function killed(folder: string, after: number): Promise<void> {
  const { values } = parseCommand('adopt', ['--yes']);
  const { adoption } = await prepared(folder, undefined, values, { ...TERMINAL, cwd: folder });
  let renames = 0;
  const alive = (): void => {
    if (renames > after) throw new Error('killed');
  };
  const dying = {
    ...nodeFiles,
    renameSync: (...args: Parameters<typeof nodeFiles.renameSync>) => {
      renames++;
      alive();
      nodeFiles.renameSync(...args);
    },
    unlinkSync: (...args: Parameters<typeof nodeFiles.unlinkSync>) => {
      alive();
      nodeFiles.unlinkSync(...args);
    },
  };
  expect(() => apply(folder, adoption.plan, { files: dying, command: ['adopt', '--yes'] })).toThrow();
  expect(existsSync(join(folder, '.fitness/journal/journal.json'))).toBe(true);
}

test.each([2, 6, 15])('S17 killed after %d renames, the same command starts over; a dry run refuses', async (after) => {
  const folder = committed(repository({ ...FILES, Makefile: 'build:\n\tsam build\n' }));
  const whole = copyOf(folder);
  await adopting(whole, '--yes');
  const before = files(folder);
  await killed(folder, after);
  const half = files(folder);
  expect(half).not.toEqual(before);
  await expect(adopting(folder, '--dry-run')).rejects.toMatchObject({ code: 'interrupted-before' });
  expect(files(folder)).toEqual(half);
  const { status, err } = await adopting(folder, '--yes');
  expect({ status, err }).toEqual({
    status: 0,
    err: expect.stringContaining('Put back what an interrupted run had left'),
  });
  expect(files(folder)).toEqual(files(whole));
  expect(git(folder, 'diff', '--name-only').trim().split('\n')).toEqual(['Makefile', 'template.yaml']);
});

test('S17 killed, upgrade --abort puts back what was there; upgrade --continue says what it was', async () => {
  const folder = committed(repository());
  const before = files(folder);
  await killed(folder, 6);
  await expect(upgrading(folder, '--continue')).rejects.toMatchObject({
    message: 'It was `adopt` that was interrupted.',
    hint: expect.stringContaining('--abort'),
  });
  expect(await upgrading(folder, '--abort')).toMatchObject({ status: 0 });
  expect(files(folder)).toEqual(before);
});

test('what an upgrade was interrupted in is not for adopt or unadopt', async () => {
  const folder = committed(repository());
  await adopting(folder, '--yes');
  const writes = [{ path: 'a.txt', content: { bytes: Buffer.from('a'), executable: false } }];
  const dying = {
    ...nodeFiles,
    renameSync: (...args: Parameters<typeof nodeFiles.renameSync>) => {
      if (existsSync(join(folder, 'a.txt'))) throw new Error('killed');
      nodeFiles.renameSync(...args);
    },
    unlinkSync: () => {
      throw new Error('killed');
    },
  };
  expect(() => apply(folder, { actions: [], writes }, { files: dying, command: ['upgrade'] })).toThrow();
  for (const command of [adopting, unadopting])
    await expect(command(folder, '--yes', '--allow-dirty')).rejects.toMatchObject({
      code: 'interrupted-before',
      kind: 'incomplete',
    });
});

test.each([2, 15])('S17 killed after %d renames, unadopt and score say so', async (after) => {
  const folder = committed(repository());
  const before = files(folder);
  await killed(folder, after);
  const scored = await inProcess('score', score, [], folder, IDENTITY);
  expect(scored.out + scored.err).toContain('an earlier command was interrupted while it wrote here');
  await expect(unadopting(folder, '--dry-run')).rejects.toMatchObject({ code: 'interrupted-before' });
  await expect(unadopting(join(folder, 'src'), '--dry-run')).rejects.toMatchObject({ code: 'interrupted-before' });
  await expect(unadopting(folder, '--yes')).rejects.toMatchObject({ code: 'not-adopted' });
  expect(files(folder)).toEqual(before);
  const { out, err } = await inProcess('score', score, [], folder, IDENTITY);
  expect(out + err).not.toContain('interrupted');
});
