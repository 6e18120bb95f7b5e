/** What became of a file that is not in its place any more: moved, renamed, or deleted. In a folder, with git. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ownPackage } from '../../src/package.ts';
import { apply } from '../../src/upgrade/apply.ts';
import type { Plan } from '../../src/upgrade/plan.ts';
import { planned, startIn } from '../../src/upgrade/start.ts';
import { committed } from '../cli/upgrade/service.ts';
import { emptyFolder, planFor, rendered, tree, write } from './tree.ts';
import type { Sketch } from './tree.ts';

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `export const number${from + index} = ${from + index};\n`).join('');

/** fitness.yaml is only looked for. */
function service(sketch: Sketch): string {
  const folder = emptyFolder();
  apply(folder, planFor(folder, sketch));
  write(folder, { 'fitness.yaml': `tool: ^${ownPackage().version}\n` });
  return committed(folder);
}

function upgraded(folder: string, next: Sketch): { plan: Plan; files: Record<string, string> } {
  const plan = planned(startIn(folder), rendered(next), undefined, {});
  apply(folder, plan);
  const files = Object.entries(tree(folder)).filter(([path]) => /^(?:lib|mine)\/./.test(path));
  return { plan, files: Object.fromEntries(files) };
}

describe('S32 the owner deleted a file', () => {
  const four = lines(0, 4);
  const like = lines(1, 4);

  test('S32 and the next version has a new one that is like it: it arrives', () => {
    const folder = service({ 'lib/old.mjs': four, 'lib/other.mjs': 'other\n' });
    rmSync(join(folder, 'lib/old.mjs'));
    const { plan, files } = upgraded(folder, { 'lib/new.mjs': like, 'lib/other.mjs': 'other\n' });
    expect(files).toEqual({ 'lib/new.mjs': `644 ${like}`, 'lib/other.mjs': '644 other\n' });
    expect(plan.actions.find(({ path }) => path === 'lib/new.mjs')).toMatchObject({ action: 'create', reason: 'new' });
  });

  test('S33 one that still stands is renamed to it, and so is one that the owner moved', () => {
    const first = service({ 'lib/old.mjs': four });
    expect(upgraded(first, { 'lib/new.mjs': like }).files).toEqual({ 'lib/new.mjs': `644 ${like}` });
    const second = service({ 'lib/old.mjs': four });
    mkdirSync(join(second, 'mine'));
    renameSync(join(second, 'lib/old.mjs'), join(second, 'mine/old.mjs'));
    expect(upgraded(second, { 'lib/new.mjs': like }).files).toEqual({ 'mine/old.mjs': `644 ${like}` });
  });

  test('S34 and wrote one of their own after it: that is not touched', () => {
    const folder = service({ 'lib/a.mjs': lines(0, 20) });
    rmSync(join(folder, 'lib/a.mjs'));
    const own = `${lines(0, 14)}mine();\n`;
    write(folder, { 'mine/copy.mjs': own });
    const next = lines(0, 20).replace('number3 = 3', 'number3 = 33');
    const { plan, files } = upgraded(folder, { 'lib/a.mjs': next });
    expect(files).toEqual({ 'mine/copy.mjs': `644 ${own}` });
    expect(plan.actions.find(({ path }) => path === 'lib/a.mjs')).toMatchObject({ reason: 'you deleted it' });
  });

  test.each([
    ['mine/a.mjs', 16],
    ['mine/b.mjs', 19],
  ])('S34 to %s, with %i of 20 lines: it is followed', (to, same) => {
    const folder = service({ 'lib/a.mjs': lines(0, 20) });
    rmSync(join(folder, 'lib/a.mjs'));
    write(folder, { [to]: lines(0, same) });
    const next = lines(0, 20).replace('number3 = 3', 'number3 = 33');
    expect(upgraded(folder, { 'lib/a.mjs': next }).files).toEqual({
      [to]: `644 ${lines(0, same).replace('number3 = 3', 'number3 = 33')}`,
    });
  });
});
