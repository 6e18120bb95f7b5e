import { chmodSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apply } from '../../src/upgrade/apply.ts';
import { conflictsOf } from '../../src/upgrade/plan.ts';
import { runs } from '../support/runs.ts';
import { actionsOf, emptyFolder, planFor, tree, write } from './tree.ts';
import type { Sketch } from './tree.ts';

const SERVICE: Sketch = {
  'template.yaml': 'Resources: {}\n',
  'src/http.ts': { text: 'export {};\n', class: 'once' },
  'fitness/checks/a.ts': { text: 'a\n', class: 'managed' },
  'bin/run.sh': { text: '#!/bin/sh\n', class: 'managed', executable: true },
};

function created(sketch: Sketch = SERVICE): string {
  const folder = emptyFolder();
  apply(folder, planFor(folder, sketch));
  return folder;
}

describe('into an empty folder', () => {
  test('every file is created, with its mode; merged ones have a pristine copy', () => {
    const folder = created();
    const files = tree(folder);
    expect(
      Object.keys(files)
        .filter((path) => !path.endsWith('/'))
        .sort(),
    ).toEqual([
      '.fitness/base/template.yaml.base',
      '.fitness/manifest.json',
      'bin/run.sh',
      'fitness/checks/a.ts',
      'src/http.ts',
      'template.yaml',
    ]);
    expect(files['template.yaml']).toBe('644 Resources: {}\n');
    expect(files['bin/run.sh']).toBe('755 #!/bin/sh\n');
    expect(files['.fitness/base/template.yaml.base']).toBe('644 Resources: {}\n');
  });

  test('the manifest says class, mode and hash of each path', () => {
    const { version, tool, files } = JSON.parse(readFileSync(join(created(), '.fitness/manifest.json'), 'utf8'));
    expect({ version, tool }).toEqual({ version: 1, tool: 'create-fitness-serverless@0.1.0' });
    expect(files['bin/run.sh']).toEqual({
      class: 'managed',
      mode: '755',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('the bytes are the rendered ones, whatever they are, and a second plan has nothing to do', () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.txt`);
    const file = fc.record({
      text: fc.string({ unit: 'binary' }),
      class: fc.constantFrom('managed' as const, 'merged' as const, 'once' as const),
      executable: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.dictionary(path, file, { minKeys: 1, maxKeys: 6 }), (sketch) => {
        const folder = created(sketch);
        for (const [at, { text }] of Object.entries(sketch))
          expect(readFileSync(join(folder, at))).toEqual(Buffer.from(text));
        const before = tree(folder);
        expect(planFor(folder, sketch).writes).toEqual([]);
        apply(folder, planFor(folder, sketch));
        expect(tree(folder)).toEqual(before);
        rmSync(folder, { recursive: true });
      }),
      runs(40),
    );
  });
});

describe('what a person did since', () => {
  const newer: Sketch = {
    ...SERVICE,
    'template.yaml': 'Resources: {New: 1}\n',
    'src/http.ts': { text: 'new\n', class: 'once' },
  };

  test('an edited file is kept while the tool does not change it', () => {
    const folder = created();
    write(folder, { 'template.yaml': 'Resources: {Mine: 1}\n' });
    expect(actionsOf(planFor(folder, SERVICE))['template.yaml']).toBe('keep');
  });

  test('an untouched file follows the tool, one that is theirs does not', () => {
    const folder = created();
    expect(actionsOf(planFor(folder, newer))).toMatchObject({ 'template.yaml': 'update', 'src/http.ts': 'keep' });
    apply(folder, planFor(folder, newer));
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe('Resources: {New: 1}\n');
    expect(planFor(folder, newer).writes).toEqual([]);
  });

  test('S20 both changed it: a conflict, and the base stays that of the text they started from', () => {
    const folder = created();
    write(folder, { 'template.yaml': 'Resources: {Mine: 1}\n' });
    apply(folder, planFor(folder, newer));
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).toBe('Resources: {Mine: 1}\n');
    expect(readFileSync(join(folder, '.fitness/conflicts/template.yaml'), 'utf8')).toBe('Resources: {New: 1}\n');
    expect(readFileSync(join(folder, '.fitness/base/template.yaml.base'), 'utf8')).toBe('Resources: {}\n');
    expect(planFor(folder, newer).writes).toEqual([]);
  });

  test('S29 a deleted file stays deleted, and is reported', () => {
    const folder = created();
    rmSync(join(folder, 'fitness/checks/a.ts'));
    const found = planFor(folder, SERVICE).actions.find(({ path }) => path === 'fitness/checks/a.ts');
    expect(found).toMatchObject({ action: 'keep', reason: 'you deleted it' });
  });

  test('S42 CRLF is no edit', () => {
    const folder = created();
    write(folder, { 'template.yaml': 'Resources: {}\r\n' });
    expect(actionsOf(planFor(folder, SERVICE))['template.yaml']).toBe('unchanged');
    expect(planFor(folder, SERVICE).writes).toEqual([]);
  });

  test('S50 the mode that a person gave a file is kept when its text is replaced', () => {
    const folder = created();
    chmodSync(join(folder, 'template.yaml'), 0o600);
    apply(folder, planFor(folder, newer));
    expect(tree(folder)['template.yaml']).toBe('600 Resources: {New: 1}\n');
  });
});

describe('into a folder that a person has files in', () => {
  test('S12 S25 their text stays, ours waits beside it, and the other files come', () => {
    const folder = emptyFolder();
    write(folder, { 'template.yaml': 'mine\n', 'notes.txt': 'x' });
    const planned = planFor(folder, SERVICE);
    expect(conflictsOf(planned)).toEqual([
      { path: 'template.yaml', class: 'merged', action: 'conflict', reason: 'you have a file of that name' },
    ]);
    apply(folder, planned);
    expect(tree(folder)).toMatchObject({
      'template.yaml': '644 mine\n',
      'notes.txt': '644 x',
      '.fitness/conflicts/template.yaml': '644 Resources: {}\n',
      'src/http.ts': '644 export {};\n',
    });
    expect(tree(folder)).not.toHaveProperty(['.fitness/base/template.yaml.base']);
  });

  test('a file that would be written once is theirs without a conflict, where a command says so', () => {
    const folder = created({ 'template.yaml': 'Resources: {}\n' });
    write(folder, { 'src/http.ts': 'mine\n', 'fitness/checks/a.ts': 'mine\n' });
    const theirs = new Set(['src/http.ts', 'fitness/checks/a.ts']);
    const planned = planFor(folder, SERVICE, { theirs });
    expect(actionsOf(planned)).toMatchObject({ 'src/http.ts': 'keep', 'fitness/checks/a.ts': 'conflict' });
    apply(folder, planned);
    expect(tree(folder)).toMatchObject({ 'src/http.ts': '644 mine\n' });
    expect(tree(folder)).not.toHaveProperty(['.fitness/conflicts/src/http.ts']);
    // from now on it is as any other that they were given
    expect(actionsOf(planFor(folder, SERVICE))).toMatchObject({ 'src/http.ts': 'keep' });
  });

  test('a conflict is settled by taking what one wants and deleting our text', () => {
    const folder = emptyFolder();
    write(folder, { 'template.yaml': 'mine\n' });
    apply(folder, planFor(folder, SERVICE));
    expect(actionsOf(planFor(folder, SERVICE))['template.yaml']).toBe('conflict');
    rmSync(join(folder, '.fitness/conflicts/template.yaml'));
    expect(actionsOf(planFor(folder, SERVICE))['template.yaml']).toBe('keep');
    apply(folder, planFor(folder, SERVICE));
    expect(planFor(folder, SERVICE).writes).toEqual([]);
    expect(tree(folder)).toMatchObject({
      'template.yaml': '644 mine\n',
      '.fitness/base/template.yaml.base': '644 Resources: {}\n',
    });
  });

  test('a conflict is settled by taking our text', () => {
    const folder = emptyFolder();
    write(folder, { 'template.yaml': 'mine\n' });
    apply(folder, planFor(folder, SERVICE));
    write(folder, { 'template.yaml': 'Resources: {}\n' });
    const planned = planFor(folder, SERVICE);
    expect(planned.actions.find(({ path }) => path === '.fitness/conflicts/template.yaml')).toMatchObject({
      action: 'delete',
    });
    apply(folder, planned);
    expect(tree(folder)).not.toHaveProperty(['.fitness/conflicts/template.yaml']);
    expect(tree(folder)).not.toHaveProperty(['.fitness/conflicts/']);
  });

  test('a text that is ours already is taken over without a write', () => {
    const folder = emptyFolder();
    write(folder, { 'template.yaml': 'Resources: {}\n' });
    expect(actionsOf(planFor(folder, SERVICE))['template.yaml']).toBe('unchanged');
  });

  test.each([
    ['a folder', (folder: string) => write(folder, { 'template.yaml/x': '' })],
    ['a symbolic link', (folder: string) => symlinkSync('nowhere', join(folder, 'template.yaml'))],
  ])('S49 %s in the place of a file stays', (what, put) => {
    const folder = emptyFolder();
    put(folder);
    const before = tree(folder);
    const planned = planFor(folder, SERVICE);
    expect(conflictsOf(planned)[0]).toMatchObject({ path: 'template.yaml', reason: `${what} stands in its place` });
    apply(folder, planned);
    expect(tree(folder)).toMatchObject(before);
  });

  test('a file in the place of a folder stays', () => {
    const folder = emptyFolder();
    write(folder, { src: 'mine' });
    const planned = planFor(folder, SERVICE);
    expect(conflictsOf(planned)).toMatchObject([
      { path: 'src/http.ts', reason: 'a file above it stands in its place' },
    ]);
    apply(folder, planned);
    expect(tree(folder)).toMatchObject({ src: '644 mine', '.fitness/conflicts/src/http.ts': '644 export {};\n' });
  });

  test('S19 a folder that leads outside through a link is refused', () => {
    const folder = emptyFolder();
    const outside = emptyFolder();
    symlinkSync(outside, join(folder, 'src'));
    expect(() => planFor(folder, SERVICE)).toThrow(/src is a symbolic link that leads out of the folder/);
    expect(tree(outside)).toEqual({});
  });

  test('a folder that leads inside through a link is written through', () => {
    const folder = emptyFolder();
    write(folder, { 'code/x': '' });
    symlinkSync('code', join(folder, 'src'));
    apply(folder, planFor(folder, SERVICE));
    expect(tree(folder)['code/http.ts']).toBe('644 export {};\n');
  });
});
