/** F. Structured files: package.json, template.yaml and fitness.yaml are merged per key, and a new check lands whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import type { ToolVersion } from '../../support/new-version.ts';
import { git, pristine, service, version, type Service, type World } from './world.ts';

jest.setTimeout(60_000);

// what has to be built for it is built here
beforeAll(() => void version('1.0.0'), 300_000);

/** Replaces what has to be there, once. */
function swap(text: string, old: string, by: string): string {
  const at = text.indexOf(old);
  if (at === -1 || text.includes(old, at + 1)) throw new Error(`${JSON.stringify(old)} is not in the text once`);
  return text.slice(0, at) + by + text.slice(at + old.length);
}

/** What a new service of a version has at a path. */
async function created(tool: ToolVersion, path: string): Promise<string> {
  return (await pristine(tool)).read(path);
}

describe('S53 package.json', () => {
  let one: ToolVersion;
  let two: ToolVersion;
  let next: string;
  const bumped = (text: string): string =>
    text.replaceAll(/("@aws-lambda-powertools\/(?:logger|metrics)"): "[^"]*"/g, '$1: "9.9.9"');
  beforeAll(async () => {
    one = version('1.0.0');
    next = bumped(await created(version('2.0.0'), 'package.json'));
    two = version('2.0.0', { listed: { 'package.json': next } });
  }, 300_000);

  const own = (text: string): string =>
    text
      .replace(/( *"@aws-lambda-powertools\/metrics": )/, '    "@aws-lambda-powertools/idempotency": "^2.0.0",\n$1')
      .replace('    "prune": ', '    "start": "sam local start-api",\n    "prune": ');

  test('the owner adds a dependency between two that the version raises: both, and no conflict', async () => {
    const orders = (await service(one)).edit({ 'package.json': own });
    const { status, json, stderr } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, kept: json.kept }).toEqual({ status: 0, conflicts: [], kept: [] });
    expect(json.actions.find(({ path }) => path === 'package.json')).toEqual({
      path: 'package.json',
      class: 'merged',
      action: 'update',
      reason: 'merged with your edits',
    });
    expect(orders.read('package.json')).toBe(own(next));
    expect(orders.read('package.json')).toContain('"create-fitness-serverless": "^2.0.0"');
    expect(stderr).toMatch(/Dependencies changed\. Run `npm install[^`]*`[^\n]*\n$/);
  });

  test('both raise the same one: the owner’s stays, and is told', async () => {
    const pinned = (text: string): string => text.replace(/("@aws-lambda-powertools\/logger"): "[^"]*"/, '$1: "3.0.0"');
    const orders = (await service(one)).edit({ 'package.json': (text) => pinned(own(text)) });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, kept: json.kept }).toEqual({
      status: 0,
      kept: [
        {
          path: 'package.json',
          at: 'dependencies.@aws-lambda-powertools/logger',
          yours: '"3.0.0"',
          next: '"9.9.9"',
        },
      ],
    });
    expect(orders.read('package.json')).toBe(pinned(own(next)));
    // said once: the base has the version's now
    expect((await orders.commit('Upgrade').upgrade(two, '--json')).json.kept).toEqual([]);
  });
});

describe('S54 template.yaml', () => {
  const HEADING = '  # ---- Gate: ';
  const OURS = `  # Keeps what could not be answered.
  Unanswered:
    Type: AWS::SQS::Queue
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      MessageRetentionPeriod: 1209600 # 14 days
      SqsManagedSseEnabled: true
      RedriveAllowPolicy: { redrivePermission: denyAll }

`;
  const YOURS = `  # What happened to an order, for whoever wants to know.
  OrderEvents:
    Type: 'AWS::SNS::Topic' # quoted, as I like it
    Properties:
      TopicName:   !Sub "\${AWS::StackName}-orders"
      KmsMasterKeyId: !GetAtt [OrderKey, Arn]

  OrderKey: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true, KeyPolicy: !Transform { Name: AWS::Include, Parameters: { Location: s3://policies/key.yaml } } } }

`;
  const own = (text: string): string =>
    swap(
      swap(text, HEADING, `${YOURS}${HEADING}`),
      '          TABLE_NAME: !Ref Table\n',
      '          TABLE_NAME: !Ref Table\n          # who is told\n          TOPIC_ARN: !Ref OrderEvents\n',
    );

  test('the owner adds resources next to one that the version adds: both, with comments and tags, and valid', async () => {
    const one = version('1.0.0');
    const two = version('2.0.0', {
      templates: { 'partials/template/traffic-hooks.ejs': (text) => swap(text, HEADING, `${OURS}${HEADING}`) },
    });
    const orders = (await service(one)).edit({ 'template.yaml': own });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, conflicts: json.conflicts, kept: json.kept }).toEqual({ status: 0, conflicts: [], kept: [] });
    const text = orders.read('template.yaml');
    expect(text).toBe(own(await created(two, 'template.yaml')));
    expect(await orders.run(two, ['validate'])).toMatchObject({ status: 0 });
    const scored = await orders.run(two, ['score', '--json']);
    expect(JSON.parse(scored.stdout)).toMatchObject({ template: 'template.yaml', fitness: expect.any(Number) });
  });
});

describe('S55 thresholds of fitness.yaml', () => {
  test('what the owner loosened stays and is told; what nobody touched follows the new default', async () => {
    const one = version('1.0.0');
    const two = version('2.0.0', {
      templates: {
        'fitness.yaml.ejs': (text) =>
          swap(
            swap(
              swap(text, 'minimum: <%- gate.minimum %>', 'minimum: 85'),
              'minCoverage: <%- gate.minCoverage %>',
              'minCoverage: 0.95',
            ),
            'minimum: 70',
            'minimum: 75',
          ),
      },
    });
    const own = (text: string): string =>
      swap(swap(text, 'minimum: 80 #', "minimum:   60 # until the migration's done;"), 'maxDrop: 5', 'maxDrop: 12');
    const orders = (await service(one)).edit({ 'fitness.yaml': own });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, kept: json.kept, conflicts: json.conflicts }).toEqual({
      status: 0,
      kept: [
        {
          path: 'fitness.yaml',
          at: 'gate.minimum',
          yours: "60 # until the migration's done; least fitness, of 100",
          next: '85 # least fitness, of 100',
        },
      ],
      conflicts: [],
    });
    const expected = [
      ['tool: ^1.0.0', 'tool: ^2.0.0'],
      ['minimum: 70', 'minimum: 75'],
      ['minCoverage: 0.9 ', 'minCoverage: 0.95 '],
    ].reduce((text, [old = '', by = '']) => swap(text, old, by), own(await created(one, 'fitness.yaml')));
    expect(orders.read('fitness.yaml')).toBe(expected);
    // what is made of it follows what counts
    expect(orders.read('template.yaml').match(/FitnessFloor: \d+/g)).toEqual(['FitnessFloor: 75', 'FitnessFloor: 60']);
  });

  test('a person reads it in the report', async () => {
    const one = version('1.0.0');
    const two = version('2.0.0', {
      templates: { 'fitness.yaml.ejs': (text) => swap(text, 'minimum: <%- gate.minimum %>', 'minimum: 85') },
    });
    const orders = (await service(one)).edit({ 'fitness.yaml': (text) => swap(text, 'minimum: 80', 'minimum: 60') });
    const { stdout } = await orders.upgrade(two, '--dry-run');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Your values stay = fitness.yaml: gate.minimum: yours stays (60); the tool would write 85 ',
    );
  });
});

describe('S56 new checks', () => {
  const SNS = 'sns-encrypted-kms';
  const RULES = 'config-rules-known';
  /** What only the new checks bring, into whatever file; the template also waives one for a topic of its own. */
  const OF_SNS = /sns-encrypted-kms(?:\.ts|:)|snsEncryptedKms|live\/sns|client-sns|ReadSns/;
  const OF_RULES = /config-rules-known(?:\.ts|:)|configRules|live\/config'|client-config-service|ReadConfig\b| config:/;
  const READS_ALL = '            - Sid: ReadWhatHasNoResource\n              Effect: Allow\n              Action:\n';

  let one: ToolVersion;
  let two: ToolVersion;
  beforeAll(() => {
    one = version('1.0.0', { files: withFact(['recommended: false', 'recommended:!1']) });
    two = version('2.0.0', {
      files: withFact(["since: '2.0.0'", 'since:"2.0.0"']),
      templates: { '_editorconfig.ejs': (text) => `${text}\n[Makefile]\nindent_style = tab\n` },
    });
  }, 300_000);

  /** The package with a fact of both checks more, in their texts and where they are compiled. */
  function withFact([source, compiled]: readonly [string, string]): NonNullable<World['files']> {
    const plain = version('1.0.0').root;
    const ids = [SNS, RULES];
    const chunks = readdirSync(join(plain, 'dist/cli/chunks'))
      .map((name) => `dist/cli/chunks/${name}`)
      .filter((path) => ids.some((id) => readFileSync(join(plain, path), 'utf8').includes(`meta:{id:"${id}"`)));
    return {
      ...Object.fromEntries(
        chunks.map((path) => [
          path,
          (text: string) =>
            ids.reduce((all, id) => all.replace(`meta:{id:"${id}"`, (meta) => `${meta},${compiled}`), text),
        ]),
      ),
      [`src/checks/sns/${SNS}.ts`]: (text) => swap(text, `    id: '${SNS}',\n`, `    id: '${SNS}',\n    ${source},\n`),
      [`src/checks/account/${RULES}.ts`]: (text) =>
        swap(text, `    id: '${RULES}',\n`, `    id: '${RULES}',\n    ${source},\n`),
    };
  }

  /** A month of edits that stand in nobody's way. */
  const own = {
    'template.yaml': (text: string) =>
      swap(
        swap(text, '      Description: Answers HTTP requests.\n', '      Description: Takes orders. # and answers\n'),
        '  # ---- Gate: ',
        '  # Where orders go.\n  Orders:\n    Type: AWS::SNS::Topic\n\n  # ---- Gate: ',
      ),
    'package.json': (text: string) => swap(text, '"version": "0.0.0"', '"version": "1.4.2"'),
    'fitness.yaml': (text: string) => swap(text, 'maxDrop: 5', 'maxDrop: 7 # mine'),
  };

  async function started(): Promise<Service> {
    const orders = (await service(one)).edit(own);
    expect(pathsWith(orders, OF_SNS)).toEqual([]);
    expect(pathsWith(orders, OF_RULES)).toEqual([]);
    return orders;
  }

  function pathsWith(orders: Service, pattern: RegExp): string[] {
    return Object.entries(orders.tree())
      .filter(([path, text]) => !path.startsWith('.fitness/') && (pattern.test(path) || pattern.test(text)))
      .map(([path]) => path)
      .sort();
  }

  /** What a new service has, with some of its checks in trial. */
  function inTrial(text: string, ids: readonly string[]): string {
    return ids.reduce(
      (all, id) =>
        all.replace(
          new RegExp(`(\\n {2}${id}:\\n(?: {4}.*\\n)*? {4}mode:) enforced\\n`),
          '$1 trial\n    since: 2.0.0\n',
        ),
      text,
    );
  }

  /** Every file of a whole arrival, exactly. */
  async function hasArrived(orders: Service, ids: readonly string[] = [SNS, RULES]): Promise<void> {
    const next = await pristine(two);
    const told = (text: string): string =>
      ids.reduce(
        (all, id) => all.replace(new RegExp(`(\\(${id}\\.ts\\).*)\\.\\n`), '$1, in trial since 2.0.0.\n'),
        text,
      );
    expect(orders.read('fitness.yaml')).toBe(inTrial(own['fitness.yaml'](next.read('fitness.yaml')), ids));
    expect(orders.read('template.yaml')).toBe(own['template.yaml'](next.read('template.yaml')));
    expect(orders.read('package.json')).toBe(own['package.json'](next.read('package.json')));
    expect(orders.read('fitness/checks/README.md')).toBe(told(next.read('fitness/checks/README.md')));
    for (const path of [
      'fitness/hooks/pre-traffic.ts',
      'fitness/hooks/recorder.ts',
      `fitness/checks/${SNS}.ts`,
      `fitness/checks/${RULES}.ts`,
      '.editorconfig',
    ])
      expect([path, orders.read(path)]).toEqual([path, next.read(path)]);
  }

  test('on an edited template each lands whole, in trial; enforced it is what a new service has', async () => {
    const orders = await started();
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, checks: json.checks, notices: json.notices, kept: json.kept }).toEqual({
      status: 0,
      checks: { added: [SNS, RULES], removed: [], changed: [] },
      notices: [],
      kept: [],
    });
    await hasArrived(orders);
    // the topic of the owner has no key: shown, not counted
    expect(json.score?.after).toBe(json.score?.before);
    expect(json.score?.enforced).toBeLessThan(json.score?.after ?? 0);
    expect(pathsWith(orders, OF_SNS)).toEqual([
      'fitness.yaml',
      'fitness/checks/README.md',
      `fitness/checks/${SNS}.ts`,
      'fitness/hooks/pre-traffic.ts',
      'fitness/hooks/recorder.ts',
      'package.json',
      'template.yaml',
    ]);
    expect(await orders.run(two, ['validate'])).toMatchObject({ status: 0 });

    orders.commit('Upgrade');
    expect(await orders.run(two, ['enforce', SNS, '--no-install'])).toMatchObject({ status: 0 });
    orders.commit('Enforce one');
    expect(await orders.run(two, ['enforce', RULES, '--no-install'])).toMatchObject({ status: 0 });
    const next = await pristine(two);
    expect(orders.read('fitness.yaml')).toBe(own['fitness.yaml'](next.read('fitness.yaml')));
    expect(orders.read('fitness/checks/README.md')).toBe(next.read('fitness/checks/README.md'));
  });

  test('in another layout each lands whole, in that layout', async () => {
    const wide = (text: string): string =>
      parseDocument(text, { logLevel: 'error' }).toString({ indent: 4, lineWidth: 0 });
    const tabs = (text: string): string => text.replaceAll(/^ +/gm, (indent) => '\t'.repeat(indent.length / 2));
    const wider = (text: string): string =>
      text.replace(/( +)- lambda:GetAccountSettings\n/, '$&$1- lambda:ListFunctions # ours\n');
    const layout = {
      'template.yaml': (text: string) => wider(wide(text)),
      'fitness.yaml': wide,
      'package.json': tabs,
    };
    const orders = (await service(one)).edit(layout);
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, added: json.checks.added, kept: json.kept }).toEqual({ status: 0, added: [SNS, RULES], kept: [] });
    const next = await pristine(two);
    expect(orders.read('template.yaml')).toBe(layout['template.yaml'](next.read('template.yaml')));
    expect(orders.read('package.json')).toBe(tabs(next.read('package.json')));
    expect(orders.read('fitness.yaml')).toBe(wide(inTrial(next.read('fitness.yaml'), [SNS, RULES])));
  });

  test('the owner rewrote the very statement that one needs: that one stays out, with the reason; the rest arrives', async () => {
    const orders = await started();
    const narrow = (text: string): string =>
      text.replace(new RegExp(`${READS_ALL}(?: {16}- .*\\n)+`), `${READS_ALL.trimEnd()} "*"\n`);
    orders.edit({ 'template.yaml': narrow });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, added: json.checks.added }).toEqual({ status: 0, added: [SNS] });
    expect(json.notices).toEqual([
      expect.stringMatching(
        /^The new check config-rules-known does not arrive: template\.yaml has an edit of yours at Resources\.PreTrafficHook\./,
      ),
    ]);
    expect(pathsWith(orders, OF_RULES)).toEqual([]);
    expect(pathsWith(orders, OF_SNS)).toHaveLength(7);
    const next = await pristine(two);
    expect(orders.read('.editorconfig')).toBe(next.read('.editorconfig'));

    // room is made: the owner takes the tool's statement back
    const statement =
      new RegExp(`${READS_ALL}(?: {16}- .*\\n)+`).exec((await service(one)).read('template.yaml'))?.[0] ?? '';
    orders.edit({ 'template.yaml': (text) => swap(text, `${READS_ALL.trimEnd()} "*"\n`, statement) });
    const again = await orders.upgrade(two, '--json');
    expect({ status: again.status, added: again.json.checks.added, notices: again.json.notices }).toEqual({
      status: 0,
      added: [RULES],
      notices: [],
    });
    await hasArrived(orders);
  });

  test('the owner edited the hook that runs them: none arrives, with the reason; everything else does', async () => {
    const hook = 'fitness/hooks/pre-traffic.ts';
    const orders = await started();
    const before = orders.tree();
    orders.edit({ [hook]: (text) => `// ours\n${text}` });
    const { status, json } = await orders.upgrade(two, '--json');
    expect({ status, added: json.checks.added }).toEqual({ status: 0, added: [] });
    expect(json.notices).toEqual(
      [SNS, RULES].map((id) =>
        expect.stringMatching(new RegExp(`^The new check ${id} does not arrive: ${hook.replaceAll('.', '\\.')}`)),
      ),
    );
    expect([...pathsWith(orders, OF_SNS), ...pathsWith(orders, OF_RULES)]).toEqual([]);
    const after = orders.tree();
    expect(changedPaths(before, after)).toEqual([
      '.editorconfig',
      'fitness.yaml',
      hook,
      'package.json',
      'template.yaml',
    ]);
    const next = await pristine(two);
    expect(orders.read('.editorconfig')).toBe(next.read('.editorconfig'));

    orders.commit('Upgrade').does((root) => git(root, 'checkout', 'HEAD~2', '--', hook));
    const again = await orders.upgrade(two, '--json');
    expect({ status: again.status, added: again.json.checks.added }).toEqual({ status: 0, added: [SNS, RULES] });
    await hasArrived(orders);
  });

  function changedPaths(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((path) => before[path] !== after[path] && !path.startsWith('.fitness/'))
      .sort();
  }
});
