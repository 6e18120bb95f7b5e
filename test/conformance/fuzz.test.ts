/**
 * Templates that nobody meant: every input of the corpus, truncations, and mutations by a seeded generator. Whatever they
 * are, the commands answer in time with a documented status, and none calls a template sound that does not parse.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CORE_SCHEMA, load as loadJsYaml, Type } from 'js-yaml';
import { parseDocument as parseYaml } from 'yaml';
import { failureOf } from '../../src/cli/failure.ts';
import { parseCommand } from '../../src/cli/options.ts';
import type { CommandName } from '../../src/cli/options.ts';
import { run as expand } from '../../src/cli/expand.ts';
import { run as fix } from '../../src/cli/fix.ts';
import { run as score } from '../../src/cli/score.ts';
import type { Run, Terminal } from '../../src/cli/terminal.ts';

const shared = process.env.FITNESS_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const corpus = join(shared, 'corpus', 'sam-translator', 'input');
const MUTATIONS = 10_000;
const LIMIT = 2000;

/** Numerical Recipes' generator: the same sequence on every machine. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

if (!existsSync(corpus)) {
  test.skip(`the corpus is not here: ${corpus}`, () => undefined);
} else {
  const files = readdirSync(corpus).map((name) => ({ name, text: readFileSync(join(corpus, name), 'utf8') }));
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let said = '';
  const terminal = {
    cwd: folder,
    env: {},
    color: false,
    width: 80,
    interactive: false,
    out: (text: string) => (said += text),
    say: (text: string) => (said += text),
  } satisfies Terminal;

  async function statusOf<C extends CommandName>(name: C, run: Run<C>, args: string[]): Promise<number> {
    try {
      return await run({ ...parseCommand(name, args), program: 'fitness-serverless', terminal });
    } catch (error) {
      return failureOf(error, { debug: false, color: false }).status;
    }
  }

  /** What is wrong about how the commands take a text. */
  async function faults(text: string, commands: readonly ('score' | 'expand' | 'fix')[]): Promise<string[]> {
    const file = join(folder, 'template.yaml');
    writeFileSync(file, text);
    const found: string[] = [];
    for (const command of commands) {
      said = '';
      const started = performance.now();
      const status =
        command === 'score'
          ? await statusOf('score', score, ['--json', file])
          : command === 'expand'
            ? await statusOf('expand', expand, [file])
            : await statusOf('fix', fix, ['--template', file, '--dry-run']);
      const took = performance.now() - started;
      if (![0, 1, 2, 3].includes(status)) found.push(`${command} exits ${status}`);
      if (/check-crashed|\b(?:Type|Range|Reference)Error: /.test(said)) found.push(`${command}: a check crashed`);
      if (took > LIMIT) found.push(`${command} takes ${Math.round(took)} ms`);
      if (status === 0 && !parses(text)) found.push(`${command} exits 0 on what does not parse`);
    }
    return found;
  }

  describe('no crash, no hang, and no green on what does not parse', () => {
    test('every input of the corpus', async () => {
      const bad: string[] = [];
      for (const { name, text } of files) {
        for (const fault of await faults(text, ['score', 'expand', 'fix'])) bad.push(`${name}: ${fault}`);
      }
      expect(bad).toEqual([]);
    });

    test('every truncation of fifty of them at every hundredth byte', async () => {
      const bad: string[] = [];
      for (const { name, text } of files
        .filter((_, index) => index % Math.floor(files.length / 50) === 0)
        .slice(0, 50)) {
        const bytes = Buffer.from(text);
        for (let end = 0; end < bytes.length; end += 100) {
          const cut = bytes.subarray(0, end).toString('utf8');
          for (const fault of await faults(cut, ['score'])) bad.push(`${name} up to ${end}: ${fault}`);
        }
      }
      expect(bad).toEqual([]);
    });

    test(`${MUTATIONS} mutations`, async () => {
      const bad: string[] = [];
      const below = generator(20_261_124);
      for (let index = 0; index < MUTATIONS; index++) {
        const { name, text } = files[below(files.length)] ?? { name: '', text: '' };
        const mutated = mutate(text.slice(0, 20_000), below);
        const commands = index % 10 === 0 ? (['score', 'expand', 'fix'] as const) : (['score'] as const);
        for (const fault of await faults(mutated, commands)) bad.push(`${name}, mutation ${index}: ${fault}`);
      }
      expect(bad).toEqual([]);
    });
  });
}

/** What matters to the reader of a template: syntax, intrinsics, names of sections, values of other types. */
const BITS = [
  ...[
    '\n',
    ' ',
    '  ',
    '\t',
    '\r\n',
    ':',
    ': ',
    '- ',
    '#',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>-',
    '---\n',
    '\0',
    '\u{1F600}',
  ],
  ...['!Ref ', '!Sub ', '!GetAtt ', '!If [A, 1, 2]', '!Select [0, []]', '&a ', '*a', '<<: *a', '!Unknown ', '? '],
  ...[
    'Ref: X',
    'Fn::If: [',
    'Fn::ForEach::L: [x, [a], {}]',
    'Fn::Transform: {Name: AWS::Include}',
    'AWS::NoValue',
    '${',
    '${}',
  ],
  ...[
    'Resources:',
    'Globals:',
    'Conditions:',
    'Type:',
    'Properties:',
    'Events:',
    '__proto__: {}',
    'constructor: 1',
    'toString: []',
  ],
  ...['null', '~', 'true', '0', '-1', '1e999', '[]', '{}', '""', 'yes', '0x10', '.nan'],
];

function mutate(text: string, below: (limit: number) => number): string {
  let result = text;
  for (let count = 1 + below(4); count > 0; count--) {
    const lines = result.split('\n');
    const at = below(result.length + 1);
    const line = below(lines.length);
    const bit = BITS[below(BITS.length)] ?? '';
    switch (below(7)) {
      case 0:
        result = result.slice(0, at) + bit + result.slice(at);
        break;
      case 1:
        result = result.slice(0, at) + result.slice(at + 1 + below(20));
        break;
      case 2:
        lines.splice(line, 1);
        result = lines.join('\n');
        break;
      case 3:
        lines.splice(line, 0, lines[below(lines.length)] ?? '');
        result = lines.join('\n');
        break;
      case 4:
        // another value under the same key
        lines[line] = (lines[line] ?? '').replace(/:(\s+\S.*)?$/, `: ${bit}`);
        result = lines.join('\n');
        break;
      case 5:
        // the same under another key
        lines[line] = (lines[line] ?? '').replace(/^(\s*(?:- )?)[^:]+:/, `$1${bit.trim()}:`);
        result = lines.join('\n');
        break;
      default:
        lines[line] = ' '.repeat(below(9)) + (lines[line] ?? '').trimStart();
        result = lines.join('\n');
    }
  }
  return result;
}

/** Does one of two readers take the text? Ours takes what either of them does. */
function parses(text: string): boolean {
  try {
    if (parseYaml(text, { uniqueKeys: false, logLevel: 'silent' }).errors.length === 0) return true;
  } catch {
    // a stack overflow, say
  }
  try {
    loadJsYaml(text, { schema: ANY_TAG, json: true });
    return true;
  } catch {
    return false;
  }
}

const KINDS = ['scalar', 'sequence', 'mapping'] as const;
const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' });
const ANY_TAG = CORE_SCHEMA.extend({
  implicit: [MERGE],
  explicit: KINDS.map((kind) => new Type('!', { kind, multi: true, construct: (data: unknown) => data })),
});
