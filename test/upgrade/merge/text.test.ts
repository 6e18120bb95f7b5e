import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeTexts } from '../../../src/upgrade/merge/text.ts';
import type { TextTool } from '../../../src/upgrade/merge/text.ts';
import type { Favour, Merged, ThreeWay } from '../../../src/upgrade/merge/three-way.ts';
import { emptyFolder } from '../tree.ts';
import { runs } from '../../support/runs.ts';
import { distinctTriples, git, gitEnvironment, mergedByGit, threeWay, triples } from './triples.ts';
import type { Triple } from './triples.ts';

const LABELS = { yours: 'yours', next: 'next' };
const TOOLS: readonly TextTool[] = ['git-merge-tree', 'git-merge-file', 'node-diff3'];

function merged(file: Triple | ThreeWay, favour: Favour = 'markers', tool?: TextTool): Merged {
  const three = 'path' in file ? file : threeWay(file);
  return mergeTexts([three], { favour, labels: LABELS, tool })[0] as Merged;
}

function textOf(result: Merged): string {
  if (result.kind === 'unmergeable') throw new Error(result.reason);
  return Buffer.from(result.bytes).toString('latin1');
}

/** The text of a clean merge, by whichever tool. */
function clean(file: Triple, tool?: TextTool): string {
  const result = merged(file, 'markers', tool);
  expect(result.kind).toBe('clean');
  return textOf(result);
}

const batches = (triple: fc.Arbitrary<Triple>): fc.Arbitrary<Triple[]> =>
  fc.array(triple, { minLength: 100, maxLength: 150 });

function mergedAll(all: readonly Triple[], tool: TextTool): { text: string; kind: string }[] {
  const results = mergeTexts(
    all.map((triple) => threeWay(triple)),
    { favour: 'markers', labels: LABELS, tool },
  );
  return results.map((result) => ({ text: textOf(result), kind: result.kind }));
}

describe('against git', () => {
  test('L8 equals git merge-tree on three commits', () => {
    let [conflicts, all] = [0, 0];
    fc.assert(
      fc.property(batches(fc.oneof(triples, distinctTriples)), (batch) => {
        const results = mergedAll(batch, 'git-merge-tree');
        expect(results.map(({ text }) => text)).toEqual(mergedByGit(batch));
        conflicts += results.filter(({ kind }) => kind === 'conflict').length;
        all += batch.length;
      }),
      runs(4),
    );
    // else the generator has lost its teeth
    expect(all).toBeGreaterThanOrEqual(400);
    expect(conflicts / all).toBeGreaterThan(0.2);
    expect(conflicts / all).toBeLessThan(0.8);
  }, 60_000);

  test('L8 without git: a clean merge is the one that git makes', () => {
    fc.assert(
      fc.property(batches(distinctTriples), (batch) => {
        const byGit = mergedByGit(batch);
        mergedAll(batch, 'node-diff3').forEach(({ text, kind }, index) => {
          if (kind === 'clean') expect(text).toBe(byGit[index]);
        });
      }),
      runs(3),
    );
  }, 60_000);

  test('L8 without git, where lines repeat: of two readings neither is taken', () => {
    const all = fc.sample(triples, 1000);
    const byGit = mergedByGit(all);
    const results = mergedAll(all, 'node-diff3');
    const other = results.filter(({ text, kind }, index) => kind === 'clean' && text !== byGit[index]);
    // seen: 5 of 12,000 that git holds for conflicts
    expect(other.length).toBeLessThanOrEqual(6);
    expect(results.filter(({ kind }) => kind === 'clean').length).toBeGreaterThan(300);
  }, 60_000);

  test('L8 with an older git: equals git merge-file', () => {
    const folder = emptyFolder();
    const all = fc.sample(triples, 60);
    const byGit = all.map((triple) => {
      for (const side of ['base', 'yours', 'next'] as const) writeFileSync(join(folder, side), triple[side]);
      const words = ['merge-file', '-p', '-q', '-L', 'yours', '-L', 'base', '-L', 'next', 'yours', 'base', 'next'];
      try {
        return execFileSync('git', words, { cwd: folder, env: gitEnvironment }).toString();
      } catch (error) {
        return (error as { stdout: Buffer }).stdout.toString();
      }
    });
    expect(mergedAll(all, 'git-merge-file').map(({ text }) => text)).toEqual(byGit);
    rmSync(folder, { recursive: true });
  }, 60_000);
});

describe.each(TOOLS)('%s', (tool) => {
  const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');
  const base = lines('1', '2', '3', '4', '5', '6', '7', '8');
  const conflict: Triple = {
    base,
    yours: base.replace('2', 'mine').replace('8', 'eight'),
    next: base.replace('2', 'ours').replace('5', 'five'),
  };

  test('S02 both edits arrive', () => {
    expect(clean({ base, yours: `0\n${base}`, next: `${base}9\n` }, tool)).toBe(`0\n${base}9\n`);
  });

  test('S20 markers stand around what both changed, with the labels that were asked for', () => {
    const labels = { yours: 'yours', next: 'create-fitness-serverless 1.4.0' };
    const [result] = mergeTexts([threeWay(conflict)], { favour: 'markers', labels, tool });
    expect(result).toMatchObject({ kind: 'conflict', hunks: 1 });
    expect(textOf(result as Merged)).toBe(
      lines('1', '<<<<<<< yours', 'mine', '=======', 'ours', '>>>>>>> create-fitness-serverless 1.4.0') +
        lines('3', '4', 'five', '6', '7', 'eight'),
    );
  });

  test('S22 an edit that both made is clean', () => {
    expect(clean({ base, yours: base.replace('2', 'two'), next: base.replace('2', 'two') }, tool)).toBe(
      base.replace('2', 'two'),
    );
  });

  test('S24 ours, theirs: one side where both changed, everything else of both', () => {
    const ours = lines('1', 'mine', '3', '4', 'five', '6', '7', 'eight');
    expect(merged(conflict, 'ours', tool)).toMatchObject({ kind: 'conflict', hunks: 1 });
    expect(textOf(merged(conflict, 'ours', tool))).toBe(ours);
    expect(textOf(merged(conflict, 'theirs', tool))).toBe(ours.replace('mine', 'ours'));
    expect(merged(conflict, 'ours', tool)).not.toHaveProperty('rejected');
  });

  test.each(['src/a.txt', 'a b/ü "x"\t.txt', 'a\nb.txt', '*.txt', '!x', 'a\\b'])(
    'S24 rej: yours, and what patch makes the other side of: %j',
    (path) => {
      const result = merged(threeWay(conflict, path), 'rej', tool);
      expect(textOf(result)).toBe(textOf(merged(conflict, 'ours', tool)));
      const folder = emptyFolder();
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), textOf(result));
      writeFileSync(join(folder, 'x.rej'), (result as { rejected: Uint8Array }).rejected);
      git(folder, 'apply', 'x.rej');
      expect(readFileSync(join(folder, path), 'latin1')).toBe(textOf(merged(conflict, 'theirs', tool)));
      rmSync(folder, { recursive: true });
    },
  );

  test('S42 CRLF: clean, and kept, if the person has it', () => {
    const yours = `0\n${base}`.replaceAll('\n', '\r\n');
    expect(clean({ base, yours, next: `${base}9\n` }, tool)).toBe(`0\n${base}9\n`.replaceAll('\n', '\r\n'));
  });

  test('S42 CRLF in the markers, too', () => {
    const text = textOf(merged({ ...conflict, yours: conflict.yours.replaceAll('\n', '\r\n') }, 'markers', tool));
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text).toContain('<<<<<<< yours\r\nmine\r\n=======\r\nours\r\n>>>>>>> next\r\n');
  });

  test('S43 no newline at the end: no glued lines', () => {
    expect(clean({ base: '1\n2\n3', yours: '0\n1\n2\n3', next: '1\n2\n3\n4\n' }, tool)).toBe('0\n1\n2\n3\n4\n');
    const both = { base: '1\n2', yours: '1\n2\nmine', next: '1\n2\nours\n' };
    expect(textOf(merged(both, 'markers', tool))).toMatch(/\nmine\n=======\n/);
    expect(textOf(merged(both, 'ours', tool))).toBe('1\n2\nmine');
    expect(textOf(merged(both, 'theirs', tool))).toBe('1\n2\nours\n');
  });

  test('S45 bytes that are no UTF-8 stay', () => {
    const [latin, mark] = ['caf\xe9 \xff\xfe\n', '\xef\xbb\xbf'];
    expect(clean({ base: `${latin}${base}`, yours: `${latin}${base}\x80\n`, next: `new\n${latin}${base}` }, tool)).toBe(
      `new\n${latin}${base}\x80\n`,
    );
    expect(clean({ base, yours: `${mark}${base}mine\n`, next: `new\n${base}` }, tool)).toBe(
      `${mark}new\n${base}mine\n`,
    );
  });

  test('a text whose lines look like markers of any length', () => {
    const odd = lines('<<<<<<< yours', '=======', '>>>>>>> next', '='.repeat(40), `${'<'.repeat(12)} yours`);
    expect(clean({ base: odd, yours: `mine\n${odd}`, next: `${odd}ours\n` }, tool)).toBe(`mine\n${odd}ours\n`);
    const both = { base: odd, yours: odd.replace('next', 'mine'), next: odd.replace('next', 'ours') };
    expect(merged(both, 'ours', tool)).toMatchObject({ kind: 'conflict', hunks: 1 });
    expect(textOf(merged(both, 'ours', tool))).toBe(both.yours);
    expect(textOf(merged(both, 'theirs', tool))).toBe(both.next);
  });

  test('L6 every line of the person survives or stands in a conflict, and no line is glued', () => {
    const files = fc.sample(triples, tool === 'git-merge-file' ? 40 : 400);
    const results = mergeTexts(
      files.map((file) => threeWay(file)),
      { favour: 'markers', labels: LABELS, tool },
    );
    files.forEach(({ base: old, yours, next }, index) => {
      const lines = new Set(textOf(results[index] as Merged).split('\n'));
      const before = new Set(old.split('\n'));
      for (const line of yours.split('\n')) if (line !== '' && !before.has(line)) expect(lines).toContain(line);
      const known = new Set([old, yours, next, '<<<<<<< yours\n=======\n>>>>>>> next\n'].flatMap((t) => t.split('\n')));
      for (const line of lines) expect(known).toContain(line);
    });
  });
});

describe('without git', () => {
  const many = (length: number, line: (index: number) => string): string =>
    Array.from({ length }, (_, index) => `${line(index)}\n`).join('');

  test('a long text with edits at both ends', () => {
    const base = many(20_000, (index) => `line ${index}`);
    const file = { base, yours: base.replace('line 7\n', 'mine\n'), next: base.replace('line 19990\n', 'ours\n') };
    expect(clean(file, 'node-diff3')).toBe(file.yours.replace('line 19990\n', 'ours\n'));
  }, 20_000);

  test('a text that would take minutes is a conflict at once', () => {
    const repeating = (every: number): string => many(6000, (index) => (index % every ? '}' : `${every}`));
    const [started, file] = [performance.now(), { base: repeating(5), yours: repeating(6), next: repeating(7) }];
    expect(merged(file, 'markers', 'node-diff3')).toMatchObject({ kind: 'conflict', hunks: 1 });
    expect(textOf(merged(file, 'ours', 'node-diff3'))).toBe(file.yours);
    expect(textOf(merged(file, 'theirs', 'node-diff3'))).toBe(file.next);
    expect(performance.now() - started).toBeLessThan(5000);
  }, 20_000);
});

describe('line endings', () => {
  const base = 'a\nb\nc\nd\ne\n';

  test('S42 mixed ones stay line by line; a new line ends like the one above', () => {
    const yours = 'a\r\nb\r\nc\nd\ne\n';
    expect(clean({ base, yours, next: 'a\nnew\nb\nc\nd\nother\ne\n' })).toBe('a\r\nnew\r\nb\r\nc\nd\nother\ne\n');
  });

  test('S42 the tool changes those of a file whose person did not', () => {
    expect(clean({ base, yours: `${base}mine\n`, next: `new\n${base}`.replaceAll('\n', '\r\n') })).toBe(
      `new\n${base}mine\n`.replaceAll('\n', '\r\n'),
    );
  });

  test('S42 the person took CR out, the tool edits: LF stays', () => {
    const crlf = base.replaceAll('\n', '\r\n');
    expect(clean({ base: crlf, yours: base, next: `new\r\n${crlf}` })).toBe(`new\n${base}`);
  });

  test('a lone CR is no line ending', () => {
    expect(clean({ base: 'a\rb\n1\n2\nc\n', yours: 'a\rb\n1\n2\nmine\n', next: 'a\rB\n1\n2\nc\n' })).toBe(
      'a\rB\n1\n2\nmine\n',
    );
  });
});

describe('binary', () => {
  const binary = (text: string): ThreeWay['base'] => Buffer.from(`\x89PNG\0${text}`, 'latin1');
  const file = (base: string, yours: string, next: string): ThreeWay => ({
    path: 'logo.png',
    base: binary(base),
    yours: binary(yours),
    next: binary(next),
  });

  test('S44 the side that changed it is taken', () => {
    expect(textOf(merged(file('1', '1', '2')))).toBe('\x89PNG\x002');
    expect(textOf(merged(file('1', '2', '1')))).toBe('\x89PNG\x002');
    expect(textOf(merged(file('1', '2', '2')))).toBe('\x89PNG\x002');
  });

  test('S44 both changed it: it cannot be merged', () => {
    expect(merged(file('1', '2', '3'))).toMatchObject({
      kind: 'unmergeable',
      reason: expect.stringContaining('binary'),
    });
  });

  test('a NUL far behind makes no binary, as in git', () => {
    const long = `${'x\n'.repeat(4100)}\0\n`;
    expect(clean({ base: long, yours: `mine\n${long}`, next: `${long}ours\n` })).toBe(`mine\n${long}ours\n`);
  });
});

describe('the surroundings', () => {
  let folder: string;
  beforeEach(() => {
    folder = emptyFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file: Triple = { base: '1\n2\n3\n', yours: '1\nmine\n3\n', next: '1\nours\n3\n' };
  const expected = '1\n<<<<<<< yours\nmine\n=======\nours\n>>>>>>> next\n3\n';

  test.each(['git-merge-tree', 'git-merge-file'] as const)('S16 no setting of the person has a say: %s', (tool) => {
    const driver = join(folder, 'driver');
    writeFileSync(driver, '#!/bin/sh\necho called > "$HOME/called"\nexit 0\n');
    chmodSync(driver, 0o755);
    mkdirSync(join(folder, '.config', 'git'), { recursive: true });
    writeFileSync(
      join(folder, '.gitconfig'),
      `[merge]\nconflictStyle = diff3\ndefault = odd\n[merge "odd"]\ndriver = ${driver}\n[core]\nautocrlf = true\n`,
    );
    writeFileSync(join(folder, '.config', 'git', 'attributes'), '* merge=odd\n* -text\n');
    const env = {
      ...process.env,
      HOME: folder,
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      GIT_CONFIG_COUNT: 'x',
    };
    const [result] = mergeTexts([threeWay(file)], { favour: 'markers', labels: LABELS, tool, env });
    expect(textOf(result as Merged)).toBe(expected);
    expect(readdirSync(folder).sort()).toEqual(['.config', '.gitconfig', 'driver']);
  });

  /** A git that fails for one command, as one that is too old does. */
  function gitWithout(command: string): NodeJS.ProcessEnv {
    const real = execFileSync('sh', ['-c', 'command -v git']).toString().trim();
    const script = `#!/bin/sh\n[ "$1" = ${command} ] && exit 129\necho "$1" >> ${folder}/log\nexec ${real} "$@"\n`;
    writeFileSync(join(folder, 'git'), script);
    chmodSync(join(folder, 'git'), 0o755);
    return { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  }

  test('an older git merges file by file', () => {
    const env = gitWithout('merge-tree');
    const [result] = mergeTexts([threeWay(file)], { favour: 'markers', labels: LABELS, env });
    expect(textOf(result as Merged)).toBe(expected);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('merge-file');
  });

  test('without git it is merged all the same', () => {
    const env = { ...process.env, PATH: folder };
    const [result] = mergeTexts([threeWay(file)], { favour: 'markers', labels: LABELS, env });
    expect(textOf(result as Merged)).toBe(expected);
    expect(() =>
      mergeTexts([threeWay(file)], { favour: 'markers', labels: LABELS, env, tool: 'git-merge-tree' }),
    ).toThrow('git-merge-tree cannot be used here');
  });

  test('many files in their order, by three processes, and nothing is left behind', () => {
    const env = gitWithout('nothing');
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('fitness-merge-'));
    const files = Array.from({ length: 60 }, (_, index) =>
      threeWay({ ...file, next: `1\n${index % 6 ? 2 : index}\n3\n` }),
    );
    const results = mergeTexts(files, { favour: 'theirs', labels: LABELS, env });
    expect(results.map((result) => textOf(result))).toEqual(
      files.map((_, index) => (index % 6 ? file.yours : `1\n${index}\n3\n`)),
    );
    expect(readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')).toHaveLength(3);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('fitness-merge-') && !before.includes(name));
    // others merge meanwhile
    expect(after.length).toBeLessThan(2);
  });
});
