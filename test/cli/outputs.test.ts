import { describe, expect, test } from '@jest/globals';
import { EXIT, worstOf } from '../../src/cli/exit.ts';
import { outputsOf } from '../../src/cli/outputs.ts';

describe('outputs', () => {
  test.each<[readonly string[] | undefined, string | undefined, object[]]>([
    [undefined, undefined, [{ format: 'table', file: undefined }]],
    [undefined, 'out.txt', [{ format: 'table', file: 'out.txt' }]],
    [['json'], undefined, [{ format: 'json', file: undefined }]],
    [['html'], 'a.html', [{ format: 'html', file: 'a.html' }]],
    [
      ['sarif=a=b.sarif', 'table'],
      undefined,
      [
        { format: 'sarif', file: 'a=b.sarif' },
        { format: 'table', file: undefined },
      ],
    ],
    [
      ['sarif=a.sarif', 'html'],
      'a.html',
      [
        { format: 'sarif', file: 'a.sarif' },
        { format: 'html', file: 'a.html' },
      ],
    ],
    [
      ['table', 'github'],
      undefined,
      [
        { format: 'table', file: undefined },
        { format: 'github', file: undefined },
      ],
    ],
    [['json', 'json'], undefined, [{ format: 'json', file: undefined }]],
  ])('of --format %j and --output %s', (formats, output, expected) => {
    expect(outputsOf(formats, output)).toEqual(expected);
  });

  test.each<[string[], string | undefined, RegExp]>([
    [['json', 'table'], undefined, /Two formats go to stdout/],
    [['sarif', 'html'], 'x', /Two formats go to x/],
    [['sarif=x', 'html=x'], undefined, /Two formats go to x/],
    [['sarif=x', 'html'], 'x', /Two formats go to x/],
    [['sarif=x'], 'y', /No format is left for --output y/],
    [['sarif='], undefined, /names no file/],
  ])('--format %j with --output %s has no answer', (formats, output, message) => {
    expect(() => outputsOf(formats, output)).toThrow(message);
  });
});

test.each([
  [[], EXIT.ok],
  [[EXIT.ok, EXIT.incomplete, EXIT.ok], EXIT.incomplete],
  [[EXIT.incomplete, EXIT.no, EXIT.ok], EXIT.no],
  [[EXIT.no, EXIT.usage, EXIT.incomplete], EXIT.usage],
  [[EXIT.usage, EXIT.internal], EXIT.internal],
])('the worst of %j is %i', (statuses, worst) => {
  expect(worstOf(statuses)).toBe(worst);
});
