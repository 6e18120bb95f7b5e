/** What `--fix` changed of its owner's is as it was after `unadopt`. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { committed, upgrading } from '../upgrade/service.ts';
import { FILES, TEMPLATE, adopting, commitAll, files, read, repository, unadopting } from './repository.ts';
import { leadNowhere } from './owner-edits.ts';

jest.setTimeout(60_000);

/** A rule that calls the function itself, where `--fix` names its alias. */
const CALLED = `${TEMPLATE}
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - { Id: take, Arn: !GetAtt TakeOrder.Arn } # once

  MayNightly:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt TakeOrder.Arn
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Nightly.Arn
`;

/** Hooks of their own below a condition, of which SAM drops all. */
const DROPPED = CALLED.replace(
  'app.take\n',
  `app.take
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        Hooks: !If
          - IsProd
          - PreTraffic: !Ref Smoke
          - !Ref AWS::NoValue
`,
).replace(
  'Resources:',
  `Parameters:
  Stage: { Type: String, Default: prod }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]

Resources:
  Smoke:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.smoke
      DeploymentPreference: { Enabled: false }
`,
);

async function fixed(template: string, ...args: string[]): Promise<{ folder: string; before: Record<string, string> }> {
  const folder = committed(repository({ ...FILES, 'template.yaml': template }));
  const before = files(folder);
  const { status } = await adopting(folder, '--yes', '--fix', ...args);
  expect(status).not.toBe(2);
  commitAll(folder);
  return { folder, before };
}

test.each([
  ['a call past the alias', CALLED, []],
  ['and hooks that were dropped', DROPPED, []],
  ['and hooks that ours calls next', DROPPED, ['--chain']],
] as const)('every byte is as it was: %s', async (_, template, args) => {
  const { folder, before } = await fixed(template, ...args);
  const adopted = read(folder, 'template.yaml');
  expect(adopted).toContain('{ Id: take, Arn: !Ref TakeOrder.Alias } # once');
  expect((await adopting(folder, '--yes')).out).toContain('nothing to do');
  const { status, out } = await unadopting(folder, '--yes');
  expect({ status, out }).toEqual({ status: 0, out: expect.not.stringContaining('Stays') });
  expect(files(folder)).toEqual(before);
});

test('what its owner wrote since stays beside it', async () => {
  const { folder } = await fixed(DROPPED);
  const mine = (text: string): string =>
    text.replace('Type: AllAtOnce', 'Type: AllAtOnce # mine').replace('Nightly:\n', 'Nightly: # mine\n');
  writeFileSync(join(folder, 'template.yaml'), mine(read(folder, 'template.yaml')));
  commitAll(folder);
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  expect(read(folder, 'template.yaml')).toBe(mine(DROPPED));
});

test('a value that its owner changed since stays, and is told with what it was', async () => {
  const { folder } = await fixed(CALLED);
  const mine = read(folder, 'template.yaml').replace('Arn: !Ref TakeOrder.Alias', 'Arn: !Sub "${TakeOrder.Arn}:live"');
  writeFileSync(join(folder, 'template.yaml'), mine);
  commitAll(folder);
  const { status, out } = await unadopting(folder, '--yes');
  const text = read(folder, 'template.yaml');
  expect(text).toBe(CALLED.replace('Arn: !GetAtt TakeOrder.Arn', 'Arn: !Sub "${TakeOrder.Arn}:live"'));
  expect(leadNowhere(text)).toEqual([]);
  expect(status).toBe(3);
  const line = text.split('\n').findIndex((each) => each.includes(':live')) + 1;
  expect(out.replace(/\s+/g, ' ')).toContain(
    `template.yaml:${line}: Resources.Nightly.Properties.Targets.0.Arn: --fix changed it, and you did since: it was`,
  );
});

test('a template that its owner moved since is no matter', async () => {
  const { folder, before } = await fixed(CALLED);
  renameSync(join(folder, 'template.yaml'), join(folder, 'sam.yaml'));
  const config = read(folder, 'fitness.yaml').replace('template: template.yaml', 'template: sam.yaml');
  writeFileSync(join(folder, 'fitness.yaml'), config);
  expect(await upgrading(folder, '--allow-dirty')).toMatchObject({ status: 0 });
  commitAll(folder);
  expect(await unadopting(folder, '--yes')).toMatchObject({ status: 0 });
  const { 'template.yaml': template, ...others } = before;
  expect(files(folder)).toEqual({ ...others, 'sam.yaml': template });
});
