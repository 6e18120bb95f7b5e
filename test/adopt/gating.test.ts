import { describe, expect, test } from '@jest/globals';
import { gatingOf, type GatingChoices } from '../../src/adopt/gating.ts';
import { chainEdits } from '../../src/adopt/gating/chain.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';

const CHOICES: GatingChoices = { acceptUrlChange: false, chain: false };

/** A template with one function, whose properties and siblings are given. */
function template(properties: string, more = ''): string {
  return `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: python3.13
${indented(properties, 6)}
${more}`;
}

function indented(text: string, columns: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}

function gating(text: string, choices: Partial<GatingChoices> = {}) {
  return gatingOf(loadTemplate(parseDocument(text, 'template.yaml')), { ...CHOICES, ...choices });
}

/** What becomes of `Orders`: outcome, code and `line:column`. */
function orders(text: string, choices: Partial<GatingChoices> = {}): string {
  const found = gating(text, choices).functions.find(({ id }) => id === 'Orders');
  const { outcome, code, location } = found ?? { outcome: 'absent' };
  return [outcome, code, location && `${location.line}:${location.column}`]
    .filter((part) => part !== undefined)
    .join(' ');
}

const ROLE = `  Deployer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
`;

describe('a function', () => {
  test('is gated', () => {
    expect(gating(template(''))).toEqual({
      functions: [{ id: 'Orders', outcome: 'gated' }],
      adopted: { Orders: { hooks: 'ours' } },
      stackGate: false,
      names: {},
    });
  });

  const distribution = (behavior: string): string => `  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{Id: o, DomainName: a.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}]
${behavior}
`;
  const behavior = (version: string): string =>
    `{TargetOriginId: o, ViewerProtocolPolicy: https-only, LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: ${version}}]}`;

  test.each([
    [
      'SAM published',
      'AutoPublishAlias: live',
      `        DefaultCacheBehavior: ${behavior('!Ref Orders.Version')}`,
      '17:',
    ],
    [
      'its owner published',
      '',
      `        DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: https-only}
        CacheBehaviors:
          - ${behavior('!Ref Published')}
  Published: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Orders}}`,
      '19:',
    ],
    ['has a number', '', `        DefaultCacheBehavior: ${behavior('!Sub "${Orders.Arn}:3"')}`, '17:'],
  ])('of which CloudFront calls a version that %s at the edge is refused', (_, properties, config, line) => {
    expect(orders(template(properties, distribution(config)))).toMatch(
      new RegExp(`^refused edge-function ${line}\\d+$`),
    );
  });

  test('is not called at the edge by a distribution that has it as an origin', () => {
    const origin = `        DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: https-only}
        Comment: !Ref Orders`;
    expect(orders(template('', distribution(origin)))).toBe('gated');
  });

  test('whose logical id CloudFormation does not take is refused at its place, and the others are gated', () => {
    const text = template('').replace('Orders:', 'My-Orders:') + template('').slice(template('').indexOf('  Orders:'));
    expect(gating(text).functions).toMatchObject([
      { id: 'My-Orders', outcome: 'refused', code: 'logical-id', location: { line: 4 } },
      { id: 'Orders', outcome: 'gated' },
    ]);
    expect(Object.keys(gating(text).adopted)).toEqual(['Orders']);
  });

  test('whose alias of that name is written out is refused, as Lambda has no second', () => {
    const alias = (name: string): string =>
      `  Stable: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Orders, FunctionVersion: '3', Name: ${name}}}\n`;
    expect(orders(template('', alias('live')))).toMatch(/^refused alias-taken 11:/);
    expect(orders(template('', alias('stable')))).toBe('gated');
    expect(orders(template('AutoPublishAlias: stable', alias('live')))).toBe('gated');
    expect(orders(template('', alias('live').replace('!Ref Orders', 'another')))).toBe('gated');
  });

  test.each([
    ['an image', 'PackageType: Image\nImageUri: 123.dkr.ecr.eu-west-1.amazonaws.com/orders:1'],
    ['durable', 'DurableConfig:\n  ExecutionTimeout: 3600'],
    ['on instances of the account', 'CapacityProviderConfig:\n  Arn: arn:x\nPublishToLatestPublished: true'],
    ['with an alias of its own', 'AutoPublishAlias: stable'],
    ['that lets versions go', 'AutoPublishAlias: live\nVersionDeletionPolicy: Delete'],
    ['with a URL of its alias', 'AutoPublishAlias: live\nFunctionUrlConfig:\n  AuthType: NONE'],
    ['with a preference', 'AutoPublishAlias: live\nDeploymentPreference:\n  Type: Linear10PercentEvery1Minute'],
    [
      'that SAM always takes for enabled',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Enabled: !If [A, true, false]',
    ],
    [
      'deployed by a role from outside',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Role: arn:aws:iam::123456789012:role/deploy',
    ],
    [
      'with a hook after the traffic',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Hooks:\n    PostTraffic: after',
    ],
  ])('%s is gated', (_, properties) => {
    expect(orders(template(properties))).toBe('gated');
  });

  test.each([
    ['url-would-change 10:7', 'FunctionUrlConfig:\n  AuthType: NONE'],
    ['alias-unknown 10:7', 'AutoPublishAlias: !Sub "${AWS::Region}-live"'],
    ['written-empty 10:7', 'AutoPublishAlias:'],
    [
      'preference-conditional 11:7',
      'AutoPublishAlias: live\nDeploymentPreference: !If [A, {Type: AllAtOnce}, {Type: AllAtOnce}]',
    ],
    ['preference-disabled 12:9', 'AutoPublishAlias: live\nDeploymentPreference:\n  Enabled: false\n  Type: AllAtOnce'],
  ])('is refused: %s', (what, properties) => {
    expect(orders(template(properties))).toBe(`refused ${what}`);
    expect(gating(template(properties)).adopted).toEqual({});
  });

  test.each([
    ['own-code-sha 10:7', 'AutoPublishCodeSha256: !Ref Sha'],
    [
      'hooks-conditional 13:9',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Hooks: !If [A, {PreTraffic: x}, {}]',
    ],
    [
      'own-pre-traffic-hook 14:11',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Hooks:\n    PreTraffic: check',
    ],
    [
      'preference-by-parameter 13:9',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Enabled: !Ref Canary',
    ],
    [
      'codedeploy-role-conditional 13:9',
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Role: !If [A, arn:x, !Ref AWS::NoValue]',
    ],
  ])('is gated in part, by the stack gate: %s', (what, properties) => {
    expect(orders(template(properties))).toBe(`in-part ${what}`);
    expect(gating(template(properties))).toMatchObject({ stackGate: true, adopted: { Orders: {} } });
  });

  test('with a URL is gated if its owner accepts that it changes', () => {
    expect(orders(template('FunctionUrlConfig:\n  AuthType: AWS_IAM'), { acceptUrlChange: true })).toBe('gated');
  });

  test('that is no function of SAM is refused', () => {
    const text = template('').replace('AWS::Serverless::Function', 'AWS::Lambda::Function');
    expect(orders(text)).toBe('refused plain-lambda 4:3');
  });

  test('whose properties are an intrinsic is refused', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: !If [A, {}, {}]
`;
    expect(orders(text)).toBe('refused properties-conditional 5:5');
  });

  test('that Fn::ForEach makes is refused', () => {
    const text = `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Functions:
    - Name
    - [Orders, Bills]
    - \${Name}:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: src/
          Handler: app.handler
          Runtime: python3.13
`;
    expect(gating(text).functions.map(({ id, code }) => [id, code])).toEqual([
      ['Orders', 'made-by-loop'],
      ['Bills', 'made-by-loop'],
    ]);
  });

  test('that shares its properties by an anchor is refused, and not the one beside it', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: &shared
      CodeUri: src/
      Handler: app.handler
      Runtime: python3.13
  Bills:
    Type: AWS::Serverless::Function
    Properties: *shared
  Stock:
    Type: AWS::Serverless::Function
    Properties:
      <<: *shared
      Handler: stock.handler
`;
    expect(gating(text).functions.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'written-shared',
      'written-shared',
      'gated',
    ]);
  });

  test('that has an explicit key among its own is refused; one among the resources is no matter of a function', () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      ? Runtime
      : python3.13
      CodeUri: src/
      Handler: app.handler
  Stock:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: stock.handler, Runtime: python3.13}
`;
    const outcomes = (of: string) => gating(of).functions.map(({ outcome, code }) => code ?? outcome);
    expect(outcomes(text)).toEqual(['written-shared', 'gated']);
    expect(outcomes(text.replace('  Orders:', '  ? Orders\n  :'))).toEqual(['gated', 'gated']);
  });

  test('that is a hook itself is refused', () => {
    const check = `  Check:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: check.handler
      Runtime: python3.13
`;
    const hooks =
      'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Hooks:\n    PreTraffic: !Ref Check';
    const { functions, adopted } = gating(template(hooks, check));
    expect(functions.map(({ id, code }) => [id, code])).toEqual([
      ['Orders', 'own-pre-traffic-hook'],
      ['Check', 'traffic-hook'],
    ]);
    expect(adopted).toEqual({ Orders: { hooks: 'beside' } });
  });

  test('that is the hook of a deployment that is off, or never there, is refused as a hook', () => {
    const text = (preference: string, check: string, more = '') =>
      `${template(
        `AutoPublishAlias: live\nDeploymentPreference: { Type: AllAtOnce, ${preference} Hooks: { PostTraffic: !Ref Check } }`,
        `  Check:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: check.handler, Runtime: python3.13, ${check} }
${more}`,
      )}`;
    const codeOf = (each: string) => gating(each).functions.find(({ id }) => id === 'Check')?.code;
    const off = 'AutoPublishAlias: live, DeploymentPreference: { Enabled: false }';
    expect(codeOf(text('Enabled: false,', off))).toBe('traffic-hook');
    const never = text('', 'DeploymentPreference: { Enabled: !Ref Off }', 'Conditions: { Never: !Equals [a, b] }\n');
    expect(codeOf(never.replace('  Orders:\n', '  Orders:\n    Condition: Never\n'))).toBe('traffic-hook');
    const used = 'Events: { Get: { Type: HttpApi, Properties: { Path: /, Method: get } } }';
    expect(codeOf(text('Enabled: false,', used))).toBeUndefined();
  });

  test.each([
    ['with a URL that Globals give to all', '', 'traffic-hook'],
    ['with a deployment that is off, and a URL of Globals', 'DeploymentPreference: { Enabled: false }', 'traffic-hook'],
    ['with a URL of its own', 'FunctionUrlConfig: { AuthType: NONE }', undefined],
    ['that another function calls', 'MemorySize: 256', undefined],
  ])('that is named as a hook, %s', (what, property, code) => {
    const other = what.includes('another') ? 'Environment: { Variables: { CHECK: !Ref Check } }' : 'Timeout: 3';
    const text = template(
      `AutoPublishAlias: live\nDeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Check } }`,
      `  Check:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: check.handler, Runtime: python3.13, ${property || 'Timeout: 9'} }
  Other:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: other.handler, Runtime: python3.13, ${other} }
`,
    );
    const globals = 'Globals: { Function: { FunctionUrlConfig: { AuthType: AWS_IAM } } }\n';
    const whole = what.includes('Globals') ? text.replace('Resources:\n', `${globals}Resources:\n`) : text;
    const { functions } = gating(whole, { acceptUrlChange: true });
    expect(functions.find(({ id }) => id === 'Check')?.code).toBe(code);
  });

  test.each([
    ['ServerlessRestApi', 'Api'],
    ['ServerlessHttpApi', 'HttpApi'],
  ])('called %s is refused where SAM makes an API of that name', (name, type) => {
    const event = `Events: { Get: { Type: ${type}, Properties: { Path: /, Method: get } } }`;
    const text = template(
      event,
      `  ${name}:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: other.handler, Runtime: python3.13 }
`,
    );
    const { functions, adopted } = gating(text);
    expect(functions[1]).toMatchObject({ id: name, outcome: 'refused', code: 'overwritten', location: { line: 11 } });
    expect(Object.keys(adopted)).toEqual(['Orders']);
    expect(gating(text.replace(event, '')).functions.map(({ outcome }) => outcome)).toEqual(['gated', 'gated']);
  });

  test('whose alias or deployment would be called like a resource of the owner’s is refused', () => {
    const more = (name: string) => `  ${name}:\n    Type: AWS::SNS::Topic\n`;
    expect(orders(template('', more('OrdersAliaslive')))).toBe('refused logical-id-taken 11:3');
    expect(orders(template('', more('OrdersDeploymentGroup')))).toBe('refused logical-id-taken 11:3');
    expect(orders(template('', more('ServerlessDeploymentApplication')))).toBe('refused logical-id-taken 11:3');
    expect(orders(template('', more('OrdersAlias')))).toBe('gated');
  });

  test('of whose name SAM makes one that is too long for CloudFormation is refused', () => {
    // a version has `Version` and ten characters behind it
    for (const [length, outcome] of [
      [238, 'gated'],
      [239, 'refused'],
    ] as const) {
      const id = `Orders${'x'.repeat(length - 6)}`;
      const [fn] = gating(template('').replace('  Orders:', `  ${id}:`)).functions;
      expect(fn).toMatchObject({ id, outcome });
      if (outcome === 'refused') {
        expect(fn).toMatchObject({ code: 'logical-id-too-long', location: { line: 4, column: 3 } });
        expect(fn?.reason).toMatch(
          /^SAM makes an AWS::Lambda::Version .* has 256 characters, and CloudFormation takes 255/,
        );
      }
    }
  });

  describe('that a bucket notifies', () => {
    const notified = (notification: string, event = 'Events: s3:ObjectCreated:*', rest = '') =>
      template(
        `Events:\n  Upload: { Type: S3, Properties: { Bucket: !Ref Files, ${event} } }`,
        `  Files:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations:
          - ${notification}
${rest}`,
      );
    const ITSELF = '{ Event: "s3:ObjectCreated:*", Function: !GetAtt Orders.Arn }';

    test('by what is written and by an event that says the same is refused: S3 takes no two for the same objects', () => {
      const text = notified(ITSELF);
      expect(orders(text)).toBe('refused notified-twice 17:13');
      expect(gating(text).functions[0]?.reason).toContain('Files notifies it');
      const conditional = notified(
        `!If [Yes, ${ITSELF}, !Ref AWS::NoValue]`,
        undefined,
        'Conditions: { Yes: !Equals [a, a] }\n',
      ).replace('  Orders:\n', '  Orders:\n    Condition: Yes\n');
      expect(orders(conditional)).toMatch(/^refused notified-twice/);
    });

    test('is found behind what another function makes of its events', () => {
      const other = `  Bills:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: bills.handler
      Runtime: python3.13
      Events: { Gone: { Type: S3, Properties: { Bucket: !Ref Files, Events: s3:ObjectRemoved:* } } }
`;
      const { functions } = gating(notified(ITSELF, undefined, other));
      expect(functions.map(({ id, outcome }) => [id, outcome])).toEqual([
        ['Orders', 'refused'],
        ['Bills', 'gated'],
      ]);
    });

    test.each([
      ['of other events', ITSELF, 'Events: s3:ObjectRemoved:*'],
      ['for another function', '{ Event: "s3:ObjectCreated:*", Function: arn:x }', 'Events: s3:ObjectRemoved:*'],
    ])('%s as well is gated', (_, notification, event) => {
      expect(orders(notified(notification, event))).toBe('gated');
    });

    test('by its alias already is gated', () => {
      const text = notified(ITSELF).replace('      Events:', '      AutoPublishAlias: live\n      Events:');
      // today there are two, which S3 refuses, whatever becomes of the gate
      expect(orders(text)).toBe('gated');
    });
  });

  test('takes what is written in Globals for its own', () => {
    const globals = `Globals:
  Function:
    AutoPublishAlias: live
    DeploymentPreference:
      Enabled: false
      Type: AllAtOnce
`;
    expect(orders(template('', globals))).toBe('refused preference-disabled 15:7');
  });

  test('is gated with a role of the template, however that is named', () => {
    for (const role of ['!GetAtt Deployer.Arn', '!Sub "${Deployer.Arn}"', '!Ref Deployer']) {
      const properties = `AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Role: ${role}`;
      expect(orders(template(properties, ROLE))).toBe('gated');
    }
  });
});

test('a template without functions has nothing to gate', () => {
  expect(gating('Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n')).toEqual({
    functions: [],
    adopted: {},
    stackGate: false,
    names: {},
  });
});

describe('names of ours', () => {
  test('give way to those of the owner, in any case of letters, of any kind, and of what SAM makes', () => {
    const more = `  recorder:
    Type: AWS::SNS::Topic
Parameters:
  Environment: { Type: String, Default: a }
  FitnessReleaseId: { Type: String, Default: a }
Conditions:
  releaseid: !Equals [a, b]
`;
    expect(gating(template('', more)).names).toEqual({
      Environment: 'FitnessEnvironment',
      ReleaseId: 'FitnessReleaseId2',
      Recorder: 'FitnessRecorder',
    });
    const sam = template('', '').replace('Orders:', 'Recorder:');
    expect(gating(sam).names).toMatchObject({ Recorder: 'FitnessRecorder', RecorderRole: 'FitnessRecorderRole' });
  });
});

describe('--chain', () => {
  const text = template(
    'AutoPublishAlias: live\nDeploymentPreference:\n  Type: AllAtOnce\n  Hooks:\n    PreTraffic: !Ref Check',
    `  Check:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: check.handler, Runtime: python3.13 }
`,
  );

  test('has ours called first, and says which comes next', () => {
    const { functions, adopted, names, stackGate } = gating(text, { chain: true });
    expect(functions[0]).toEqual({ id: 'Orders', outcome: 'gated' });
    expect(adopted).toEqual({ Orders: { hooks: 'chained', next: 'Check' } });
    expect(stackGate).toBe(false);
    expect(chainEdits(parseDocument(text, 'template.yaml'), adopted, names)).toEqual([
      {
        path: ['Resources', 'Orders', 'Properties', 'DeploymentPreference', 'Hooks', 'PreTraffic'],
        set: { Ref: 'PreTrafficHook' },
      },
    ]);
  });

  test('is not where ours would wait for what waits for it', () => {
    const preference = (hook: string) => `AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: ${hook} } }`;
    const looping = `Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: front.handler
      Runtime: python3.13
      ${preference('check-front')}
      Events: { Get: { Type: HttpApi, Properties: { Path: /, Method: get } } }
  Back:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: back.handler
      Runtime: python3.13
      ${preference('check-back')}
      Environment: { Variables: { API: !Ref ServerlessHttpApi } }
`;
    const { functions, adopted } = gating(looping, { chain: true });
    expect(functions.map(({ id, outcome, code }) => [id, outcome, code])).toEqual([
      ['Front', 'in-part', 'chain-closes-loop'],
      ['Back', 'in-part', 'chain-closes-loop'],
    ]);
    expect(adopted).toEqual({ Front: { hooks: 'beside' }, Back: { hooks: 'beside' } });
  });

  test('is not for a function under a condition, nor for a hook that is not known', () => {
    const conditional = text.replace('    Type: AWS', '    Condition: A\n    Type: AWS');
    expect(orders(conditional, { chain: true })).toBe('in-part own-pre-traffic-hook 15:11');
    const unknown = text.replace('!Ref Check', '!ImportValue Check');
    expect(orders(unknown, { chain: true })).toBe('in-part own-pre-traffic-hook 14:11');
    const given = text
      .replace('!Ref Check', '!Ref CheckName')
      .replace('Resources:', 'Parameters: { CheckName: { Type: String } }\nResources:');
    expect(orders(given, { chain: true })).toMatch(/^in-part own-pre-traffic-hook/);
    expect(orders(text, { chain: new Set(['Others']) })).toMatch(/^in-part own-pre-traffic-hook/);
  });
});
