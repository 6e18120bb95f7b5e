import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { serializeParts } from '../../src/insert/part.ts';
import type { Part } from '../../src/insert/part.ts';
import type { RenderedFiles } from '../../src/project/files.ts';
import { MANIFEST_PATH, basePath, insertedPath } from '../../src/upgrade/manifest.ts';
import type { Plan, PlanInput } from '../../src/upgrade/plan.ts';
import { applied, file, link, planIn, shown, without } from './memory.ts';
import type { Tree } from './memory.ts';

const PATH = 'infra/template.yml';
const TEMPLATE = `# Orders of the shop.
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: # the one that counts
    Type: AWS::Serverless::Function
    Properties:
      Handler: 'index.handler'
`;

const ALIAS: Part = { path: ['Resources', 'Orders', 'Properties', 'AutoPublishAlias'], value: 'live' };
const gate = (policy: unknown): Part => ({
  path: ['Resources', 'Gate'],
  value: { Type: 'AWS::Lambda::Function', Properties: policy },
  comment: ['Judges a release.'],
});
const V1 = [ALIAS, gate({ Runtime: 'nodejs24.x', Timeout: 60 })];
const V2 = [
  ALIAS,
  gate({ Runtime: 'nodejs24.x', Timeout: 90 }),
  { path: ['Parameters', 'ReleaseId'], value: { Type: 'String' } },
];

/** What a version renders for the template, or for each path. */
function version(parts: readonly Part[] | Readonly<Record<string, readonly Part[]>>): RenderedFiles {
  const files = Array.isArray(parts)
    ? { [PATH]: parts as readonly Part[] }
    : (parts as Readonly<Record<string, readonly Part[]>>);
  return new Map(
    Object.entries(files).map(([path, list]) => [
      path,
      { bytes: serializeParts(list), executable: false, class: 'merged', parts: true },
    ]),
  );
}

const owners = (text = TEMPLATE): Tree => new Map([[PATH, file(text)]]);
const textIn = (tree: Tree, path = PATH): string => Buffer.from(tree.get(path)?.bytes ?? []).toString('utf8');

/** The plan for a version, and the folder after it. */
function upgraded(tree: Tree, rendered: RenderedFiles, how: Partial<PlanInput> = {}): { plan: Plan; tree: Tree } {
  const plan = planIn(tree, rendered, how);
  return { plan, tree: applied(tree, plan) };
}

const actionOn = ({ actions }: Plan, path = PATH) => actions.find((action) => action.path === path);

function edited(tree: Tree, from: string, to: string): Tree {
  const text = textIn(tree);
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return new Map([...tree, [PATH, file(text.replace(from, to))]]);
}

describe('the first time', () => {
  test('ours is put in, nothing of its owner’s changes, and it is recorded what and where', () => {
    const { plan, tree } = upgraded(owners(), version(V1));
    expect(actionOn(plan)).toEqual({ path: PATH, class: 'merged', action: 'update', reason: 'ours is put in' });
    expect(textIn(tree)).toBe(`${TEMPLATE}      AutoPublishAlias: live
  # Judges a release.
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Timeout: 60
`);
    expect(Object.keys(shown(tree))).toEqual([basePath(PATH), insertedPath(PATH), MANIFEST_PATH, PATH]);
    expect(actionOn(plan, insertedPath(PATH))).toMatchObject({ class: 'state', action: 'create' });
    const { files } = JSON.parse(textIn(tree, MANIFEST_PATH));
    expect(files[PATH]).toEqual({ class: 'merged', mode: '644', hash: expect.any(String), parts: true });
  });

  test('then there is nothing to do', () => {
    const { tree } = upgraded(owners(), version(V1));
    const again = planIn(tree, version(V1));
    expect(again.writes).toEqual([]);
    expect(actionOn(again)).toMatchObject({ action: 'unchanged', reason: 'as it should be' });
  });

  test('a program stays one', () => {
    const { tree } = upgraded(new Map([[PATH, file(TEMPLATE, true)]]), version(V1));
    expect(tree.get(PATH)?.executable).toBe(true);
  });

  test('what does not fit in is told, and is tried again once it fits', () => {
    const refused = TEMPLATE.replace(/Properties:\n.*\n/, 'Properties: !If [IsProd, {Handler: a}, {Handler: b}]\n');
    const { plan, tree } = upgraded(owners(refused), version(V1));
    const at = 'Resources.Orders.Properties.AutoPublishAlias';
    expect(actionOn(plan)).toMatchObject({ action: 'update', left: [{ at, reason: expect.any(String) }] });
    expect(textIn(tree)).toContain('Gate:');
    const again = planIn(tree, version(V1));
    expect(again.writes).toEqual([]);
    expect(actionOn(again)).toMatchObject({ action: 'unchanged', left: [{ at }] });
    const mended = edited(tree, '!If [IsProd, {Handler: a}, {Handler: b}]', '\n      Handler: index.handler');
    const last = upgraded(mended, version(V1));
    expect(actionOn(last.plan)).toEqual(expect.not.objectContaining({ left: expect.anything() }));
    expect(textIn(last.tree)).toContain('      Handler: index.handler\n      AutoPublishAlias: live\n');
  });

  test('nothing is created for a file that is not there, nor put through a link', () => {
    const missing = planIn(new Map(), version(V1));
    expect(actionOn(missing)).toMatchObject({ action: 'keep', reason: 'there is no such file' });
    expect(missing.writes.map(({ path }) => path)).toEqual([MANIFEST_PATH]);
    const linked = planIn(new Map([[PATH, link('../elsewhere.yml')]]), version(V1));
    expect(actionOn(linked)).toMatchObject({ action: 'keep', reason: 'a symbolic link stands in its place' });
    const binary = planIn(new Map([[PATH, { bytes: Buffer.from([0xff, 0xfe, 0]), executable: false }]]), version(V1));
    expect(actionOn(binary)).toMatchObject({ action: 'keep', reason: 'it is no text in UTF-8' });
  });

  test('of nothing that goes in nothing is recorded', () => {
    const { plan, tree } = upgraded(owners(), version([]));
    expect(actionOn(plan)).toMatchObject({ action: 'keep', reason: 'nothing of ours goes in' });
    expect(Object.keys(shown(tree))).toEqual([MANIFEST_PATH, PATH]);
  });
});

describe('a later version', () => {
  const adopted = upgraded(owners(), version(V1)).tree;

  test('takes the place of the earlier one, as if it had come first', () => {
    const { plan, tree } = upgraded(adopted, version(V2));
    expect(actionOn(plan)).toMatchObject({ action: 'update', reason: 'the tool changed what is ours in it' });
    expect(shown(tree)).toEqual(shown(upgraded(owners(), version(V2)).tree));
  });

  test('comes beside an edit of the rest of the file', () => {
    const mine = edited(adopted, "'index.handler'", 'app.handler');
    expect(planIn(mine, version(V1)).writes).toEqual([]);
    const { plan, tree } = upgraded(mine, version(V2));
    expect(actionOn(plan)).toMatchObject({ action: 'update', reason: 'what is ours in it follows; your edits stay' });
    expect(textIn(tree)).toContain('Handler: app.handler\n');
    expect(textIn(tree)).toContain('Timeout: 90\n');
    expect(textIn(tree)).toContain('ReleaseId:\n');
    expect(planIn(tree, version(V2)).writes).toEqual([]);
  });

  test('leaves a value of ours that its owner changed, and says so once', () => {
    const mine = edited(adopted, 'Timeout: 60', 'Timeout: 77');
    const { plan, tree } = upgraded(mine, version(V2));
    expect(actionOn(plan)?.kept).toEqual([{ at: 'Resources.Gate.Properties.Timeout', yours: '77', next: '90' }]);
    expect(textIn(tree)).toContain('Timeout: 77\n');
    expect(actionOn(planIn(tree, version(V2)))?.kept).toBeUndefined();
  });

  test('does not bring back what its owner took out', () => {
    const mine = edited(adopted, '      AutoPublishAlias: live\n', '');
    const { tree } = upgraded(mine, version(V2));
    expect(textIn(tree)).not.toContain('AutoPublishAlias');
    expect(textIn(tree)).toContain('Timeout: 90\n');
  });

  test('waits for a file that is not to be touched', () => {
    const plan = planIn(adopted, version(V2), { skip: new Map([[PATH, 'uncommitted changes']]) });
    expect(actionOn(plan)).toMatchObject({ action: 'skip', reason: 'uncommitted changes' });
    expect(plan.writes).toEqual([]);
  });

  test('without the base comes to a file that nobody edited, and to no other', () => {
    const bare = without(adopted, basePath(PATH));
    expect(textIn(upgraded(bare, version(V2)).tree)).toBe(textIn(upgraded(adopted, version(V2)).tree));
    const mine = edited(bare, 'Timeout: 60', 'Timeout: 77');
    const plan = planIn(mine, version(V2));
    expect(actionOn(plan)).toMatchObject({ action: 'skip', reason: 'its base is missing' });
    expect(plan.problems).toEqual([{ path: PATH, kind: 'no-base', message: expect.stringContaining('is missing') }]);
    expect(plan.writes).toEqual([]);
  });

  test('without the record of the places, or with one that is none, is merged by data', () => {
    for (const record of [
      '',
      '{}',
      '{"result": 3, "chunks": []}',
      '{"result": "a", "chunks": [{"at": 5, "text": "a"}, {"at": 1, "text": "b"}]}',
    ]) {
      const { tree } = upgraded(new Map([...adopted, [insertedPath(PATH), file(record)]]), version(V2));
      expect(textIn(tree)).toContain('Timeout: 90\n');
    }
  });
});

describe('what is not rendered any more', () => {
  const adopted = upgraded(owners(), version(V1)).tree;

  test('comes out, to the byte', () => {
    const { plan, tree } = upgraded(adopted, version({}));
    expect(actionOn(plan)).toMatchObject({ action: 'update', reason: 'ours is taken out' });
    expect(textIn(tree)).toBe(TEMPLATE);
    expect(Object.keys(shown(tree))).toEqual([MANIFEST_PATH, PATH]);
  });

  test('of an edited file, too, with the edits kept and those of ours told', () => {
    const mine = edited(edited(adopted, "'index.handler'", 'app.handler'), 'live\n', 'blue\n');
    const { plan, tree } = upgraded(mine, version({}));
    expect(textIn(tree)).toBe(`${TEMPLATE.replace("'index.handler'", 'app.handler')}      AutoPublishAlias: blue\n`);
    expect(actionOn(plan)?.kept).toEqual([{ at: 'Resources.Orders.Properties.AutoPublishAlias', yours: 'blue' }]);
  });

  test('stays where nothing could be rendered for it', () => {
    const unread = new Map([[PATH, 'it cannot be read']]);
    const plan = planIn(adopted, version({}), { unread });
    expect(actionOn(plan)).toMatchObject({ action: 'keep', reason: 'it cannot be read' });
    expect(plan.writes).toEqual([]);
    const gone = without(adopted, PATH);
    expect(planIn(gone, version({}), { unread: new Map([[PATH, 'there is no such file']]) }).writes).toEqual([]);
    expect(Object.keys(shown(upgraded(gone, version({})).tree))).toEqual([MANIFEST_PATH]);
  });
});

describe('its owner', () => {
  const adopted = upgraded(owners(), version(V1)).tree;

  test('moves the file, and the records follow; nothing is put in twice', () => {
    const moved: Tree = new Map([...without(adopted, PATH), ['sam/app.yml', adopted.get(PATH)!]]);
    const rendered = version({ 'sam/app.yml': V1 });
    const { plan, tree } = upgraded(moved, rendered, { renamed: new Map([[PATH, 'sam/app.yml']]) });
    expect(actionOn(plan, 'sam/app.yml')).toMatchObject({ action: 'unchanged' });
    expect(textIn(tree, 'sam/app.yml')).toBe(textIn(adopted));
    expect(Object.keys(shown(tree))).toEqual([
      basePath('sam/app.yml'),
      insertedPath('sam/app.yml'),
      MANIFEST_PATH,
      'sam/app.yml',
    ]);
    expect(shown(upgraded(tree, version({})).tree)['sam/app.yml']).toBe(`644 ${TEMPLATE}`);
  });

  test('names another file: ours comes out of the one, and goes into the other', () => {
    const other: Tree = new Map([...adopted, ['app.yml', file(TEMPLATE)]]);
    const { tree } = upgraded(other, version({ 'app.yml': V1 }));
    expect(textIn(tree)).toBe(TEMPLATE);
    expect(textIn(tree, 'app.yml')).toBe(textIn(adopted));
  });

  test('asks for ours back: what they changed or took out of it, and nothing that is theirs', () => {
    const own = edited(adopted, 'Transform', 'Globals: {Function: {Timeout: 3}}\nTransform');
    const mine = edited(edited(own, 'Timeout: 60', 'Timeout: 77'), '      AutoPublishAlias: live\n', '');
    const { plan, tree } = upgraded(mine, version(V1), { restore: new Set([PATH]) });
    expect(actionOn(plan)).toMatchObject({ action: 'update', reason: 'restored' });
    expect(textIn(tree)).toBe(textIn(own));
    expect(planIn(mine, version(V1), { restore: true }).writes).toEqual([]);
  });

  test('does not lose a value to it that was theirs from the start', () => {
    const theirs = TEMPLATE.replace('Properties:\n', 'Properties:\n      AutoPublishAlias: stable\n');
    const { tree } = upgraded(owners(theirs), version(V1));
    const again = upgraded(edited(tree, 'Timeout: 60', 'Timeout: 77'), version(V1), { restore: new Set([PATH]) });
    expect(textIn(again.tree)).toBe(textIn(tree));
    expect(actionOn(again.plan)?.left).toEqual([
      { at: 'Resources.Orders.Properties.AutoPublishAlias', reason: expect.any(String) },
    ]);
  });

  test('ejects it: it is not touched any more', () => {
    const manifest = JSON.parse(textIn(adopted, MANIFEST_PATH));
    manifest.files[PATH].ejected = 'by hand';
    const ejected: Tree = new Map([...adopted, [MANIFEST_PATH, file(JSON.stringify(manifest))]]);
    for (const rendered of [version(V2), version({})]) {
      const { plan, tree } = upgraded(ejected, rendered);
      expect(actionOn(plan)).toMatchObject({ action: 'keep', reason: 'yours since it was ejected: by hand' });
      expect(textIn(tree)).toBe(textIn(adopted));
      expect(tree.has(basePath(PATH)) && tree.has(insertedPath(PATH))).toBe(true);
    }
  });
});

describe('a file that was not its owner’s before', () => {
  test('is not taken for one that holds parts, nor the other way round', () => {
    const whole: RenderedFiles = new Map([
      [PATH, { bytes: Buffer.from(TEMPLATE), executable: false, class: 'merged' }],
    ]);
    const made = upgraded(new Map(), whole).tree;
    expect(textIn(upgraded(made, version(V1)).tree)).toBe(textIn(upgraded(owners(), version(V1)).tree));
    const back = planIn(upgraded(owners(), version(V1)).tree, whole);
    expect(actionOn(back)).toMatchObject({ action: 'conflict', reason: 'you have a file of that name' });
  });
});

describe('laws', () => {
  const key = fc.constantFrom('A', 'B', 'C', 'D');
  const part: fc.Arbitrary<Part> = fc.oneof(
    fc.record({
      path: fc.tuple(fc.constantFrom('Resources', 'Parameters', 'Outputs'), key),
      value: fc.record({ Type: key }),
    }),
    fc.record({
      path: fc.tuple(fc.constant('Resources'), fc.constant('Orders'), fc.constant('Properties'), key),
      value: fc.oneof(fc.integer(), fc.string({ maxLength: 5 })),
      comment: fc.constant(['Ours.']),
    }),
  );
  const parts = fc.uniqueArray(part, { maxLength: 5, selector: (one) => JSON.stringify('path' in one && one.path) });
  const texts = fc.constantFrom(
    TEMPLATE,
    TEMPLATE.replaceAll('\n', '\r\n'),
    TEMPLATE.trimEnd(),
    `\uFEFF${TEMPLATE}`,
    JSON.stringify({ Resources: { Orders: { Type: 'T', Properties: {} } } }, null, 2),
  );

  test('whatever versions came, nothing is left of them once they go, and the second time there is nothing to do', () => {
    fc.assert(
      fc.property(texts, fc.array(parts, { minLength: 1, maxLength: 3 }), (text, versions) => {
        let tree = owners(text);
        for (const one of versions) {
          tree = upgraded(tree, version(one)).tree;
          expect(planIn(tree, version(one)).writes).toEqual([]);
        }
        expect(textIn(upgraded(tree, version({})).tree)).toBe(text);
      }),
      { numRuns: 150 },
    );
  });

  test('an edit of the owner’s is in what comes of every version after it', () => {
    fc.assert(
      fc.property(parts, parts, (first, second) => {
        const tree = edited(upgraded(owners(), version(first)).tree, "'index.handler'", '"mine.handler" # mine');
        const after = upgraded(tree, version(second)).tree;
        expect(textIn(after)).toContain('      Handler: "mine.handler" # mine\n');
        expect(planIn(after, version(second)).writes).toEqual([]);
        expect(textIn(upgraded(after, version({})).tree)).toBe(
          TEMPLATE.replace("'index.handler'", '"mine.handler" # mine'),
        );
      }),
      { numRuns: 100 },
    );
  });
});
