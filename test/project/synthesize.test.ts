import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { configText, withDefaultAnswers } from '../../src/config/answers.ts';
import { FitnessServerlessProject, TextFile, serviceAt } from '../../src/project/index.ts';
import { RENDER_REQUEST, readAnswer } from '../../src/project/render-request.ts';
import { planUpgrade } from '../../src/upgrade/upgrade.ts';
import { emptyFolder, tree } from '../upgrade/tree.ts';

const ANSWERS = withDefaultAnswers(
  { name: 'orders' },
  { tool: '^0.1.0', region: 'eu-central-1', packageManager: 'npm' },
);

let folder: string;
let exitCode: typeof process.exitCode;
beforeEach(() => {
  folder = emptyFolder();
  writeFileSync(join(folder, 'fitness.yaml'), configText(ANSWERS));
  // of the process that other tests run in as well
  ({ exitCode } = process);
  process.exitCode = undefined;
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = exitCode;
});

class GoldenPath extends FitnessServerlessProject {
  constructor(outdir: string, runbook = '# Runbook\n') {
    super(serviceAt(outdir));
    new TextFile(this, 'docs/runbook.md', { class: 'merged', text: runbook });
  }
}

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const manifest = (): { renderer: string; files: Record<string, unknown> } => JSON.parse(read('.fitness/manifest.json'));

describe('synth()', () => {
  test('writes the files of the project and of its subclass, and says in the manifest who rendered', () => {
    new GoldenPath(folder).synth();
    for (const [path, { bytes }] of new GoldenPath(folder).rendered())
      expect([path, readFileSync(join(folder, path)).equals(bytes)]).toEqual([path, true]);
    expect(manifest().renderer).toBe('projenrc');
    expect(Object.keys(manifest().files)).toContain('docs/runbook.md');
    expect(process.exitCode).toBeUndefined();
  });

  test('changes nothing the second time', () => {
    new GoldenPath(folder).synth();
    const before = tree(folder);
    new GoldenPath(folder).synth();
    expect(tree(folder)).toEqual(before);
  });

  test('merges what a component changed with what a person wrote, and keeps what is theirs', () => {
    new GoldenPath(folder, '# Runbook\n\none\n\ntwo\n').synth();
    writeFileSync(join(folder, 'docs/runbook.md'), '# Our runbook\n\none\n\ntwo\n');
    writeFileSync(join(folder, 'src/http.ts'), '// mine\n');
    new GoldenPath(folder, '# Runbook\n\none\n\nthree\n').synth();
    expect(read('docs/runbook.md')).toBe('# Our runbook\n\none\n\nthree\n');
    expect(read('src/http.ts')).toBe('// mine\n');
  });

  test('a conflict makes the process end with 3 and can be taken back', () => {
    new GoldenPath(folder, 'one\n').synth();
    writeFileSync(join(folder, 'docs/runbook.md'), 'mine\n');
    new GoldenPath(folder, 'two\n').synth();
    expect(process.exitCode).toBe(3);
    expect(read('docs/runbook.md')).toMatch(/^<<<<<<< yours\nmine\n=======\ntwo\n>>>>>>> create-fitness-serverless /);
  });

  test('an answer that a person edited reaches the files', () => {
    new GoldenPath(folder).synth();
    const text = read('fitness.yaml').replace('region: eu-central-1', 'region: eu-west-1 # nearer');
    writeFileSync(join(folder, 'fitness.yaml'), text);
    new GoldenPath(folder).synth();
    expect(read('fitness.yaml')).toBe(text);
    expect(read('samconfig.toml')).toContain('region = "eu-west-1"');
  });

  test('a component that is declared no more takes its untouched file along', () => {
    new GoldenPath(folder).synth();
    new FitnessServerlessProject(serviceAt(folder)).synth();
    expect(Object.keys(tree(folder))).not.toContain('docs/runbook.md');
  });

  test('answers a request to render instead of writing', () => {
    const text = configText({ ...ANSWERS, region: 'eu-north-1' });
    const request = join(folder, 'request.json');
    const answer = join(folder, 'answer.json');
    writeFileSync(request, JSON.stringify({ root: folder, configText: text, answer }));
    process.env[RENDER_REQUEST] = request;
    try {
      new GoldenPath(folder).synth();
    } finally {
      delete process.env[RENDER_REQUEST];
    }
    const files = readAnswer(read('answer.json'));
    expect(Buffer.from(files.get('fitness.yaml')?.bytes ?? []).toString()).toBe(text);
    expect(files.get('docs/runbook.md')).toMatchObject({ class: 'merged', executable: false });
    expect(Object.keys(tree(folder)).sort()).toEqual(['answer.json', 'fitness.yaml', 'request.json']);
  });

  test('a newer version wrote the folder: nothing is changed', () => {
    new GoldenPath(folder).synth();
    const file = join(folder, '.fitness/manifest.json');
    writeFileSync(file, read('.fitness/manifest.json').replace(/serverless@[\d.]+/, 'serverless@99.0.0'));
    const before = tree(folder);
    expect(() => new GoldenPath(folder).synth()).toThrow('99.0.0');
    expect(tree(folder)).toEqual(before);
  });

  test('the built-in renderer refuses what a .projenrc declared', async () => {
    new GoldenPath(folder).synth();
    const before = tree(folder);
    const tool = { specification: (current: string) => current };
    await expect(planUpgrade({ root: folder, tool })).rejects.toMatchObject({ code: 'other-renderer', kind: 'usage' });
    expect(tree(folder)).toEqual(before);
  });

  test('without fitness.yaml there is nothing to make', () => {
    rmSync(join(folder, 'fitness.yaml'));
    mkdirSync(join(folder, 'src'));
    expect(() => serviceAt(folder)).toThrow('fitness.yaml');
  });
});
