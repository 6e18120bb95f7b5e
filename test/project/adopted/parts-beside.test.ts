import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ownPackage } from '../../../src/package.ts';
import { whyNotInstallable } from '../../../src/project/adopted/beside/peers.ts';
import { handledBeside } from '../../../src/project/adopted/parts-beside.ts';
import { hookClients } from '../../../src/project/hook-clients.ts';
import { adopted, partsOf, remarksOf, TOOL, withParts } from './parts-beside-support.ts';
import type { Choices } from './parts-beside-support.ts';

describe('which files', () => {
  test.each([
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    'buildspec.yml',
    'pipeline/buildspec_feature.yml',
    '.github/workflows/deploy.yaml',
    '.gitlab-ci.yml',
    'Makefile',
    '.gitignore',
    '.prettierignore',
    '.eslintignore',
    '.eslintrc.json',
    'eslint.config.mjs',
  ])('%s may hold a part', (path) => {
    expect(handledBeside(path)).toBe(true);
  });

  test.each(['Jenkinsfile', 'src/package.json', '.npmignore', 'samconfig.toml', '.github/dependabot.yml', 'README.md'])(
    '%s holds none',
    (path) => {
      expect(handledBeside(path)).toBe(false);
      expect(partsOf(path, 'sam build\n')).toEqual([]);
    },
  );
});

describe('package.json', () => {
  const bare = '{\n    "name": "orders",\n    "scripts": {\n        "test": "jest"\n    }\n}\n';

  test('gets scripts and what the hooks are built of, in its indentation', () => {
    const text = withParts('package.json', bare);
    const data = JSON.parse(text);
    expect(data.scripts).toEqual({
      test: 'jest',
      score: 'fitness-serverless score',
      measure: 'fitness-serverless measure',
      build: 'fitness-serverless validate && fitness-serverless measure && sam build',
      'deploy:dev': 'fitness-serverless deploy --env dev',
      'deploy:prod': 'fitness-serverless deploy --env prod',
    });
    expect(data.devDependencies).toEqual({
      ...hookClients(adopted().config),
      'create-fitness-serverless': '^0.1.0',
      esbuild: '0.28.2',
    });
    expect(Object.keys(data.devDependencies)).toEqual(Object.keys(data.devDependencies).sort());
    expect(text).toContain('\n        "score": "fitness-serverless score",\n');
  });

  test('leaves alone what its owner has, under whatever version', () => {
    const text = JSON.stringify({
      dependencies: { '@aws-sdk/client-ssm': '^3.1.0' },
      devDependencies: { esbuild: '~0.25.1' },
      optionalDependencies: { 'create-fitness-serverless': '*' },
    });
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(withParts('package.json', text));
    expect(dependencies).toEqual({ '@aws-sdk/client-ssm': '^3.1.0' });
    expect(devDependencies).toMatchObject({ esbuild: '~0.25.1', '@aws-sdk/client-codedeploy': expect.anything() });
    expect(devDependencies).not.toHaveProperty(['@aws-sdk/client-ssm']);
    expect(devDependencies).not.toHaveProperty('create-fitness-serverless');
    expect(optionalDependencies).toEqual({ 'create-fitness-serverless': '*' });
  });

  test('gives way to scripts of the same names', () => {
    const scripts = { score: 'a', measure: 'b', 'fitness:measure': 'c', build: 'tsc', 'deploy:dev': 'd' };
    expect(JSON.parse(withParts('package.json', JSON.stringify({ scripts }))).scripts).toEqual({
      ...scripts,
      'fitness:score': 'fitness-serverless score',
      'fitness:build': 'fitness-serverless validate && fitness-serverless measure && sam build',
      'fitness:deploy:dev': 'fitness-serverless deploy --env dev',
      'deploy:prod': 'fitness-serverless deploy --env prod',
    });
  });

  test('gets no second script that builds', () => {
    const scripts = { package: 'npm test && sam build --parallel' };
    expect(JSON.parse(withParts('package.json', JSON.stringify({ scripts }))).scripts).not.toHaveProperty('build');
  });

  test('builds a template that SAM does not look for by its name', () => {
    const { scripts } = JSON.parse(withParts('package.json', bare, { template: 'infra/service.yaml' }));
    expect(scripts.build).toMatch(/ sam build --template infra\/service\.yaml$/);
    expect(partsOf('package.json', bare, { template: 'infra/$(id).yaml' })).not.toContainEqual(
      expect.objectContaining({ path: ['scripts', 'build'] }),
    );
  });

  test('keeps the coverage of its own tests, and its own rules for its own code', () => {
    const text = JSON.stringify({
      jest: { collectCoverageFrom: ['**/*.{js,ts}', '!**/node_modules/**'] },
      eslintConfig: { root: true },
    });
    const { jest, eslintConfig } = JSON.parse(withParts('package.json', text));
    expect(jest.collectCoverageFrom).toEqual(['**/*.{js,ts}', '!**/node_modules/**', '!fitness/**']);
    expect(eslintConfig).toEqual({ root: true, ignorePatterns: ['fitness/'] });
    expect(JSON.parse(withParts('package.json', '{"jest":{"collectCoverageFrom":["src/**/*.ts"]}}')).jest).toEqual({
      collectCoverageFrom: ['src/**/*.ts'],
    });
  });

  test.each([
    [
      { devDependencies: { esbuild: '^0.21.5' } },
      'package.json has esbuild ^0.21.5, and create-fitness-serverless works with >=0.25.0',
    ],
    [{ dependencies: { '@aws-sdk/client-s3': '3.500.0' } }, expect.stringContaining('@aws-sdk/client-s3 3.500.0')],
    [{ dependencies: { '@aws-sdk/client-s3': '^3.500.0' }, devDependencies: { esbuild: 'latest' } }, undefined],
    [{ dependencies: { '@aws-sdk/client-s3': 'npm:other@1' } }, undefined],
    ['text', undefined],
  ])('cannot have the tool beside what it does not work with: %j', (manifest, expected) => {
    expect(whyNotInstallable(manifest)).toEqual(expected);
  });

  test('says so where it has it nevertheless', () => {
    expect(remarksOf('package.json', '{"devDependencies":{"esbuild":"0.24.0"}}')).toEqual([
      'package.json has esbuild 0.24.0, and create-fitness-serverless works with >=0.25.0: npm will refuse to install both',
    ]);
  });

  test('holds nothing where the hooks are prebuilt, or it is no JSON', () => {
    expect(partsOf('package.json', bare, { hooks: 'prebuilt' })).toEqual([]);
    expect(partsOf('package.json', '[]')).toEqual([]);
    expect(remarksOf('package.json', '{ "name": "orders", }')).toEqual([
      'package.json is no JSON that can be changed in place: nothing is added to it',
    ]);
  });
});

describe('tsconfig.json', () => {
  const exclude = (text: string) => JSON.parse(withParts('tsconfig.json', text)).exclude as unknown;

  test.each([
    ['takes in all', '{}', ['fitness']],
    ['where the compiler writes stays excluded', '{"compilerOptions":{"outDir":"./dist"}}', ['./dist', 'fitness']],
    ['a list goes on', '{"include":["**/*"],"exclude":["node_modules"]}', ['node_modules', 'fitness']],
    ['the folder itself', '{"include":["."]}', ['fitness']],
    ['by extension', '{"include":["./**/*.ts"]}', ['fitness']],
    ['a base that is a package', '{"extends":"@tsconfig/node22/tsconfig.json"}', ['fitness']],
    ['only src', '{"include":["src"]}', undefined],
    ['only files', '{"files":["a.ts"]}', undefined],
    ['not fitness', '{"exclude":["**/fitness/**"]}', ['**/fitness/**']],
    ['a base beside it', '{"extends":"./tsconfig.base.json"}', undefined],
  ])('%s: %s', (_, text, expected) => {
    expect(exclude(text)).toEqual(expected);
  });

  test('says where something is inherited that an own list would replace', () => {
    expect(remarksOf('tsconfig.json', '{"extends":"../tsconfig.json"}')).toEqual([
      'tsconfig.json may inherit what it excludes from ../tsconfig.json: have "fitness" excluded there',
    ]);
  });

  test('gets a new list in a line of its own', () => {
    expect(withParts('tsconfig.json', '{\n    "compilerOptions": {}\n}\n')).toBe(
      '{\n    "exclude": ["fitness"],\n    "compilerOptions": {}\n}\n',
    );
  });

  test('with comments is changed by a line', () => {
    expect(withParts('tsconfig.json', '{\n    // all\n    "compilerOptions": { "outDir": "dist" },\n}\n')).toBe(
      '{\n    "exclude": ["dist", "fitness"],\n    // all\n    "compilerOptions": { "outDir": "dist" },\n}\n',
    );
    expect(withParts('tsconfig.json', '{\n  // all\n  "exclude": [\n    "dist"\n  ]\n}\n')).toBe(
      '{\n  // all\n  "exclude": [\n    "fitness",\n    "dist"\n  ]\n}\n',
    );
    const text = '{\n  "exclude": ["dist"], // built\n}\n';
    expect(partsOf('tsconfig.json', text)).toEqual([]);
    expect(remarksOf('tsconfig.json', text)).toEqual([
      'tsconfig.json: exclude "fitness", which has a tsconfig.json of its own',
    ]);
    expect(partsOf('tsconfig.json', '{ "exclude": [,] // broken\n}')).toEqual([]);
  });

  test('is not needed where there is no TypeScript of ours', () => {
    expect(partsOf('tsconfig.json', '{}', { hooks: 'prebuilt' })).toEqual([]);
  });
});

describe('buildspec.yml', () => {
  const python = `version: 0.2
phases:
    install:
        runtime-versions:
            python: 3.13 # as the functions
    build:
        commands:
            - pytest
            - sam build --use-container
            - sam deploy
`;

  test('scores and measures before the build', () => {
    expect(withParts('buildspec.yml', python, { hooks: 'prebuilt' })).toBe(`version: 0.2
phases:
    install:
        runtime-versions:
            python: 3.13 # as the functions
            nodejs: 24
    build:
        commands:
            - pytest
            # Gate of create-fitness-serverless: scores the template, and measures the sources for its hooks.
            - npx --yes ${TOOL} score
            - npx --yes ${TOOL} measure
            - sam build --use-container
            - sam deploy
`);
  });

  test('leaves the Node.js of the image to what runs on it already', () => {
    const text = python.replace('- pytest', '- npm test');
    expect(withParts('buildspec.yml', text, { hooks: 'prebuilt' })).not.toContain('nodejs');
    expect(withParts('buildspec.yml', python)).not.toContain('nodejs');
  });

  test('keeps CRLF, and takes a tarball that lies in the repository', () => {
    const text = withParts('buildspec.yml', python.replaceAll('\n', '\r\n'), {
      hooks: 'prebuilt',
      tool: `file:vendor/create-fitness-serverless-${ownPackage().version}.tgz`,
    });
    expect(text).not.toMatch(/(?<!\r)\n/);
    expect(parse(text).phases.build.commands[1]).toBe(
      `npx --yes ./vendor/create-fitness-serverless-${ownPackage().version}.tgz score`,
    );
  });

  test('only scores where there is nothing to gate', () => {
    expect(parse(withParts('buildspec.yml', python, { hooks: 'none' })).phases.build.commands).toEqual([
      'pytest',
      `npx --yes ${TOOL} score`,
      'sam build --use-container',
      'sam deploy',
    ]);
  });

  test('has esbuild found, and the packages installed', () => {
    const commands = (text: string) => parse(withParts('buildspec.yml', text)).phases.build.commands as unknown;
    const path = 'export PATH="$PWD/node_modules/.bin:$PATH"';
    expect(commands('phases: {build: {commands: [sam build, sam deploy]}}\n')).toEqual([
      'npm ci',
      `npx ${TOOL} score`,
      `npx ${TOOL} measure`,
      path,
      'sam build',
      'sam deploy',
    ]);
    expect(commands('phases: {install: {commands: [npm ci]}, build: {commands: [sam build]}}\n')).toEqual([
      `npx ${TOOL} score`,
      `npx ${TOOL} measure`,
      path,
      'sam build',
    ]);
  });

  test('goes by a script or a target that builds where none runs SAM itself', () => {
    const text =
      'phases:\n  build:\n    commands:\n    - make lint\n    - |\n      make build-all\n      make deploy\n';
    expect(parse(withParts('buildspec.yml', text, { hooks: 'prebuilt' })).phases.build.commands).toEqual([
      'make lint',
      `npx --yes ${TOOL} score`,
      `npx --yes ${TOOL} measure`,
      'make build-all\nmake deploy\n',
    ]);
  });

  test.each([
    ['runs no SAM', 'phases:\n  build:\n    commands:\n      - pytest\n'],
    [
      'deploys what was packaged before',
      'phases:\n  build:\n    commands:\n      - sam deploy -t packaged-test.yaml\n',
    ],
    ['is none', 'just text\n'],
    ['has only a comment', 'phases:\n  build:\n    commands:\n      - |\n        # sam build\n        pytest\n'],
  ])('holds nothing where it %s', (_, text) => {
    expect(partsOf('buildspec.yml', text)).toEqual([]);
  });

  test('is left alone on a Node.js that is too old, and says so', () => {
    const of = (version: string) => partsOf('buildspec.yml', python.replace('python: 3.13', `nodejs: ${version}`));
    expect(['20.18', '22.12.0', '23'].flatMap(of)).toEqual([]);
    expect(['20.19', '22', '24.1', 'latest'].filter((version) => of(version).length === 0)).toEqual([]);
    const text = python.replace('python: 3.13', 'nodejs: 18');
    expect(partsOf('buildspec.yml', text)).toEqual([]);
    expect(remarksOf('buildspec.yml', text)).toEqual([
      'buildspec.yml runs on Node.js 18, on which `score` does not run: nothing is added to it',
    ]);
  });
});

describe('a workflow of GitHub Actions', () => {
  const workflow = `on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest
  deploy:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4

      - uses: aws-actions/setup-sam@v2
      - name: Build
        run: |
          sam build --use-container
          sam deploy
`;

  test('gets steps before the one that runs SAM, and in its job alone', () => {
    expect(withParts('.github/workflows/deploy.yml', workflow, { hooks: 'prebuilt' })).toBe(`on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest
  deploy:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4

      - uses: aws-actions/setup-sam@v2
      # Gate of create-fitness-serverless: scores the template, and measures the sources for its hooks.
      - name: Score the architecture
        run: npx --yes ${TOOL} score
      - name: Measure the sources
        run: npx --yes ${TOOL} measure
      - name: Build
        run: |
          sam build --use-container
          sam deploy
`);
  });

  test('takes the Node.js that the job has', () => {
    const text = workflow.replace(
      '- uses: aws',
      '- uses: actions/setup-node@v4\n        with: { node-version: 22 }\n      - uses: aws',
    );
    const { jobs } = parse(withParts('.github/workflows/deploy.yml', text));
    expect(jobs.deploy.steps.slice(3, -1)).toEqual([
      { name: 'Install packages', run: 'npm ci' },
      { name: 'Score the architecture', run: `npx ${TOOL} score` },
      { name: 'Measure the sources', run: `npx ${TOOL} measure` },
      { name: 'Let SAM find esbuild', run: 'echo "$GITHUB_WORKSPACE/node_modules/.bin" >> "$GITHUB_PATH"' },
    ]);
    expect(remarksOf('.github/workflows/deploy.yml', text.replace('node-version: 22', 'node-version: 16.x'))).toEqual([
      '.github/workflows/deploy.yml runs the job deploy on Node.js 16.x, on which `score` does not run: nothing is added to it',
    ]);
  });

  test.each([
    ['npm install --no-audit && sam build', 'npm install --no-audit'],
    ['npm ci; sam build', 'npm ci'],
    ['cd app && npm ci && sam build', 'npm ci'],
    ['make build', 'npm ci'],
  ])('installs before it what %j would install after it', (command, install) => {
    const text = workflow.replace(/\|\n.*\n.*/, command);
    const { jobs } = parse(withParts('.github/workflows/deploy.yml', text));
    expect(jobs.deploy.steps[2]).toEqual({ name: 'Install packages', run: install });
    const pipeline = `image: node:22\na:\n  script:\n  - ${command}\n`;
    expect(parse(withParts('.gitlab-ci.yml', pipeline)).a.script[0]).toBe(install);
    const spec = `phases:\n  build:\n    commands:\n    - ${command}\n`;
    expect(parse(withParts('buildspec.yml', spec)).phases.build.commands[0]).toBe(install);
  });

  test('is left alone where no job runs SAM', () => {
    expect(partsOf('.github/workflows/test.yml', workflow.replaceAll(/sam (build|deploy)/g, 'echo'))).toEqual([]);
  });

  test('gets steps in each job that builds', () => {
    const text = workflow.replace('run: pytest', 'run: sam build');
    const { jobs } = parse(withParts('.github/workflows/deploy.yml', text, { hooks: 'none' }));
    expect(jobs.test.steps).toHaveLength(3);
    expect(jobs.deploy.steps).toHaveLength(4);
  });

  describe('on a runner of its owner', () => {
    const path = '.github/workflows/deploy.yml';
    const own = workflow.replaceAll('ubuntu-latest', '[self-hosted, linux]');
    const setup = (text: string, hooks: Choices['hooks'] = 'prebuilt'): unknown[] =>
      parse(withParts(path, text, { hooks })).jobs.deploy.steps.filter(({ name }: { name?: string }) =>
        name?.startsWith('Set up'),
      );

    test('gets a Node.js where nothing is known to run on one', () => {
      expect(setup(own)).toEqual([
        { name: 'Set up Node.js', uses: 'actions/setup-node@v6', with: { 'node-version': 24 } },
      ]);
    });

    test('gets the one that another job has, if the tool runs on it', () => {
      const other = (version: string): string =>
        own.replace('- run: pytest', `- uses: actions/setup-node@8f152de\n        with: { node-version: ${version} }`);
      expect(setup(other('22'))).toEqual([
        { name: 'Set up Node.js', uses: 'actions/setup-node@8f152de', with: { 'node-version': 22 } },
      ]);
      expect(setup(other('18'))).toMatchObject([{ with: { 'node-version': 24 } }]);
    });

    test.each([
      ['before', own.replace('run: |\n', 'run: |\n          npm ci\n')],
      ['after', own.replace('sam deploy', 'sam deploy\n          node smoke.mjs')],
    ])('keeps the one that its commands run on, %s the build', (_, text) => {
      expect(setup(text)).toEqual([]);
      expect(text).not.toBe(own);
    });

    test('keeps the one that its own build of TypeScript runs on', () => {
      expect(setup(own, 'source')).toEqual([]);
    });
  });

  test('goes by the image of a container', () => {
    const text = (image: string): string => workflow.replace('needs: test\n', `needs: test\n    container: ${image}\n`);
    const steps = (image: string): number =>
      parse(withParts('.github/workflows/deploy.yml', text(image), { hooks: 'prebuilt' })).jobs.deploy.steps.length;
    expect([steps('python:3.13'), steps('node:22'), steps('{ image: "node:24-alpine" }')]).toEqual([6, 5, 5]);
    expect(remarksOf('.github/workflows/deploy.yml', text('node:18-alpine'), { hooks: 'prebuilt' })).toEqual([
      '.github/workflows/deploy.yml runs the job deploy on Node.js 18, on which `score` does not run: nothing is added to it',
    ]);
  });
});

describe('.gitlab-ci.yml', () => {
  const pipeline = `default:
  image: public.ecr.aws/sam/build-nodejs22.x
unit:
  script: npm test
build:
  before_script: [npm ci]
  script:
  - sam build
  - sam package
`;

  test('scores and measures before the build', () => {
    expect(parse(withParts('.gitlab-ci.yml', pipeline)).build.script).toEqual([
      `npx ${TOOL} score`,
      `npx ${TOOL} measure`,
      'export PATH="$PWD/node_modules/.bin:$PATH"',
      'sam build',
      'sam package',
    ]);
  });

  test('is left alone on a Node.js that is too old, and says so', () => {
    const text = pipeline.replace('nodejs22.x', 'nodejs18.x');
    expect(partsOf('.gitlab-ci.yml', text)).toEqual([]);
    expect(remarksOf('.gitlab-ci.yml', text)).toEqual([
      '.gitlab-ci.yml runs the job build on Node.js 18, on which `score` does not run: nothing is added to it',
    ]);
  });

  test('is left alone where the job has no Node.js, and says so', () => {
    const text = pipeline.replace('nodejs22.x', 'python3.13').replace('npm ci', 'pip install -r requirements.txt');
    expect(partsOf('.gitlab-ci.yml', text, { hooks: 'prebuilt' })).toEqual([]);
    expect(remarksOf('.gitlab-ci.yml', text, { hooks: 'prebuilt' })).toEqual([
      '.gitlab-ci.yml runs the job build in public.ecr.aws/sam/build-python3.13 without Node.js, which `score` needs: nothing is added',
    ]);
  });
});

describe('Makefile', () => {
  const makefile = 'build:\n\tsam build\n';

  test('gets targets of ours at its end', () => {
    expect(withParts('Makefile', makefile, { hooks: 'prebuilt' })).toBe(`build:
\tsam build

# Gate of create-fitness-serverless.
.PHONY: fitness-score fitness-measure
fitness-score:
\tnpx --yes ${TOOL} score
fitness-measure:
\tnpx --yes ${TOOL} measure
`);
    expect(withParts('Makefile', makefile)).toContain('\nexport PATH := $(CURDIR)/node_modules/.bin:$(PATH)\n');
  });

  test.each([
    ['runs no SAM', 'build:\n\tgo build ./...\n'],
    ['has another prefix of recipes', '.RECIPEPREFIX = >\nbuild:\n\tsam build\n'],
    ['ends in a line that goes on', 'build:\n\tsam build \\\n'],
    ['has these targets', `${makefile}fitness-score fitness-measure:\n\techo\n`],
  ])('holds nothing where it %s', (_, text) => {
    expect(partsOf('Makefile', text, { hooks: 'prebuilt' })).toEqual([]);
  });
});

describe('.gitignore', () => {
  const lines = (text: string, choices = {}) =>
    partsOf('.gitignore', text, choices).flatMap((part) => ('lines' in part ? part.lines.slice(1) : []));

  test('ignores what a build measures, once', () => {
    expect(withParts('.gitignore', 'node_modules/')).toBe(
      'node_modules/\n\n# Gate of create-fitness-serverless\nfitness/measurements.json',
    );
    expect(lines('measurements.json\n')).toEqual([]);
    expect(lines('dist/\n*.log\n', { hooks: 'none' })).toEqual([]);
  });

  test.each([
    ['dist/\n*.mjs', 'prebuilt', []],
    ['fitness', 'prebuilt', ['!/fitness/']],
    ['/*\n!/src/', 'prebuilt', ['!/fitness.yaml', '!/fitness-known-failures.json', '!/.fitness/', '!/fitness/']],
    ['*.js\n*.d.ts', 'source', ['!/fitness/jest.config.js', '!/fitness/yaml.d.ts', 'fitness/measurements.json']],
    ['.*\n', 'none', ['!/.fitness/']],
    ['*.json', 'none', ['!/fitness-known-failures.json', '!/.fitness/**']],
  ] as const)('takes in again what %s leaves out of %s hooks', (text, hooks, expected) => {
    expect(lines(text, { hooks })).toEqual(expected);
  });

  test('takes in again the packed tool, and nothing else of vendor/', () => {
    const tool = 'file:vendor/create-fitness-serverless-0.1.0.tgz';
    expect(lines('vendor/\n*.tgz', { hooks: 'none', tool })).toEqual([
      '!/vendor/',
      '/vendor/*',
      '!/vendor/create-fitness-serverless-0.1.0.tgz',
    ]);
  });
});

describe('other files of tools', () => {
  test('.prettierignore', () => {
    expect(withParts('.prettierignore', 'coverage\n')).toBe(
      'coverage\n\n# Gate of create-fitness-serverless\n.fitness/\nfitness-known-failures.json\nfitness.yaml\nfitness/\n',
    );
    expect(withParts('.prettierignore', '*.yaml\n/fitness\n')).toBe(
      '*.yaml\n/fitness\n\n# Gate of create-fitness-serverless\n.fitness/\nfitness-known-failures.json\n',
    );
  });

  test('.eslintignore', () => {
    expect(withParts('.eslintignore', 'dist\n')).toBe('dist\n\n# Gate of create-fitness-serverless\nfitness/\n');
    expect(partsOf('.eslintignore', 'dist\n', { hooks: 'none' })).toEqual([]);
  });

  test('.eslintrc.json and .eslintrc.yml', () => {
    expect(withParts('.eslintrc.yml', 'root: true\n')).toBe('root: true\nignorePatterns:\n  - fitness/\n');
    expect(JSON.parse(withParts('.eslintrc.json', '{"ignorePatterns":["dist/"]}')).ignorePatterns).toEqual([
      'dist/',
      'fitness/',
    ]);
    expect(withParts('.eslintrc.json', '{\n  // rules\n  "root": true,\n}\n')).toBe(
      '{\n  "ignorePatterns": ["fitness/"],\n  // rules\n  "root": true,\n}\n',
    );
    expect(remarksOf('.eslintrc.json', '{"ignorePatterns":"dist/"}')).toEqual([
      '.eslintrc.json: have ESLint ignore "fitness/", whose code is not for your rules',
    ]);
  });
});
