import { describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { parseManifest, serializeManifest } from '../../src/upgrade/manifest.ts';
import type { Manifest } from '../../src/upgrade/manifest.ts';

const HASH = 'a'.repeat(64);
const entry = { class: 'merged', mode: '644', hash: HASH } as const;

function read(files: string, tool = '"create-fitness-serverless@1.0.0"'): Manifest {
  return parseManifest(Buffer.from(`{"version": 1, "tool": ${tool}, "renderer": "projenrc", "files": ${files}}`));
}

function refusal(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('every fact is a line, and comes back', () => {
  const manifest: Manifest = {
    version: 1,
    tool: 'create-fitness-serverless@1.0.0',
    renderer: 'projenrc',
    files: {
      'b.txt': { at: 'c.txt', unresolved: '1.0.0', ...entry },
      'a.txt': { ...entry, mode: '120000', conflict: HASH, ejected: 'because' },
      'c.yaml': { ...entry, parts: true },
    },
  };
  const bytes = serializeManifest(manifest);
  expect(parseManifest(bytes)).toEqual(manifest);
  expect(bytes.toString()).toBe(serializeManifest(parseManifest(bytes)).toString());
  const lines = Buffer.from(bytes).toString().split('\n');
  expect(lines.filter((line) => line.includes('":')).map((line) => line.trim().replace(/:.*/, ''))).toEqual(
    [
      'version',
      'tool',
      'renderer',
      'files',
      'a.txt',
      'class',
      'mode',
      'hash',
      'conflict',
      'ejected',
      'b.txt',
      'class',
      'mode',
      'hash',
      'unresolved',
      'at',
      'c.yaml',
      'class',
      'mode',
      'hash',
      'parts',
    ].map((name) => `"${name}"`),
  );
});

test('a path that is a name of every object is a path like any other', () => {
  const files = `{"__proto__": ${JSON.stringify(entry)}, "constructor": ${JSON.stringify(entry)}}`;
  const manifest = read(files);
  expect(Object.keys(manifest.files)).toEqual(['__proto__', 'constructor']);
  expect(Object.keys(parseManifest(serializeManifest(manifest)).files)).toEqual(['__proto__', 'constructor']);
});

describe('S18 what is no manifest is refused', () => {
  test.each([
    ['no JSON', '{', /is not JSON/],
    ['no files', '{"version":1,"tool":"x@1"}', /has no "files"/],
    ['a newer version', '{"version":2,"files":{}}', /has version 2; this tool reads version 1/],
    ['no tool', '{"version":1,"files":{}}', /does not say which "tool"/],
  ])('%s', (_, text, message) => {
    const error = refusal(() => parseManifest(Buffer.from(text)));
    expect(error).toMatchObject({ code: 'broken-manifest', kind: 'tampered', message: expect.stringMatching(message) });
  });

  test.each([
    '../x',
    '/etc/x',
    'a/../../x',
    'C:/x',
    'a\\b',
    '.git/config',
    '',
    'a//b',
    '.fitness/manifest.json',
    '.fitness/base/a.base',
    '.FITNESS/journal/0',
  ])('the path %j, as a file and as its place', (path) => {
    expect(refusal(() => read(JSON.stringify({ [path]: entry }))).kind).toBe('tampered');
    expect(refusal(() => read(JSON.stringify({ 'a.txt': { ...entry, at: path } }))).kind).toBe('tampered');
  });

  test('.fitness/.gitignore is a file of the tool like any other', () => {
    expect(Object.keys(read(JSON.stringify({ '.fitness/.gitignore': entry })).files)).toEqual(['.fitness/.gitignore']);
  });

  test.each([
    { ...entry, class: 'toString' },
    { ...entry, mode: '777' },
    { ...entry, hash: 'x' },
    { ...entry, conflict: 1 },
    { ...entry, unresolved: {} },
    { ...entry, ejected: true },
    { ...entry, at: 1 },
    [],
    null,
  ])('the entry %j', (broken) => {
    expect(refusal(() => read(JSON.stringify({ 'a.txt': broken }))).message).toMatch(/broken entry for "a\.txt"/);
  });

  test('S61 conflict markers: where, and that either side will do', () => {
    const text = '{\n  "version": 1,\n<<<<<<< HEAD\n  "tool": "a"\n=======\n  "tool": "b"\n>>>>>>> other\n}\n';
    expect(refusal(() => parseManifest(Buffer.from(text)))).toMatchObject({
      kind: 'tampered',
      location: { file: '.fitness/manifest.json', line: 3, column: 1 },
      hint: expect.stringMatching(/either side.*run `upgrade` again/),
    });
  });
});
