import { expect, test } from '@jest/globals';
import type { ProposedChange } from '../../src/live/change-set.ts';
import { changesData, formatChanges, lossOf, ordered } from '../../src/report/change-set.ts';

const change = (
  logicalId: string,
  type: string,
  action: ProposedChange['action'],
  more: Partial<ProposedChange> = {},
): ProposedChange => ({ logicalId, type, action, conditional: false, causes: [], ...more });

const changes = [
  change('Fresh', 'AWS::SQS::Queue', 'add'),
  change('Handler', 'AWS::Lambda::Function', 'modify', { causes: ['Code'] }),
  change('OldTopic', 'AWS::SNS::Topic', 'remove', { policy: 'Delete' }),
  change('OldTable', 'AWS::DynamoDB::Table', 'remove', { policy: 'Delete' }),
  change('Permission', 'AWS::Lambda::Permission', 'replace', { causes: ['FunctionName'] }),
  change('Maybe', 'AWS::S3::Bucket', 'replace', { conditional: true, causes: ['BucketName'] }),
  change('Url', 'AWS::Lambda::Url', 'replace', { causes: ['Qualifier'], policy: 'ReplaceAndDelete' }),
  change('Kept', 'AWS::DynamoDB::Table', 'replace', { causes: ['TableName'], policy: 'ReplaceAndRetain' }),
];

test('replacements of what holds data or an address come first, then other replacements, removals, modifications, additions', () => {
  expect(ordered(changes).map(({ logicalId }) => logicalId)).toEqual([
    ...['Url', 'Kept', 'Maybe', 'Permission', 'OldTable', 'OldTopic', 'Handler', 'Fresh'],
  ]);
});

test('what is lost is said, and what is kept is not lost', () => {
  const losses = Object.fromEntries(changes.map((each) => [each.logicalId, lossOf(each)]));
  expect(losses).toMatchObject({ Url: 'its address', Maybe: 'its data', OldTable: 'its data' });
  expect([losses['Kept'], losses['OldTopic'], losses['Permission'], losses['Fresh']]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(changesData(changes)[0]).toMatchObject({ logicalId: 'Url', loses: 'its address', action: 'replace' });
});

test('as text: no line is longer than the page, and nothing in it moves the cursor', () => {
  const evil = change('A\u001b[2J', 'AWS::SQS::Queue', 'remove');
  const text = formatChanges([...changes, evil], { color: false, width: 60 });
  expect(text).toMatch(/^9 changes: 4 replaced, 3 removed, 1 modified, 1 added\n {2}± Url \(AWS::Lambda::Url\): /);
  expect(text.replaceAll(/\s+/g, ' ')).toContain('Maybe (AWS::S3::Bucket): may be replaced (BucketName), and its data');
  expect(text).not.toContain('\u001b');
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(60);
});
