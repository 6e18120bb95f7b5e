import { describe, expect, test } from '@jest/globals';
import type { Entry } from '../../src/report/entry.ts';
import { renderGithub } from '../../src/report/github.ts';
import { changedEntry, context, entryOf, hostileTemplate, lenient, MIXED, PUBLIC, unreadable } from './support.ts';

const linesOf = (...entries: Entry[]) => renderGithub(entries, context).trimEnd().split('\n');

describe('GitHub annotations', () => {
  test('stand at the place, by the path from the root of the repository', () => {
    const lines = linesOf(entryOf(PUBLIC));
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^::error file=services\/template\.yaml,line=5,col=7,title=s3-bucket-public-read-prohibited::Open: AccessControl PublicRead lets everyone read it\. To pass it: /,
      ),
    );
    expect(lines[0]).toMatch(
      /^::error file=services\/template\.yaml,line=1,col=1,title=Fitness::template\.yaml: \d+\.\d of 100, gate fail$/,
    );
    expect(lines).toContainEqual(expect.stringMatching(/title=Fitness gate%3A minimum::fitness is /));
  });

  test('nothing is an error where the gate is green', () => {
    const lines = linesOf(entryOf(PUBLIC, { config: lenient }));
    expect(lines.filter((line) => line.startsWith('::error'))).toEqual([]);
    expect(lines).toContainEqual(expect.stringMatching(/^::warning .*title=s3-bucket-public-read-prohibited::/));
  });

  test('what is unknown is a notice, a diagnostic is what it is, and an unreadable template an error', () => {
    const lines = linesOf(entryOf(MIXED), unreadable);
    expect(lines).toContainEqual(
      expect.stringMatching(/^::notice .*title=s3-bucket-versioning-enabled::Open: not known/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^::warning .*title=suppression-ignored::/));
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^::error file=services\/broken\.yaml,line=3,col=1,title=broken\.yaml%3A template-syntax::/,
      ),
    );
  });

  test('every line is one command, whatever the names are', () => {
    const lines = linesOf(entryOf(hostileTemplate), entryOf(PUBLIC, { file: 'a,b:c%d.yaml' }));
    for (const line of lines) {
      expect(line).toMatch(/^::(error|warning|notice) file=[^:,]+,line=\d+,col=\d+,title=[^:,]+::[^\r\n]+$/);
      expect(line.replace(/%(25|0D|0A|3A|2C)/g, '')).not.toContain('%');
    }
    expect(lines.at(-1)).toContain('file=services/a%2Cb%3Ac%25d.yaml,');
  });

  test('a known failure is a notice, and so is what the change did', () => {
    const lines = linesOf(changedEntry());
    expect(lines).toContainEqual(
      expect.stringMatching(/^::notice .*title=s3-bucket-public-read-prohibited::Open: a known failure: AccessControl/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^::notice .*title=This change::-3\.2 points against main \(1a2b3c4\): 1 worse, 1 better$/),
    );
  });
});
