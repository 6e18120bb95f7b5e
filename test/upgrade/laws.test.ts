/** The laws of an upgrade, of random services, edits and versions. */
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apply } from '../../src/upgrade/apply.ts';
import { STATE_FOLDER } from '../../src/upgrade/manifest.ts';
import { merge } from '../../src/upgrade/merge/merge.ts';
import { readDisk, readService } from '../../src/upgrade/disk.ts';
import { conflictsOf, plan } from '../../src/upgrade/plan.ts';
import type { Conflict, Plan, PlanInput } from '../../src/upgrade/plan.ts';
import type { Content } from '../../src/upgrade/plan/side.ts';
import { runs } from '../support/runs.ts';
import { applied, planIn, shown } from './memory.ts';
import type { Tree } from './memory.ts';
import { service } from './services.ts';
import type { Service, Version } from './services.ts';
import { emptyFolder, tree as treeOf } from './tree.ts';

const RUNS = runs(400);
const CONFLICT = fc.constantFrom<Conflict>('markers', 'ours', 'theirs', 'rej');

function created({ files, migration }: Version): Tree {
  return applied(new Map(), planIn(new Map(), files, { version: migration.version }));
}

function planTo(tree: Tree, { files, migration }: Version, how: Partial<PlanInput> = {}): Plan {
  return planIn(tree, files, { version: migration.version, migrations: [migration], ...how });
}

/** As a person left it. */
function edited({ versions, person }: Service): Tree {
  return person(created(versions[0]));
}

describe('L1 without an edit', () => {
  test('an upgrade is a fresh create, byte for byte, its records included', () => {
    fc.assert(
      fc.property(service, ({ versions: [one, two] }) => {
        const planned = planTo(created(one), two);
        expect(conflictsOf(planned)).toEqual([]);
        expect(planned.problems).toEqual([]);
        expect(shown(applied(created(one), planned))).toEqual(shown(created(two)));
      }),
      RUNS,
    );
  });
});

describe('L2 without a change of the tool', () => {
  test('nothing is written, whatever a person did', () => {
    fc.assert(
      fc.property(service, (drawn) => {
        const now = withoutTaken(edited(drawn), drawn.versions[0]);
        const planned = planIn(now, drawn.versions[0].files);
        expect(planned.writes).toEqual([]);
        expect(conflictsOf(planned)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('no file of a folder is touched', () => {
    fc.assert(
      fc.property(service, ({ versions: [one] }) => {
        const folder = emptyFolder();
        apply(folder, inFolder(folder, one));
        const paths = [...one.files.keys(), `${STATE_FOLDER}/manifest.json`].filter(
          (path) => !one.files.get(path)?.link,
        );
        const times = (): bigint[] => paths.map((path) => statSync(join(folder, path), { bigint: true }).mtimeNs);
        const before = times();
        apply(folder, inFolder(folder, one));
        expect(times()).toEqual(before);
        rmSync(folder, { recursive: true });
      }),
      runs(20),
    );
  });
});

describe('L3 where nothing conflicts', () => {
  test('the way over a version between leads to the same', () => {
    let compared = 0;
    fc.assert(
      fc.property(service, (drawn) => {
        const [, two, three] = drawn.versions;
        const { moved } = drawn;
        const start = edited(drawn);
        const direct = planIn(start, three.files, {
          version: '3.0.0',
          migrations: [two.migration, three.migration],
          moved,
        });
        const first = planTo(start, two, { moved });
        const middle = applied(start, first);
        const second = planTo(middle, three, { moved });
        if ([direct, first, second].some((planned) => conflictsOf(planned).length > 0)) return;
        compared += 1;
        expect(shown(applied(middle, second))).toEqual(shown(applied(start, direct)));
      }),
      runs(1200),
    );
    expect(compared).toBeGreaterThan(runs(300).numRuns);
  });
});

describe('L4 the second run', () => {
  test('has nothing to do, conflicts or not', () => {
    fc.assert(
      fc.property(service, CONFLICT, (drawn, conflict) => {
        const { moved } = drawn;
        const [, two] = drawn.versions;
        const after = applied(edited(drawn), planTo(edited(drawn), two, { moved, conflict }));
        expect(planIn(after, two.files, { version: '2.0.0', moved, conflict }).writes).toEqual([]);
        expect(planIn(after, two.files, { version: '2.0.0', moved }).writes).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('L5 what a plan says', () => {
  test('is what it does, no more and no less', () => {
    fc.assert(
      fc.property(service, CONFLICT, (drawn, conflict) => {
        const before = edited(drawn);
        const planned = planTo(before, drawn.versions[1], { moved: drawn.moved, conflict });
        const after = applied(before, planned);
        expect(differences(before, after)).toEqual(told(planned, before, after));
      }),
      RUNS,
    );
  });

  test('under `fail` nothing is written if anything conflicts', () => {
    fc.assert(
      fc.property(service, (drawn) => {
        const planned = planTo(edited(drawn), drawn.versions[1], { conflict: 'fail' });
        const usual = planTo(edited(drawn), drawn.versions[1]);
        expect(planned.actions).toEqual(usual.actions);
        expect(planned.writes).toEqual(conflictsOf(usual).length > 0 ? [] : usual.writes);
      }),
      RUNS,
    );
  });

  test('each path is written once, and the manifest last', () => {
    fc.assert(
      fc.property(service, CONFLICT, (drawn, conflict) => {
        const { writes } = planTo(edited(drawn), drawn.versions[1], { moved: drawn.moved, conflict });
        const paths = writes.map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        expect(paths.at(-1)).toBe(`${STATE_FOLDER}/manifest.json`);
      }),
      RUNS,
    );
  });
});

describe('L6 what a person wrote', () => {
  test('is somewhere, over two versions; their own files are as they were', () => {
    fc.assert(
      fc.property(service, fc.constantFrom<Conflict>('markers', 'ours', 'rej'), (drawn, conflict) => {
        const [, two, three] = drawn.versions;
        const { moved, words, own } = drawn;
        const middle = applied(edited(drawn), planTo(edited(drawn), two, { moved, conflict }));
        const after = applied(middle, planTo(middle, three, { moved, conflict }));
        for (const now of [middle, after]) {
          expect(wordsIn(now, words)).toEqual(wordsIn(edited(drawn), words));
          // who asks for their own side has it stand for the tool's file from then on
          if (conflict !== 'ours') for (const [path, content] of own) expect(now.get(path)).toEqual(content);
        }
      }),
      RUNS,
    );
  });
});

describe('in a folder, by the merge that git makes', () => {
  test('L1 the same as a fresh create', () => {
    fc.assert(
      fc.property(service, ({ versions: [one, two] }) => {
        const [folder, fresh] = [emptyFolder(), emptyFolder()];
        apply(folder, inFolder(folder, one));
        apply(folder, inFolder(folder, two, { migrations: [two.migration] }));
        apply(fresh, inFolder(fresh, two));
        expect(treeOf(folder)).toEqual(treeOf(fresh));
        for (const at of [folder, fresh]) rmSync(at, { recursive: true });
      }),
      runs(15),
    );
  });

  test('L4 L5 L6 apply does what the plan says, nothing is lost, and then there is nothing to do', () => {
    fc.assert(
      fc.property(service, (drawn) => {
        const [, two] = drawn.versions;
        const [before, folder] = [edited(drawn), emptyFolder()];
        lay(folder, before);
        const planned = inFolder(folder, two, { migrations: [two.migration], moved: drawn.moved });
        apply(folder, planned);
        const after = applied(before, planned);
        expect(shown(treeIn(folder))).toEqual(shown(after));
        expect(differences(before, after)).toEqual(told(planned, before, after));
        expect(wordsIn(after, drawn.words)).toEqual(wordsIn(before, drawn.words));
        expect(inFolder(folder, two, { moved: drawn.moved }).writes).toEqual([]);
        rmSync(folder, { recursive: true });
      }),
      runs(25),
    );
  });
});

function wordsIn(tree: Tree, words: readonly string[]): string[] {
  const text = Object.values(shown(tree)).join('\n');
  return words.filter((word) => text.includes(word));
}

/** Writes a tree into a folder. */
function lay(folder: string, files: Tree): void {
  for (const [path, { bytes, executable, link }] of files) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    if (link) symlinkSync(Buffer.from(bytes), at);
    else writeFileSync(at, bytes, { mode: executable ? 0o755 : 0o644 });
  }
}

/** The files and links of a folder. */
function treeIn(folder: string): Tree {
  const paths = Object.keys(treeOf(folder)).filter((path) => !path.endsWith('/'));
  return new Map(
    [...readDisk(folder, paths)].flatMap(([path, found]): [string, Content][] => {
      if (found.kind === 'link') return [[path, { bytes: found.target, executable: false, link: true }]];
      return found.kind === 'file' ? [[path, { bytes: found.bytes, executable: found.executable }]] : [];
    }),
  );
}

function inFolder(folder: string, { files, migration }: Version, how: Partial<PlanInput> = {}): Plan {
  const tool = `create-fitness-serverless@${migration.version}`;
  return plan({ rendered: files, ...readService(folder, files, how), tool, merge, ...how });
}

/** Without the person's files that the tool's stand in the way of. */
function withoutTaken(tree: Tree, { files }: Version): Tree {
  return new Map([...tree].filter(([path]) => files.has(path) || !path.startsWith('moved/')));
}

/** Path → what became of it. */
function differences(before: Tree, after: Tree): Record<string, string> {
  const [one, two] = [shown(before), shown(after)];
  return Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(two)])].sort().flatMap((path) => {
      if (one[path] === two[path]) return [];
      return [[path, one[path] === undefined ? 'create' : two[path] === undefined ? 'delete' : 'update']];
    }),
  );
}

/** The same as the actions say; of a conflict they say that there is one, not whether it is in the text. */
function told({ actions }: Plan, before: Tree, after: Tree): Record<string, string> {
  const real = differences(before, after);
  const said = actions.flatMap(({ path, action, to }): [string, string][] => {
    if (to !== undefined)
      return [
        [path, 'delete'],
        [to, 'create'],
      ];
    if (action === 'conflict') return real[path] === 'update' ? [[path, 'update']] : [];
    return ['create', 'update', 'delete'].includes(action) ? [[path, action]] : [];
  });
  return Object.fromEntries(said.sort(([a], [b]) => (a < b ? -1 : 1)));
}
