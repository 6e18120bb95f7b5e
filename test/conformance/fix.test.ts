/**
 * `fix` over every input of the SAM transform's own tests that translates: what is written is what the fixes name, and
 * nothing else; the result parses, is no worse, and is left alone by a second run.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { assessment } from '../../src/fitness/assess.ts';
import { mend, type Judge, type Mended } from '../../src/fitness/mend.ts';
import type { Result } from '../../src/fitness/report.ts';
import { changesBetween } from '../../src/report/unified-diff.ts';
import { whyNotEditable, type Edit } from '../../src/template/edit.ts';
import type { Path, SourceDocument } from '../../src/template/model.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { configWith } from '../fitness/support.ts';

const shared = process.env['FITNESS_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const corpus = join(shared, 'corpus', 'sam-translator');

/** How the corpus was made; see its README. */
const inputs = {
  parameters: { param1: 'value1', param2: 'value2' },
  pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
};

const config = configWith();
const now = new Date('2026-06-01');
/** Which key, a person has to say, so that beside this one no fix may add a log group. */
const checks = catalogue.filter(({ meta }) => meta.id !== 'cloudwatch-log-group-encrypted');
const judge: Judge = (document) => {
  const template = loadTemplate(document, inputs);
  return {
    template,
    assessment: assessment({ template, config, environment: 'prod', now, phase: 'template', checks }),
  };
};
const isFailing = ({ status }: Result) => status === 'fail';

function fixed(text: string, file: string): { before: ReturnType<Judge>; mended: Mended; text: string } {
  const before = judge(parseDocument(text, file));
  const mended = mend(before, isFailing, judge);
  return { before, mended, text: mended.judged.template.document.text };
}

describe('fix over the inputs of the SAM transform', () => {
  if (!existsSync(corpus)) {
    test.skip('skipped: there is no corpus (FITNESS_SHARED)', () => undefined);
    return;
  }

  const files = readdirSync(join(corpus, 'input')).filter((file) => {
    const output = join(corpus, 'output', file.replace(/\.yaml$/, '.json'));
    return existsSync(output) && Object.hasOwn(JSON.parse(readFileSync(output, 'utf8')) as object, 'Resources');
  });
  const templates = files.flatMap((file) => {
    const text = readFileSync(join(corpus, 'input', file), 'utf8');
    const document = parseDocument(text, file);
    return whyNotEditable(document) === undefined ? [{ file, text, document, ...result(text, file) }] : [];
  });

  function result(text: string, file: string) {
    const { before, mended, text: after } = fixed(text, file);
    return { before: before.assessment.report, mended, after };
  }

  test('most have something to fix, and most fixes hold', () => {
    const applied = templates.flatMap(({ mended }) => mended.applied.flatMap(({ results }) => results));
    const refused = templates.flatMap(({ file, mended }) =>
      mended.refused.map(({ result: { check, resource }, reason }) => `${file}: ${check} of ${resource}: ${reason}`),
    );
    const changed = templates.filter(({ text, after }) => text !== after);
    process.stdout.write(
      `fix: ${applied.length} failures mended in ${changed.length} of ${templates.length} templates, ${refused.length} fixes refused, ${files.length - templates.length} templates not editable\n`,
    );
    expect(changed.length).toBeGreaterThan(templates.length / 2);
    expect(refused.length).toBeLessThan(applied.length / 20);
  });

  test('lines come and are replaced only where a fix is', () => {
    const strayed = templates.flatMap(({ file, text, after, document, mended }) => {
      const allowed = linesOf(
        document,
        mended.applied.flatMap(({ edits }) => edits),
      );
      const [a, b] = [text.split('\n'), after.split('\n')];
      return changesBetween(a, b).flatMap(({ from, to }) =>
        a
          .slice(from, to)
          .flatMap((line, index) => (allowed.has(from + index + 1) ? [] : [`${file}:${from + index + 1}: ${line}`])),
      );
    });
    expect(strayed).toEqual([]);
  });

  test('the result parses, holds what was asked for, and nothing of it is worse', () => {
    const worse = templates.flatMap(({ file, before, mended, after }) => {
      const { report } = judge(parseDocument(after, file)).assessment;
      const was = new Map(before.results.map((each) => [`${each.check} ${each.resource}`, each.status]));
      const failing = report.results.filter(
        ({ check, resource, status }) => status === 'fail' && was.get(`${check} ${resource}`) !== 'fail',
      );
      const open = mended.applied.filter(({ results }) =>
        results.every(({ check, resource }) =>
          report.results.some((each) => each.check === check && each.resource === resource && each.status !== 'pass'),
        ),
      );
      const isLower = report.fitness < before.fitness - 1e-9;
      return failing.length + open.length > 0 || isLower ? [file] : [];
    });
    expect(worse).toEqual([]);
  });

  test('a second run changes nothing', () => {
    const again = templates.flatMap(({ file, after }) => (fixed(after, file).text === after ? [] : [file]));
    expect(again).toEqual([]);
  });
});

/** Lines of the source that edits may replace: those of the value that is there, or of the brackets that get more. */
function linesOf(document: SourceDocument, edits: readonly Edit[]): Set<number> {
  const lineAt = (offset: number) => document.text.slice(0, offset).split('\n').length;
  return new Set(
    edits.flatMap(({ path }) => {
      for (let depth = path.length; depth > 0; depth--) {
        const at: Path = path.slice(0, depth);
        const range = document.range(at);
        if (!range) continue;
        const [start, end] = range;
        const first = document.locate(at)?.line ?? 0;
        const written = document.text.slice(start, end).trimEnd();
        // A mapping in block style gets lines, and loses none.
        if (depth < path.length && !/^[{[]/.test(written) && written.includes(':')) return [];
        const last = lineAt(start + written.length);
        return Array.from({ length: last - first + 1 }, (_, index) => first + index);
      }
      return [];
    }),
  );
}
