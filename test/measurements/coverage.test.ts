import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { coverageOf } from '../../src/measurements/coverage.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coverage-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function report(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const SUMMARY = 'coverage/coverage-summary.json';
const counts = (covered: unknown, total: unknown) => ({ total, covered, skipped: 0, pct: 'Unknown' });
const summary = (lines: object, branches: object = counts(1, 4)) => JSON.stringify({ total: { lines, branches } });

describe('the summary of Istanbul', () => {
  test('is what jest sums up', () => {
    report(SUMMARY, summary(counts(5, 8)));
    expect(coverageOf(root)).toEqual({
      lineCoverage: { value: 62.5, from: SUMMARY },
      branchCoverage: { value: 25, from: SUMMARY },
    });
  });

  test('has no branches where the code has none', () => {
    report(SUMMARY, summary(counts(5, 5), counts(0, 0)));
    expect(coverageOf(root)).toMatchObject({
      lineCoverage: { value: 100 },
      branchCoverage: { absent: `${SUMMARY} counts no branches` },
    });
  });

  test.each([
    ['no lines', summary(counts(0, 0))],
    ['more than all', summary(counts(9, 8))],
    ['no numbers', summary(counts('5', 8))],
    ['another report', '{"total": []}'],
    ['no object', '[]'],
    ['no JSON', '{'],
  ])('is a problem where it has %s', (_what, text) => {
    report(SUMMARY, text);
    const problem = `${SUMMARY} counts no lines: run the tests with coverage again`;
    expect(coverageOf(root)).toEqual({ lineCoverage: { problem }, branchCoverage: { problem } });
  });
});

test('lcov: the sum over the files, whatever ends its lines', () => {
  report(
    'coverage/lcov.info',
    'SF:a.ts\r\nDA:1,1\r\nLF:3\r\nLH:3\r\nBRF:2\r\nBRH:1\r\nend_of_record\r\nSF:b.ts\nLF:5\nLH:2\nBRF:2\nBRH:2\nend_of_record\n',
  );
  expect(coverageOf(root)).toEqual({
    lineCoverage: { value: 62.5, from: 'coverage/lcov.info' },
    branchCoverage: { value: 75, from: 'coverage/lcov.info' },
  });
});

test('Istanbul by file: a line is run if a statement that starts in it is', () => {
  const place = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });
  const file = {
    statementMap: { 0: place(1), 1: place(1), 2: place(2), 3: place(3) },
    s: { 0: 0, 1: 4, 2: 0, 3: 1 },
    branchMap: {},
    b: { 0: [1, 0], 1: [3] },
  };
  report('coverage/coverage-final.json', JSON.stringify({ '/a.ts': file, '/b.ts': { s: { 0: 1 } }, '/c.ts': null }));
  const { lineCoverage, branchCoverage } = coverageOf(root);
  expect(lineCoverage).toMatchObject({ value: (100 * 2) / 3, from: 'coverage/coverage-final.json' });
  expect(branchCoverage).toMatchObject({ value: (100 * 2) / 3 });
});

describe('Cobertura', () => {
  const HEAD =
    '<?xml version="1.0" ?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n';

  test('is read of the root element, past a comment that looks like one', () => {
    report(
      'coverage/cobertura-coverage.xml',
      `${HEAD}<!-- <coverage lines-valid="1" lines-covered="1"> -->
<coverage lines-valid="8" lines-covered='5' line-rate="0.625" branches-valid = "4" branches-covered="1"><packages/></coverage>`,
    );
    expect(coverageOf(root)).toMatchObject({ lineCoverage: { value: 62.5 }, branchCoverage: { value: 25 } });
  });

  test('has rates alone in older reports, and its place beside the code in other languages', () => {
    report('coverage.xml', `${HEAD}<coverage line-rate="0.9142" branch-rate="0" version="1.9">`);
    expect(coverageOf(root)).toEqual({
      lineCoverage: { value: 91.42, from: 'coverage.xml' },
      branchCoverage: { value: 0, from: 'coverage.xml' },
    });
  });

  test.each([
    ['another document', '<report><coverage lines-valid="1" lines-covered="1"/></report>'],
    ['an element that ends nowhere', '<coverage lines-valid="1" lines-covered="1"'],
    ['a comment that ends nowhere', '<!-- <coverage line-rate="1">'],
    ['no numbers', '<coverage lines-valid="many" lines-covered="1">'],
    ['nothing', ''],
    ['no XML', `<coverage ${'a'.repeat(60_000)}>`],
  ])('is a problem where it has %s', (_what, text) => {
    report('coverage/cobertura.xml', text);
    expect(coverageOf(root)).toMatchObject({
      lineCoverage: { problem: 'coverage/cobertura.xml counts no lines: run the tests with coverage again' },
    });
  });
});

test('the summary goes first', () => {
  report(SUMMARY, summary(counts(1, 1)));
  report('coverage/lcov.info', 'LF:2\nLH:1\n');
  expect(coverageOf(root)).toMatchObject({ lineCoverage: { value: 100 } });
});

test('is not there without a report', () => {
  expect(coverageOf(root)).toEqual({});
  report('coverage/index.html', '');
  expect(coverageOf(root)).toEqual({});
});
