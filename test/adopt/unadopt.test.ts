import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { planUnadoption } from '../../src/adopt/unadopt.ts';
import type { Unadoption } from '../../src/adopt/unadopt.ts';
import { apply } from '../../src/upgrade/apply.ts';
import { MANIFEST_PATH, parseManifest, serializeManifest } from '../../src/upgrade/manifest.ts';
import type { ManifestEntry } from '../../src/upgrade/manifest.ts';
import { readDisk } from '../../src/upgrade/disk.ts';
import { pathsToRead, plan } from '../../src/upgrade/plan.ts';
import type { Disk } from '../../src/upgrade/plan.ts';
import { planUpgrade } from '../../src/upgrade/upgrade.ts';
import { tree, write } from '../upgrade/tree.ts';
import { FILES, TEMPLATE, adoptedService, tool } from './adopted-service.ts';

const env = { PATH: process.env['PATH'] };

/** What stays of it, and the files that are there then. */
function unadopted(folder: string): Unadoption & { readonly files: Record<string, string> } {
  const unadoption = planUnadoption(folder, env);
  apply(folder, unadoption.plan);
  return { ...unadoption, files: textsIn(folder) };
}

function textsIn(folder: string): Record<string, string> {
  const files = Object.entries(tree(folder)).filter(([path]) => !path.endsWith('/'));
  return Object.fromEntries(files.map(([path]) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function replaced(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(folder, path), text.replace(from, to));
}

function changeEntry(folder: string, path: string, change: Partial<ManifestEntry>): void {
  const file = join(folder, MANIFEST_PATH);
  const manifest = parseManifest(readFileSync(file));
  const entry = { ...(manifest.files[path] as ManifestEntry), ...change };
  writeFileSync(file, serializeManifest({ ...manifest, files: { ...manifest.files, [path]: entry } }));
}

describe('every byte is as it was before', () => {
  const json = JSON.stringify(
    {
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        F: { Type: 'AWS::Serverless::Function', Properties: { Handler: 'a.b', Runtime: 'python3.13', CodeUri: '.' } },
      },
    },
    null,
    4,
  );
  const kinds: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['YAML', FILES],
    ['CRLF', { ...FILES, 'template.yaml': TEMPLATE.replaceAll('\n', '\r\n'), '.gitignore': 'a\r\nb\r\n' }],
    ['no line ending at the end', { ...FILES, 'template.yaml': TEMPLATE.trimEnd(), 'package.json': '{"name":"a"}' }],
    ['JSON', { 'template.yaml': json }],
  ];

  test.each(kinds)('%s', async (_, files) => {
    for (const hooks of ['source', 'prebuilt'] as const) {
      const { folder } = await adoptedService(files, { hooks });
      expect(Object.keys(textsIn(folder)).length).toBeGreaterThan(Object.keys(files).length);
      const { kept, files: left } = unadopted(folder);
      expect(left).toEqual(files);
      expect(kept).toEqual([]);
      expect(tree(folder)).not.toHaveProperty(['fitness/']);
    }
  });

  test('after a later version, too', async () => {
    const { folder } = await adoptedService(FILES, { version: '0.0.1', without: 'sqs-queue-encrypted' });
    const { plan } = await planUpgrade({ root: folder, tool, env });
    expect(plan.writes.length).toBeGreaterThan(3);
    apply(folder, plan);
    expect(unadopted(folder).files).toEqual(FILES);
  });

  test('though fitness.yaml was edited, and a measurement and the records of a conflict are left', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'fitness.yaml', 'minimum: 50', 'minimum: 60');
    write(folder, { '.fitness/conflicts/fitness/hooks/recorder.ts': 'ours\n', 'fitness/measurements.json': '{}\n' });
    const { files, edited, kept } = unadopted(folder);
    expect(files).toEqual(FILES);
    expect({ edited, kept }).toEqual({ edited: ['fitness.yaml'], kept: [] });
  });

  test('though failures were accepted since; what a command changed in fitness.yaml is no edit', async () => {
    const { folder } = await adoptedService();
    const edits = [{ path: ['gate', 'minimum'], set: 60 }];
    apply(folder, (await planUpgrade({ root: folder, tool, env, edits })).plan);
    expect(readFileSync(join(folder, 'fitness.yaml'), 'utf8')).toContain('minimum: 60');
    expect(planUnadoption(folder, env).edited).toEqual([]);
    replaced(folder, 'fitness-known-failures.json', '\n', '\n\n');
    const { files, edited, kept } = unadopted(folder);
    expect(files).toEqual(FILES);
    expect({ edited, kept }).toEqual({ edited: ['fitness-known-failures.json'], kept: [] });
  });
});

describe('what its owner did since then stays', () => {
  test('edits of their own files, to the byte', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'template.yaml', '# the one that counts', '# counts most');
    replaced(folder, 'package.json', '"node --test"', '"pytest"');
    replaced(folder, '.gitignore', '*.log\n', '*.log\n*.tmp\n');
    const { kept, files } = unadopted(folder);
    expect(files).toEqual({
      ...FILES,
      'template.yaml': TEMPLATE.replace('# the one that counts', '# counts most'),
      'package.json': FILES['package.json']?.replace('"node --test"', '"pytest"'),
      // it had no line ending at its end before
      '.gitignore': 'node_modules/\n*.log\n*.tmp',
    });
    expect(kept).toEqual([]);
  });

  test('a line of theirs, wherever in their text they wrote it', async () => {
    const { folder } = await adoptedService();
    const adopted = readFileSync(join(folder, 'template.yaml'), 'utf8');
    const theirs = TEMPLATE.split('\n');
    const lines = adopted.split('\n');
    const manifest = parseManifest(readFileSync(join(folder, MANIFEST_PATH)));
    const disk = readDisk(folder, pathsToRead(new Map(), manifest));
    let at = 0;
    for (const [index, line] of theirs.slice(0, -1).entries()) {
      at = lines.indexOf(line, at);
      const note = `${/^ */.exec(line)?.[0] ?? ''}# mine`;
      const mine = [...lines.slice(0, at), note, ...lines.slice(at)].join('\n');
      const edited: Disk = new Map([
        ...disk,
        ['template.yaml', { kind: 'file', bytes: Buffer.from(mine), executable: false }],
      ]);
      const { writes } = plan({ rendered: new Map(), disk: edited, manifest, tool: 'create-fitness-serverless@0.1.0' });
      const after = writes.find(({ path }) => path === 'template.yaml')?.content?.bytes ?? Buffer.alloc(0);
      const expected = [...theirs.slice(0, index), note, ...theirs.slice(index)].join('\n');
      expect(Buffer.from(after).toString('utf8')).toBe(expected);
      at++;
    }
  });

  test('an edit of a part of ours, and it is told where', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'template.yaml', 'RetentionInDays: 90', 'RetentionInDays: 7');
    const { kept, files } = unadopted(folder);
    const line = files['template.yaml']?.split('\n').indexOf('    Type: AWS::Logs::LogGroup') ?? 0;
    const place = { path: 'template.yaml', line, at: 'Resources.PreTrafficHookLogs' };
    expect(kept).toEqual([{ ...place, reason: 'you edited it' }]);
    expect(files['template.yaml']).toContain('RetentionInDays: 7');
    expect(files['template.yaml']).not.toContain('PreTrafficHookRole');
  });

  test('checks of theirs, and files of ours that they edited; other files of theirs are nobody’s business', async () => {
    const { folder } = await adoptedService();
    const own = { 'fitness/checks/custom/queue-has-owner.ts': 'export {};\n', 'fitness/notes.md': 'mine\n' };
    write(folder, own);
    replaced(folder, 'fitness/hooks/recorder.ts', '', '// mine\n');
    const { kept, files } = unadopted(folder);
    expect(kept).toEqual([
      { path: 'fitness/checks/custom/queue-has-owner.ts', reason: 'it is yours' },
      { path: 'fitness/hooks/recorder.ts', reason: 'you edited it' },
    ]);
    expect(Object.keys(files).sort()).toEqual(
      [...Object.keys(FILES), ...Object.keys(own), 'fitness/hooks/recorder.ts'].sort(),
    );
  });

  test('a file that they ejected', async () => {
    const { folder } = await adoptedService();
    changeEntry(folder, 'package.json', { ejected: 'by hand' });
    const before = readFileSync(join(folder, 'package.json'), 'utf8');
    const { kept, files } = unadopted(folder);
    expect(kept).toEqual([{ path: 'package.json', reason: 'it is yours since it was ejected: by hand' }]);
    expect(files).toEqual({ ...FILES, 'package.json': before });
  });

  test('a file that they deleted or replaced is no matter', async () => {
    const { folder } = await adoptedService();
    rmSync(join(folder, 'package.json'));
    rmSync(join(folder, '.gitignore'));
    mkdirSync(join(folder, '.gitignore'));
    rmSync(join(folder, 'fitness/hooks'), { recursive: true });
    const { kept, files } = unadopted(folder);
    const { 'package.json': _, '.gitignore': __, ...rest } = FILES;
    expect(files).toEqual(rest);
    expect(kept).toEqual([]);
  });

  test('what cannot be told from ours', async () => {
    const { folder } = await adoptedService();
    replaced(folder, 'package.json', '"node --test"', '"pytest"');
    rmSync(join(folder, '.fitness/base/package.json.base'));
    const { kept, files } = unadopted(folder);
    expect(kept).toEqual([
      {
        path: 'package.json',
        reason: expect.stringMatching(/^what was put into it is not known: the base of package.json is missing/),
      },
    ]);
    expect(Object.keys(files).sort()).toEqual(Object.keys(FILES).sort());
  });
});

test('where nothing was adopted there is nothing to take out', () => {
  expect(() => planUnadoption('/nowhere', env)).toThrow('There is no .fitness/manifest.json in /nowhere');
});
