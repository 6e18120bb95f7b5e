import { describe, expect, it } from '@jest/globals';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemplates, lookThrough, survey } from '../../src/adopt/survey.ts';
import type { Survey } from '../../src/adopt/model.ts';
import { UserError } from '../../src/errors.ts';
import { repository, sam } from './survey-repository.ts';

const NODE = sam({ Orders: 'Runtime: nodejs22.x, Handler: app.handler, CodeUri: src/' });

function paths(folder: string): string[] {
  return findTemplates(folder).map(({ path }) => path);
}

describe('templates of a repository', () => {
  it('are found by what they hold, whatever they are called', () => {
    const folder = repository({
      'template.yaml': NODE,
      'services/orders/sam.yml': NODE,
      'infra/network.template': 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  T: {Type: AWS::SNS::Topic}\n',
      'infra/api-stack.json': '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}',
      'docs/openapi.yaml': 'openapi: 3.0.0\npaths: {}\n',
      'events/event.json': '{"Resources": {"Type": "AWS::SNS::Topic"}}',
      'config/resources.yaml': 'Resources:\n  - one\n',
    });
    expect(findTemplates(folder).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'sam template.yaml',
      'cloudformation infra/api-stack.json',
      'cloudformation infra/network.template',
      'sam services/orders/sam.yml',
    ]);
  });

  it('are not looked for in what is installed, built or packaged', () => {
    const built = ['.aws-sam/build', 'node_modules/x', 'dist', 'target', '.venv', 'py/site-packages', '.git'];
    const folder = repository({
      ...Object.fromEntries(built.map((at) => [`${at}/template.yaml`, NODE])),
      'python/pyvenv.cfg': '',
      'python/template.yaml': NODE,
      'packaged.yaml': NODE,
      'app/template.yaml': NODE,
    });
    expect(paths(folder)).toEqual(['app/template.yaml']);
  });

  it('are those that a samconfig names, in any table and either language', () => {
    const toml = '[prod.build.parameters]\ntemplate_file = "stacks/main.json"\n';
    const yaml = 'default:\n  deploy:\n    parameters:\n      template_file: ./dist/main.txt\n';
    const folder = repository({
      'samconfig.toml': toml,
      'stacks/main.json': '{"Transform": "AWS::Serverless-2016-10-31", "Resources": {}}',
      'stacks/other.json': '{"Transform": "AWS::Serverless-2016-10-31", "Resources": {}}',
      'web/samconfig.yaml': yaml,
      'web/dist/main.txt': NODE,
      'broken/samconfig.toml': '[',
    });
    expect(findTemplates(folder)).toEqual([
      { path: 'stacks/main.json', kind: 'sam', nestedIn: [], named: true },
      { path: 'web/dist/main.txt', kind: 'sam', nestedIn: [], named: true },
    ]);
  });

  it('are not those of a build, which a samconfig may name for a deployment', () => {
    const folder = repository({
      'template.yaml': NODE,
      '.aws-sam/build/template.yaml': NODE,
      'samconfig.toml': '[default.deploy.parameters]\ntemplate_file = ".aws-sam/build/template.yaml"\n',
    });
    expect(findTemplates(folder)).toEqual([{ path: 'template.yaml', kind: 'sam', nestedIn: [], named: false }]);
  });

  it('know which hold them as nested applications and stacks', () => {
    const nesting = (id: string, type: string, key: string, at: string): string =>
      `Transform: AWS::Serverless-2016-10-31\nResources:\n  ${id}:\n    Type: ${type}\n    Properties: {${key}: ${at}}\n`;
    const folder = repository({
      'template.yaml': nesting('App', 'AWS::Serverless::Application', 'Location', './nested/app.yaml'),
      'nested/app.yaml': nesting('Db', 'AWS::CloudFormation::Stack', 'TemplateURL', '../data/db.txt'),
      'data/db.txt': 'AWSTemplateFormatVersion: 2010-09-09\nResources: {T: {Type: AWS::SNS::Topic}}\n',
      'away.yaml': nesting('Away', 'AWS::CloudFormation::Stack', 'TemplateURL', 'https://example.com/t.yaml'),
      'out.yaml': nesting('Out', 'AWS::Serverless::Application', 'Location', '../../../etc/passwd'),
    });
    expect(Object.fromEntries(findTemplates(folder).map(({ path, nestedIn }) => [path, nestedIn]))).toEqual({
      'away.yaml': [],
      'out.yaml': [],
      'template.yaml': [],
      'data/db.txt': ['nested/app.yaml'],
      'nested/app.yaml': ['template.yaml'],
    });
  });

  it('that nest each other are found once', () => {
    const nesting = (at: string): string =>
      `Transform: AWS::Serverless-2016-10-31\nResources:\n  A:\n    Type: AWS::Serverless::Application\n    Properties: {Location: ${at}}\n`;
    const folder = repository({ 'a.yaml': nesting('b.yaml'), 'b.yaml': nesting('a.yaml') });
    expect(findTemplates(folder).map(({ path, nestedIn }) => [path, nestedIn])).toEqual([
      ['a.yaml', ['b.yaml']],
      ['b.yaml', ['a.yaml']],
    ]);
  });

  it('of CDK are known as such', () => {
    const cdk = '{"Resources":{"T":{"Type":"AWS::SNS::Topic","Metadata":{"aws:cdk:path":"Stack/T"}}}}';
    const folder = repository({ 'cdk.json': '{}', 'cdk.out/Stack.template.json': cdk, 'cdk.out/manifest.json': '{}' });
    expect(findTemplates(folder)).toMatchObject([{ path: 'cdk.out/Stack.template.json', kind: 'cdk' }]);
  });

  it('that do not parse are found, so that it can be said where', () => {
    const folder = repository({ 'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources:\n  A: [\n' });
    expect(paths(folder)).toEqual(['template.yaml']);
    expect(() => survey(folder, 'template.yaml', {})).toThrow(UserError);
  });

  it('are not followed out of the folder', () => {
    const outside = repository({ 'template.yaml': NODE, 'service/template.yaml': NODE });
    const folder = repository({ 'samconfig.toml': '[default.build.parameters]\ntemplate_file = "linked.yaml"\n' });
    symlinkSync(join(outside, 'template.yaml'), join(folder, 'linked.yaml'));
    symlinkSync(join(outside, 'service'), join(folder, 'service'));
    symlinkSync('.', join(folder, 'loop'));
    expect(paths(folder)).toEqual([]);
    expect(() => survey(folder, 'linked.yaml', {})).toThrow(/lies outside/);
    expect(() => survey(folder, '../x/template.yaml', {})).toThrow(/There is no/);
  });

  it('need a folder', () => {
    const folder = repository({ 'template.yaml': NODE });
    expect(() => findTemplates(join(folder, 'template.yaml'))).toThrow(/no folder/);
  });
});

function look(files: Readonly<Record<string, string>>, template = 'template.yaml', env = {}): Survey {
  return survey(repository(files), template, env);
}

describe('the languages of a service', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    ['a runtime', sam({ A: 'Runtime: python3.13' }), {}, ['python']],
    ['Globals', sam({ A: 'Handler: x' }, 'Globals: {Function: {Runtime: java21}}\n'), {}, ['java']],
    [
      'a default of a parameter',
      sam({ A: 'Runtime: !Ref R' }, 'Parameters: {R: {Type: String, Default: ruby3.3}}\n'),
      {},
      ['ruby'],
    ],
    ['either branch', sam({ A: 'Runtime: !If [C, dotnet8, dotnet6]' }), {}, ['dotnet']],
    ['a module beside it', sam({ A: 'Runtime: provided.al2023, CodeUri: hello/' }), { 'hello/go.mod': '' }, ['go']],
    ['a crate above it', sam({ A: 'Runtime: provided.al2023, CodeUri: src/hello' }), { 'Cargo.toml': '' }, ['rust']],
    [
      'an image',
      sam({ A: 'PackageType: Image' }),
      { Dockerfile: 'FROM public.ecr.aws/lambda/python:3.13\n' },
      ['python'],
    ],
    ['nothing', sam({ A: 'Runtime: provided.al2023' }), {}, ['other']],
    [
      'several',
      sam({ A: 'Runtime: nodejs22.x', B: 'Runtime: python3.12', C: 'Runtime: nodejs20.x' }),
      {},
      ['node', 'python'],
    ],
  ])('are told by %s', (_, template, files, languages) => {
    expect(look({ 'template.yaml': template, ...files }).languages).toEqual(languages);
  });

  it('are those of its files where the template has no function', () => {
    const template = 'Transform: AWS::Serverless-2016-10-31\nResources: {T: {Type: AWS::Serverless::SimpleTable}}\n';
    expect(look({ 'template.yaml': template, 'pom.xml': '' }).languages).toEqual(['java']);
  });
});

describe('hooks', () => {
  const TYPESCRIPT = { 'template.yaml': NODE, 'package.json': '{}', 'tsconfig.json': '{}' };

  it.each<[string, Record<string, string>, Survey['hooks']]>([
    ['a Node service in JavaScript', { 'template.yaml': NODE, 'package.json': '{}' }, 'prebuilt'],
    [
      'one that esbuild bundles',
      { 'template.yaml': NODE, 'package.json': '{"devDependencies":{"esbuild":"0.28.0"}}' },
      'source',
    ],
    ['one in TypeScript', { 'template.yaml': NODE, 'package.json': '{}', 'tsconfig.json': '{}' }, 'source'],
    ['functions with a package.json each', { 'template.yaml': NODE, 'src/package.json': '{}' }, 'prebuilt'],
    [
      'Python with a package.json of tools',
      { 'template.yaml': sam({ A: 'Runtime: python3.13' }), 'package.json': '{"devDependencies":{"prettier":"3"}}' },
      'prebuilt',
    ],
    [
      'Python with TypeScript beside',
      { 'template.yaml': sam({ A: 'Runtime: python3.13' }), 'package.json': '{"devDependencies":{"typescript":"5"}}' },
      'source',
    ],
    [
      'a package.json with an esbuild that the tool does not work with',
      { 'template.yaml': NODE, 'package.json': '{"devDependencies":{"esbuild":"^0.21.5"}}' },
      'prebuilt',
    ],
    ['one whose packages bun installs', { ...TYPESCRIPT, 'bun.lock': '{}' }, 'prebuilt'],
    ['one whose packages bun installed earlier', { ...TYPESCRIPT, 'bun.lockb': '' }, 'prebuilt'],
    [
      'one that names bun',
      { ...TYPESCRIPT, 'package-lock.json': '{}', 'package.json': '{"packageManager":"bun@1.3.0"}' },
      'prebuilt',
    ],
    ['one that left bun', { ...TYPESCRIPT, 'bun.lockb': '', 'package-lock.json': '{}' }, 'source'],
    ['a package.json that does not read', { 'template.yaml': NODE, 'package.json': '{' }, 'prebuilt'],
  ])('of %s', (_, files, hooks) => {
    expect(look(files).hooks).toBe(hooks);
  });
});

describe('the folder of a service', () => {
  it('is that of its template', () => {
    const folder = repository({ 'services/orders/template.yaml': NODE, 'package.json': '{}' });
    const { root, template } = survey(folder, 'services/orders/template.yaml', {});
    expect([root, template]).toEqual([join(folder, 'services/orders'), 'template.yaml']);
  });

  it.each<[string, Record<string, string>]>([
    [
      'whose samconfig names the template',
      { 'samconfig.toml': '[default.build.parameters]\ntemplate_file = "infra/template.yaml"\n' },
    ],
    ['whose package.json builds it', { 'package.json': '{"scripts":{"build":"sam build -t infra/template.yaml"}}' }],
    ['whose Makefile builds it', { Makefile: 'build:\n\tsam build -t infra/template.yaml\n' }],
  ])('is the one above %s', (_, files) => {
    const folder = repository({ 'infra/template.yaml': sam({ A: 'Runtime: go1.x' }), ...files });
    const { root, template } = survey(folder, 'infra/template.yaml', {});
    expect([root, template]).toEqual([folder, 'infra/template.yaml']);
  });

  it('holds its code', () => {
    const folder = repository({ 'infra/template.yaml': sam({ A: 'Runtime: nodejs22.x, CodeUri: ../src/' }) });
    expect(survey(folder, 'infra/template.yaml', {}).root).toBe(folder);
  });

  it('is not one that several services share', () => {
    const build = 'sam build -t a/template.yaml; sam build -t b/template.yaml';
    const folder = repository({ 'a/template.yaml': NODE, 'b/template.yaml': NODE, Makefile: `all:\n\t${build}\n` });
    expect(survey(folder, 'b/template.yaml', {}).root).toBe(join(folder, 'b'));
  });
});

describe('the package manager', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['package.json names', { 'package.json': '{"packageManager":"pnpm@10.1.0"}', 'package-lock.json': '{}' }, 'pnpm'],
    ['a lockfile belongs to', { 'package.json': '{}', 'yarn.lock': '' }, 'yarn'],
    ['runs this, else', { 'package.json': '{}', '.git/HEAD': '' }, 'npm'],
    ['nobody needs', { 'yarn.lock': '' }, undefined],
  ])('is the one that %s', (_, files, manager) => {
    const env = { npm_config_user_agent: 'npm/11.0.0 node/v24.0.0' };
    expect(look({ 'template.yaml': NODE, ...files }, 'template.yaml', env).packageManager).toBe(manager);
  });

  it('is that of the workspace around', () => {
    const folder = repository({
      'pnpm-lock.yaml': '',
      '.git/HEAD': '',
      'a/template.yaml': NODE,
      'a/package.json': '{}',
    });
    expect(survey(join(folder, 'a'), 'template.yaml', {}).packageManager).toBe('pnpm');
  });
});

describe('the region', () => {
  const samconfig = (region: string): Record<string, string> => ({
    'template.yaml': NODE,
    'samconfig.toml': `[default.global.parameters]\nregion = "${region}"\n`,
  });

  it('is that of the samconfig, else that of the environment', () => {
    expect(look(samconfig('eu-west-1'), 'template.yaml', { AWS_REGION: 'us-east-1' }).region).toBe('eu-west-1');
    expect(look({ 'template.yaml': NODE }, 'template.yaml', { AWS_DEFAULT_REGION: 'us-east-2' }).region).toBe(
      'us-east-2',
    );
    expect(look(samconfig('nowhere')).region).toBeUndefined();
  });
});

describe('the name of a service', () => {
  it.each<[string, Record<string, string>, string]>([
    ['its package', { 'package.json': '{"name":"@shop/OrdersApi"}' }, 'orders-api'],
    [
      'its stack, without the environment',
      { 'samconfig.toml': '[prod.deploy.parameters]\nstack_name = "orders-prod"\n' },
      'orders',
    ],
    [
      'its stack, not what a scaffolder called the package',
      {
        'package.json': '{"name":"hello_world"}',
        'samconfig.toml': '[default.deploy.parameters]\nstack_name = "billing"\n',
      },
      'billing',
    ],
    ['what a scaffolder called it, before nothing at all', { 'package.json': '{"name":"app"}' }, 'app'],
  ])('is that of %s', (_, files, name) => {
    const folder = repository(
      Object.fromEntries(
        Object.entries({ 'template.yaml': NODE, ...files }).map(([path, text]) => [`1/${path}`, text]),
      ),
    );
    expect(survey(join(folder, '1'), 'template.yaml', {}).service).toBe(name);
  });

  it('is that of its folder, made one', () => {
    const folder = repository({ '2 My Orders_Service/template.yaml': NODE });
    expect(survey(folder, '2 My Orders_Service/template.yaml', {}).service).toBe('my-orders-service');
  });

  it('leaves room for the names of its environments', () => {
    const { service, environments } = look({
      'template.yaml': NODE,
      'package.json': JSON.stringify({ name: `a${'-long'.repeat(20)}` }),
      'samconfig.toml': '[pre-production.deploy.parameters]\nstack_name = "x"\n',
    });
    expect(environments).toMatchObject([{ name: 'pre-production' }]);
    expect(`${service}-pre-production`.length).toBeLessThanOrEqual(47);
    expect(service).toMatch(/^a-long.*[a-z]$/);
  });
});

describe('environments', () => {
  function environments(parameters: string, samconfig = ''): unknown[] {
    const template = sam({ A: 'Runtime: nodejs22.x' }, `Parameters: {${parameters}}\n`);
    const found = look({ 'template.yaml': template, ...(samconfig && { 'samconfig.toml': samconfig }) });
    return [found.environmentParameter, ...found.environments.map(({ name, deployment }) => `${name} ${deployment}`)];
  }

  it('are the values of a parameter, in the order of promotion', () => {
    expect(environments('Stage: {Type: String, AllowedValues: [prod, dev, staging]}')).toEqual([
      'Stage',
      'dev AllAtOnce',
      'staging Canary10Percent5Minutes',
      'prod Canary10Percent5Minutes',
    ]);
  });

  it('are what the samconfig gives a parameter that allows any', () => {
    const samconfig = [
      '[default.deploy.parameters]\nparameter_overrides = "Env=test"\n',
      '[live.deploy.parameters]\nparameter_overrides = ["Env=live", "Other=1"]\n',
    ].join('');
    expect(environments('Env: {Type: String}', samconfig)).toEqual([
      'Env',
      'test AllAtOnce',
      'live Canary10Percent5Minutes',
    ]);
  });

  it.each([
    [
      'as they are written',
      'Env: {Type: String, AllowedValues: [Prod, Dev]}',
      ['Dev AllAtOnce', 'Prod Canary10Percent5Minutes'],
    ],
    [
      'and prod, where others may be given',
      'Env: {Type: String, Default: Dev}',
      ['Dev AllAtOnce', 'prod Canary10Percent5Minutes'],
    ],
    [
      'and no other, where the default is what people use',
      'Stage: {Type: String, Default: Live}',
      ['Live Canary10Percent5Minutes'],
    ],
    ['or prod, where nobody says which', 'Environment: {Type: String}', ['prod Canary10Percent5Minutes']],
    [
      'whatever they are called',
      'Env: {Type: String, AllowedValues: [blue, green]}',
      ['blue Canary10Percent5Minutes', 'green Canary10Percent5Minutes'],
    ],
  ])('are its values %s', (_, parameter, expected) => {
    expect(environments(parameter)).toEqual([parameter.split(':')[0], ...expected]);
  });

  it.each([
    ['of other meaning', 'Mode: {Type: String, AllowedValues: [dev, prod]}', undefined],
    ['that may be of an API', 'StageName: {Type: String, Default: v1}', undefined],
    ['that is nothing', 'Env: null', undefined],
    ['of another type', 'Env: {Type: "AWS::SSM::Parameter::Value<String>", AllowedValues: [dev]}', 'AWS::SSM'],
    ['with numbers', 'Env: {Type: String, AllowedValues: [1, 2]}', 'its value "1" is no name'],
    ['with sentences', 'Env: {Type: String, AllowedValues: [dev, "Prod (EU)"]}', 'its value "Prod (EU)" is no name'],
    ['with what SAM CLI means otherwise', 'Env: {Type: String, AllowedValues: [default, prod]}', 'samconfig.toml'],
    ['that may be empty', "Env: {Type: String, Default: ''}", 'it may be empty'],
    [
      'with many values',
      `Env: {Type: String, AllowedValues: [${Array.from({ length: 21 }, (_, n) => `e${n}`).join(', ')}]}`,
      '21 values',
    ],
  ])('are not of a parameter %s', (_, parameter, reason) => {
    expect(environments(parameter)).toEqual([undefined, 'prod Canary10Percent5Minutes']);
    const { unusedParameter } = look({
      'template.yaml': sam({ A: 'Runtime: nodejs22.x' }, `Parameters: {${parameter}}\n`),
    });
    expect(unusedParameter).toEqual(reason && { name: 'Env', reason: expect.stringContaining(reason) });
  });

  it('are of the parameter that says so rather than of a stage', () => {
    const stage = 'StageName: {Type: String, AllowedValues: [v1]}';
    expect(environments(`${stage}, EnvironmentName: {Type: String, AllowedValues: [qa]}`)).toEqual([
      'EnvironmentName',
      'qa AllAtOnce',
    ]);
  });

  it('are the tables of the samconfig where no parameter says', () => {
    const samconfig = [
      'version = 0.1\n',
      '[default.deploy.parameters]\nstack_name = "orders-dev"\n',
      '[prod.deploy.parameters]\nstack_name = "orders-prod"\n',
      '[tools.validate.parameters]\nlint = true\n',
      '[Bad_Name.deploy.parameters]\nstack_name = "x"\n',
    ].join('');
    expect(environments('', samconfig)).toEqual([undefined, 'dev AllAtOnce', 'prod Canary10Percent5Minutes']);
  });

  it('are prod where nobody says', () => {
    expect(environments('', '[default.deploy.parameters]\nstack_name = "orders"\n')).toEqual([
      undefined,
      'prod Canary10Percent5Minutes',
    ]);
  });

  it('of a samconfig that does not read are refused with the place', () => {
    expect(() => environments('', '[default\n')).toThrow(/samconfig\.toml:1:/);
  });
});

describe('pipelines', () => {
  it('are known with the places of their commands', () => {
    const { pipelines, files } = look({
      'template.yaml': NODE,
      'package.json': '{\n  "scripts": {\n    "ship": "sam deploy --config-env prod"\n  }\n}\n',
      Makefile: 'build:\n\tsam build\n',
      'buildspec.yml':
        'version: 0.2\nphases:\n  build:\n    commands:\n      # sam deploy\n      - sam build\n      - npm run ship\n',
      'pipeline/buildspec_deploy.yml': 'phases: {build: {commands: [sam deploy]}}\n',
      'codepipeline.yaml': 'Resources:\n  P:\n    Type: AWS::CodePipeline::Pipeline\n',
      '.github/workflows/ci.yml': 'jobs:\n  build:\n    steps:\n      - run: make build && sam deploy\n',
      '.github/workflows/lint.yml': 'jobs: {lint: {steps: [{run: npm test}]}}\n',
      '.gitlab-ci.yml': 'deploy:\n  script: [sam build, sam deploy]\n',
      Jenkinsfile: "pipeline { stages { stage('d') { steps { sh 'sam deploy' } } } }\n",
      'bitbucket-pipelines.yml': 'pipelines: {}\n',
    });
    expect(pipelines).toEqual([
      {
        kind: 'gitlab',
        path: '.gitlab-ci.yml',
        build: at('.gitlab-ci.yml', 2, 12),
        deploy: at('.gitlab-ci.yml', 2, 23),
      },
      { kind: 'jenkins', path: 'Jenkinsfile', deploy: at('Jenkinsfile', 1, 46) },
      { kind: 'bitbucket', path: 'bitbucket-pipelines.yml' },
      { kind: 'codebuild', path: 'buildspec.yml', build: at('buildspec.yml', 6, 9), deploy: at('package.json', 3, 14) },
      { kind: 'sam-pipelines', path: 'codepipeline.yaml' },
      { kind: 'codebuild', path: 'pipeline/buildspec_deploy.yml', deploy: at('pipeline/buildspec_deploy.yml', 1, 29) },
      {
        kind: 'github',
        path: '.github/workflows/ci.yml',
        build: at('Makefile', 2, 2),
        deploy: at('.github/workflows/ci.yml', 4, 28),
      },
    ]);
    expect(files).toEqual([
      '.github/workflows/ci.yml',
      '.gitlab-ci.yml',
      'Makefile',
      'buildspec.yml',
      'package.json',
      'pipeline/buildspec_deploy.yml',
    ]);
  });

  it('of the repository around are known, and get no part of ours', () => {
    const folder = repository({
      'services/orders/template.yaml': NODE,
      'services/other/buildspec.yml': 'phases: {build: {commands: [sam build]}}\n',
      '.github/workflows/deploy.yml': 'jobs: {d: {steps: [{run: sam deploy}]}}\n',
      'azure-pipelines.yml': 'steps: [{script: sam deploy}]\n',
    });
    const { pipelines, files } = survey(folder, 'services/orders/template.yaml', {});
    expect(pipelines.map(({ path }) => path)).toEqual([
      '../../azure-pipelines.yml',
      '../../.github/workflows/deploy.yml',
    ]);
    expect(files).toEqual([]);
  });

  describe('above what is adopted', () => {
    const WORKFLOW = `jobs:
  a: {steps: [{run: sam build && sam deploy, working-directory: services/orders-api}]}
  # services/orders is below
  b:
    defaults: {run: {working-directory: services/orders}}
    steps:
      - run: sam build
      - run: sam deploy
`;
    const from = (files: Readonly<Record<string, string>>, at = 'services/orders') => {
      const folder = repository({ [`${at}/template.yaml`]: NODE, '.git/HEAD': '', ...files });
      return { folder, ...survey(join(folder, at), 'template.yaml', {}) };
    };

    it('are known where they name the folder, with the commands that stand nearest to that', () => {
      const path = '../../.github/workflows/ship.yml';
      const { pipelines, files } = from({
        '.github/workflows/ship.yml': WORKFLOW,
        '.github/workflows/other.yml': WORKFLOW.replace('services/orders}}', 'services/others}}'),
        '.github/workflows/test.yml': 'jobs: {t: {steps: [{run: cd services/orders && npm test}]}}\n',
        'services/buildspec.yml': 'phases: {build: {commands: [cd orders, sam build]}}\n',
      });
      expect(pipelines).toEqual([
        { kind: 'codebuild', path: '../buildspec.yml', build: at('../buildspec.yml', 1, 40) },
        { kind: 'github', path, build: at(path, 7, 14), deploy: at(path, 8, 14) },
      ]);
      expect(files).toEqual([]);
    });

    it('are known with the same commands from the root', () => {
      const path = '../../.github/workflows/ship.yml';
      const folder = repository({ 'services/orders/template.yaml': NODE, '.github/workflows/ship.yml': WORKFLOW });
      expect(survey(folder, 'services/orders/template.yaml', {}).pipelines).toEqual([
        { kind: 'github', path, build: at(path, 7, 14), deploy: at(path, 8, 14) },
      ]);
    });

    it.each([
      ['a folder that a matrix names', 'services/orders', 'cd services/${{ matrix.service }} && sam deploy', true],
      ['the root of the checkout', 'services/orders', 'cd $GITHUB_WORKSPACE/services/orders; sam deploy', true],
      ['another folder', 'services/orders', 'cd services/orders-old && sam deploy', false],
      ['a folder at the root', 'app', 'cd app && sam deploy', true],
      ['a path below it', 'app', 'sam deploy -t app/template.yaml', true],
      ['a word like it', 'app', 'sam deploy --stack-name my-app # the app', false],
    ])('go by %s: %s in %j: %s', (_, folder, run, isKnown) => {
      const { pipelines } = from({ '.github/workflows/a.yml': `jobs: {d: {steps: [{run: "${run}"}]}}\n` }, folder);
      expect(pipelines).toHaveLength(isKnown ? 1 : 0);
    });

    it('are not looked for through links, nor where git has no repository', () => {
      const away = repository({ 'a.yml': WORKFLOW });
      const { folder } = from({ '.github/x': '' });
      symlinkSync(away, join(folder, '.github/workflows'));
      symlinkSync(join(away, 'a.yml'), join(folder, 'buildspec.yml'));
      const known = () => survey(join(folder, 'services/orders'), 'template.yaml', {}).pipelines;
      expect(known()).toEqual([]);
      writeFileSync(join(folder, 'buildspec-real.yml'), WORKFLOW);
      expect(known()).toHaveLength(1);
      rmSync(join(folder, '.git'), { recursive: true });
      expect(known()).toEqual([]);
    });
  });

  function at(file: string, line: number, column: number): object {
    return { file, line, column };
  }
});

describe('files beside', () => {
  it('are those of the service that a part of ours may belong into', () => {
    const beside = ['.eslintignore', '.gitignore', '.prettierignore', 'Makefile', 'eslint.config.mjs', 'tsconfig.json'];
    const others = ['README.md', 'src/tsconfig.json', 'src/.gitignore', 'Jenkinsfile'];
    const files = Object.fromEntries([...beside, ...others].map((path) => [path, '']));
    expect(look({ 'template.yaml': NODE, ...files }).files).toEqual(beside);
  });
});

describe('tests and coverage', () => {
  it.each<[string, Record<string, string>, string[], string[]]>([
    [
      'Node',
      { 'package.json': '{"devDependencies":{"jest":"30","c8":"1"}}', 'coverage/lcov.info': '' },
      ['jest'],
      ['c8', 'coverage/lcov.info'],
    ],
    [
      'Python',
      { 'requirements-dev.txt': 'pytest\npytest-cov\n', 'coverage.xml': '' },
      ['pytest'],
      ['coverage.py', 'coverage.xml'],
    ],
    [
      'Java',
      { 'app/pom.xml': '<artifactId>junit</artifactId><artifactId>jacoco-maven-plugin</artifactId>' },
      ['JUnit'],
      ['JaCoCo'],
    ],
    ['Go', { 'hello/main_test.go': '' }, ['go test'], []],
    [
      '.NET',
      { 'test/Test.csproj': '<PackageReference Include="xunit"/><PackageReference Include="coverlet.collector"/>' },
      ['xUnit'],
      ['coverlet'],
    ],
    ['nothing', {}, [], []],
  ])('of %s', (_, files, tests, coverage) => {
    expect(look({ 'template.yaml': NODE, ...files })).toMatchObject({ tests, coverage });
  });
});

describe('nested templates of a service', () => {
  it('are those that are there, by their paths in the service', () => {
    const nested = (id: string, at: string): string =>
      `  ${id}:\n    Type: AWS::Serverless::Application\n    Properties: {Location: ${at}}\n`;
    const template = `Transform: AWS::Serverless-2016-10-31\nResources:\n${nested('A', 'a/template.yaml')}${nested('B', 'b.yaml')}`;
    const folder = repository({ 'x/template.yaml': template, 'x/a/template.yaml': NODE });
    expect(survey(folder, 'x/template.yaml', {}).nested).toEqual(['a/template.yaml']);
  });
});

describe('looking at a repository', () => {
  it('takes a few milliseconds, also in a large one', () => {
    const many = Array.from({ length: 300 }, (_, index) => [`src/m${index % 30}/f${index}.ts`, 'export {};\n']);
    const folder = repository({
      ...Object.fromEntries(many),
      'template.yaml': NODE,
      'package.json': '{}',
      'samconfig.toml': '[default.deploy.parameters]\nstack_name = "orders"\n',
      '.github/workflows/ci.yml': 'jobs: {d: {steps: [{run: sam deploy}]}}\n',
    });
    const times = Array.from({ length: 9 }, () => {
      const started = performance.now();
      const here = lookThrough(folder);
      findTemplates(here);
      survey(here, 'template.yaml', {});
      return performance.now() - started;
    });
    // as fast as it can be: others work on the machine as well
    expect(Math.min(...times)).toBeLessThan(15);
  });

  it('leaves out what is deeper than any service', () => {
    const below = (depth: number): string => [...Array(depth).keys(), 'template.yaml'].join('/');
    expect(paths(repository({ [below(10)]: NODE, [below(11)]: NODE }))).toEqual([below(10)]);
  });

  it('takes names of JavaScript for names', () => {
    const template = [
      'Transform: AWS::Serverless-2016-10-31',
      'Parameters: {constructor: {Type: String}, __proto__: {Type: String, AllowedValues: [dev]}}',
      'Globals: constructor',
      'Resources:',
      '  toString: {Type: AWS::Serverless::Function, Properties: {Runtime: [1], CodeUri: {a: 1}}}',
      '  constructor: {Type: constructor}',
      '  __proto__: 5',
    ].join('\n');
    const found = look({ 'template.yaml': template, 'package.json': '["a"]' });
    expect(found).toMatchObject({ languages: ['node'], hooks: 'prebuilt', environments: [{ name: 'prod' }] });
  });
});
