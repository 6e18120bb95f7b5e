import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lineCoverage } from '../../src/measurements/coverage.ts';
import { measurementsOf } from '../../src/measurements/index.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'coverage-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function report(file: string, text: string): void {
  mkdirSync(join(root, 'coverage'), { recursive: true });
  writeFileSync(join(root, 'coverage', file), text);
}

const summary = (covered: unknown, total: unknown) =>
  JSON.stringify({ total: { lines: { total, covered, skipped: 0, pct: 'Unknown' } } });

test('is what jest sums up', () => {
  report('coverage-summary.json', summary(5, 8));
  expect(lineCoverage(root)).toEqual({ value: 62.5, from: 'coverage/coverage-summary.json' });
  expect(measurementsOf(root)).toEqual({ lineCoverage: { value: 62.5, from: 'coverage/coverage-summary.json' } });
});

test('is the sum over the files of an lcov report, whatever ends its lines', () => {
  report('lcov.info', 'SF:a.ts\r\nDA:1,1\r\nLF:3\r\nLH:3\r\nend_of_record\r\nSF:b.ts\nLF:5\nLH:2\nend_of_record\n');
  expect(lineCoverage(root)).toEqual({ value: 62.5, from: 'coverage/lcov.info' });
});

test('is taken from the summary where there are both', () => {
  report('coverage-summary.json', summary(1, 1));
  report('lcov.info', 'LF:2\nLH:1\n');
  expect(lineCoverage(root)).toMatchObject({ value: 100 });
});

test('is not there without a report', () => {
  expect(lineCoverage(root)).toBeUndefined();
  report('index.html', '');
  expect(lineCoverage(root)).toBeUndefined();
  expect(measurementsOf(root)).toEqual({});
});

test.each([
  ['no lines', summary(0, 0)],
  ['more than all', summary(9, 8)],
  ['no numbers', summary('5', 8)],
  ['another report', '{"total": []}'],
  ['no JSON', '{'],
])('is a problem where the report has %s', (_what, text) => {
  report('coverage-summary.json', text);
  expect(lineCoverage(root)).toEqual({
    problem: 'coverage/coverage-summary.json counts no lines: run the tests with coverage again',
  });
});
