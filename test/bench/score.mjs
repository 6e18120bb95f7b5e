/**
 * `npm run bench`: scoring much, as whole processes: all inputs of the corpus against parsing them and against cfn-guard,
 * the memory that it takes, and how time grows with the size of a template. What is not at hand is left out, and said.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, claim, compare, EMPTY, median, once, root, row, scratch, shared } from './processes.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const scoreOf = (name, ...files) => ({ name, args: [bin('fitness-serverless.js'), 'score', ...files] });

row('ours', 'peer', 'ours', 'peer', 'ratio', 'target');
corpus();
growth();
checkov();

function corpus() {
  const folder = join(shared, 'corpus', 'sam-translator', 'input');
  if (!existsSync(folder)) return skip('all inputs of the corpus', `there is no ${folder} (FITNESS_SHARED)`);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const all = { ...scoreOf(`score of ${files.length} templates`, ...files), memory: true, statuses: [0, 1, 2, 3] };
  const parse = { name: 'parsing them with yaml', args: [join(import.meta.dirname, 'parse.mjs'), ...files] };
  const { ours, peer, ratio, megabytes } = compare(all, parse, RUNS);
  claim(all.name, parse.name, `${ours.toFixed(0)} ms`, `${peer.toFixed(0)} ms`, ratio, 2.5);
  claim('  its memory', '250 MB', `${megabytes} MB`, '', megabytes / 250, 1);
  guard(join(shared, 'corpus', 'sam-translator', 'output'));
}

/** The translated templates by cfn-guard; rules: those in GUARD_RULES, else Control Tower's for our checks. */
function guard(folder) {
  const oracles = join(root, '.cache', 'oracles', 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
  const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const bundled = join(oracles, 'bin', process.platform === 'darwin' ? 'macos' : 'ubuntu', architecture, 'cfn-guard');
  const program = process.env.CFN_GUARD ?? bundled;
  const rules = process.env.GUARD_RULES ?? join(oracles, 'rules', 'control-tower', 'cfn-guard');
  if (!existsSync(program) || !existsSync(rules))
    return skip('score against cfn-guard', 'run `npm run conformance` first, or set CFN_GUARD and GUARD_RULES');
  const files = readdirSync(folder).filter((name) => 'Resources' in JSON.parse(readFileSync(join(folder, name))));
  const data = files.map((name) => join(folder, name));
  const services =
    'apigateway cloudwatch dynamodb identityandaccessmanagement keymanagementservice lambda s3 sqs stepfunctions';
  const folders = process.env.GUARD_RULES ? [rules] : services.split(' ').map((service) => join(rules, service));
  const ours = scoreOf(`score of ${data.length} translated templates`, ...data);
  const peer = {
    name: `cfn-guard, ${process.env.GUARD_RULES ? 'GUARD_RULES' : "Control Tower's rules of 9 services"}`,
    program,
    args: [
      'validate',
      '--show-summary',
      'none',
      ...folders.flatMap((rule) => ['-r', rule]),
      ...data.flatMap((file) => ['-d', file]),
    ],
    statuses: [0, 19],
  };
  const result = compare({ ...ours, statuses: [0, 1, 2, 3] }, peer, 3);
  claim(ours.name, peer.name, `${result.ours.toFixed(0)} ms`, `${result.peer.toFixed(0)} ms`, result.ratio, 0.5);
}

/** 5,000 resources against 500, what a template of one resource takes subtracted. */
function growth() {
  const [one, small, large] = [1, 500, 5000].map((count) => {
    const file = join(scratch, `${count}.yaml`);
    writeFileSync(file, templateOf(count));
    return { ...scoreOf(`score of ${count} resources`, file), statuses: [0, 1, 3] };
  });
  for (const each of [one, small, large]) once(each);
  const times = Array.from({ length: RUNS }, () => [one, small, large].map((each) => once(each).elapsed));
  const [a, b, c] = [0, 1, 2].map((index) => median(times.map((each) => each[index])));
  const ratio = median(times.map(([start, x, y]) => (y - start) / (x - start)));
  claim(large.name, small.name, `${(c - a).toFixed(0)} ms`, `${(b - a).toFixed(0)} ms`, ratio, 11);
}

/** A mixture of what services are made of; some sound, some not. */
function templateOf(count) {
  const kinds = [
    (id) => `  ${id}:\n    Type: AWS::S3::Bucket\n    Properties:\n      VersioningConfiguration: {Status: Enabled}\n`,
    (id) => `  ${id}:\n    Type: AWS::SQS::Queue\n    Properties:\n      KmsMasterKeyId: alias/aws/sqs\n`,
    (id) =>
      `  ${id}:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: !If [IsProd, PROVISIONED, PAY_PER_REQUEST]\n`,
    (id) =>
      `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n      Runtime: nodejs24.x\n      CodeUri: src/\n`,
    (id) => `  ${id}:\n    Type: AWS::SNS::Topic\n`,
  ];
  const resources = Array.from({ length: count }, (_, index) => kinds[index % kinds.length](`R${index}`));
  const head = 'Transform: AWS::Serverless-2016-10-31\nParameters:\n  Stage: {Type: String}\n';
  return `${head}Conditions:\n  IsProd: !Equals [!Ref Stage, prod]\nResources:\n${resources.join('')}`;
}

function checkov() {
  const program = [process.env.CHECKOV ?? 'checkov'].find((name) => runs(name));
  if (!program) return skip('score against checkov', 'pip install checkov, or set CHECKOV');
  const template = join(import.meta.dirname, 'template.yaml');
  const ours = scoreOf('score template.yaml', template);
  const peer = {
    name: 'checkov -f template.yaml',
    program,
    args: ['-f', template, '--framework', 'cloudformation', '--skip-download', '--compact', '--quiet'],
  };
  const { ours: a, peer: b, ratio } = compare(ours, peer, 3);
  claim(ours.name, peer.name, `${a.toFixed(0)} ms`, `${b.toFixed(0)} ms`, ratio, 0.1);
  const { ratio: start } = compare(ours, EMPTY, RUNS);
  claim(ours.name, EMPTY.name, '', '', start, 3);
}

function runs(program) {
  try {
    once({ name: program, program, args: ['--version'] });
    return true;
  } catch {
    return false;
  }
}

function skip(what, why) {
  console.log(`skipped: ${what}: ${why}`);
}
