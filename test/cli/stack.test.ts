/** What is deployed, read and judged from a desk: a whole service, deployed into the stand-in. */
import { CloudFormationClient, CreateChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as driftCommand from '../../src/cli/drift.ts';
import * as scoreCommand from '../../src/cli/score.ts';
import { AwsStandIn } from '../../src/rehearsal/aws/stand-in.ts';
import { inProcess } from '../support/in-process.ts';
import { service } from '../project/support.ts';

const PARAMETERS = { Environment: 'prod', ReleaseId: 'release001' };
const FAKE = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };

let aws: AwsStandIn;
let root: string;
const before = { ...process.env };

beforeAll(async () => {
  aws = await AwsStandIn.start();
  Object.assign(process.env, FAKE, aws.environment);
  root = mkdtempSync(join(tmpdir(), 'stack-'));
  const { files } = service({ triggers: ['http', 'queue', 'schedule', 'stream', 'bucket'], table: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  await deploy(files.get('template.yaml')!.replaceAll(/^( *CodeUri:).*/gm, '$1 s3://bucket/key'));
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
  rmSync(root, { recursive: true });
});

async function deploy(template: string): Promise<void> {
  aws.account.objects.set('bucket/template', template);
  const client = new CloudFormationClient({});
  const { Id } = await client.send(
    new CreateChangeSetCommand({
      StackName: 'orders-prod',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateURL: 'https://s3.eu-central-1.amazonaws.com/bucket/template',
      Parameters: Object.entries(PARAMETERS).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    }),
  );
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id! }));
}

const score = (...args: string[]) => inProcess('score', scoreCommand, args, root);
const drift = (...args: string[]) => inProcess('drift', driftCommand, args, root);
const stackArgs = ['--stack-name', 'orders-prod', '--env', 'prod', '--json'];

interface Scored {
  check: string;
  resource: string;
  status: string;
  message: string;
  evidence?: string;
}
const resultsOf = ({ out }: { out: string }): Scored[] => JSON.parse(out).results;
const propertiesOf = (type: string) =>
  [...aws.account.resources.values()].find((resource) => resource.type === type)!.properties;

describe('score --stack-name', () => {
  test('of a service as it was deployed: every verdict that the template has, read from what is there', async () => {
    const offline = resultsOf(await score('--env', 'prod', '--json', '--parameter-overrides', 'ReleaseId=release001'));
    const live = await score(...stackArgs);
    expect([...aws.unplayed]).toEqual([]);
    const verdicts = (results: Scored[]) =>
      results
        .filter(({ status, check }) => status !== 'not-applicable' && !/coverage|^source-/.test(check))
        .map(
          ({ check, resource, status, message }) =>
            `${check} ${resource} ${status}${status === 'pass' ? '' : ` ${message}`}`,
        )
        .sort();
    expect(verdicts(resultsOf(live))).toEqual(verdicts(offline));
    expect(new Set(resultsOf(live).map(({ evidence }) => evidence))).toContain('live');
  });

  test('says what somebody changed by hand, and which permission is missing', async () => {
    const bucket = propertiesOf('AWS::S3::Bucket');
    const versioning = bucket['VersioningConfiguration'];
    bucket['VersioningConfiguration'] = { Status: 'Suspended' };
    aws.break('dynamodb:DescribeContinuousBackups', { kind: 'error', code: 'AccessDeniedException' });
    const { out } = await score(...stackArgs);
    bucket['VersioningConfiguration'] = versioning;
    aws.mend();
    const of = (check: string) => resultsOf({ out }).filter((result) => result.check === check);
    expect(of('s3-bucket-versioning-enabled')).toContainEqual(
      expect.objectContaining({ status: 'fail', evidence: 'live' }),
    );
    expect(of('dynamodb-pitr-enabled')).toEqual([
      expect.objectContaining({
        status: 'unknown',
        message: expect.stringContaining('denied: the role needs dynamodb:DescribeContinuousBackups'),
      }),
    ]);
  });

  test.each([
    [['template.yaml'], 'template.yaml'],
    [['--against', 'HEAD'], '--against'],
    [['--accept-failures'], '--accept-failures'],
  ])('is not about a template: %j', async (args, named) => {
    await expect(score(...stackArgs, ...args)).rejects.toMatchObject({
      code: 'stack-and-template',
      message: expect.stringContaining(named),
    });
  });

  test('of a stack that is not there', async () => {
    await expect(score('--stack-name', 'nowhere', '--env', 'prod')).rejects.toMatchObject({ code: 'no-stack' });
  });
});

describe('drift', () => {
  test('is none where nobody changed anything: 0', async () => {
    const { status, out } = await drift(...stackArgs);
    expect(JSON.parse(out)).toMatchObject({ stack: 'orders-prod', drifted: [], found: [], unknown: [], verdicts: [] });
    expect(status).toBe(0);
  });

  test('is what differs, with both values, and the verdicts that differ by it: 1', async () => {
    const bucket = propertiesOf('AWS::S3::Bucket');
    const versioning = bucket['VersioningConfiguration'];
    bucket['VersioningConfiguration'] = { Status: 'Suspended' };
    const json = await drift(...stackArgs);
    const table = await drift('--stack-name', 'orders-prod', '--env', 'prod');
    bucket['VersioningConfiguration'] = versioning;
    expect(json.status).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      drifted: [
        {
          type: 'AWS::S3::Bucket',
          property: 'VersioningConfiguration',
          template: { Status: 'Enabled' },
          deployed: { Status: 'Suspended' },
        },
      ],
      verdicts: [{ check: 's3-bucket-versioning-enabled', template: 'pass', deployed: 'fail' }],
    });
    expect(table.out).toMatch(
      /VersioningConfiguration\n {2}template {2}\{"Status":"Enabled"\}\n {2}deployed {2}\{"Status":"Suspended"\}/,
    );
    expect(table.out).toMatch(/\n1 difference|: 1 difference/);
  });

  test('of variables shows the names, and no value', async () => {
    const fn = propertiesOf('AWS::Lambda::Function');
    const environment = fn['Environment'];
    fn['Environment'] = { Variables: { TOKEN: 'a-secret-value' } };
    const { out } = await drift(...stackArgs);
    fn['Environment'] = environment;
    expect(JSON.parse(out).drifted).toContainEqual(
      expect.objectContaining({ property: 'Environment', deployed: { Variables: ['TOKEN'] } }),
    );
    expect(out).not.toContain('a-secret-value');
  });

  test('that cannot be told is said: 3', async () => {
    aws.break('s3:GetBucketVersioning', { kind: 'error', code: 'AccessDenied', status: 403 });
    const { status, out } = await drift(...stackArgs);
    aws.mend();
    expect(status).toBe(3);
    expect(JSON.parse(out).unknown).toContainEqual(
      expect.objectContaining({
        property: 'VersioningConfiguration',
        reason: 'denied: the role needs s3:GetBucketVersioning',
      }),
    );
  });

  test('wants to know of which stack', async () => {
    await expect(drift()).rejects.toMatchObject({ code: 'missing-stack' });
  });
});
