/** A repository of somebody's, as it was before and after its adoption by a version of the tool. */
import { adoptedConfigText } from '../../src/config/adopted-answers.ts';
import type { AdoptedAnswers } from '../../src/config/adopted-answers.ts';
import { STARTING_CHECKS } from '../../src/config/listed-checks.ts';
import { gatingOf } from '../../src/adopt/gating.ts';
import { renderService } from '../../src/project/render-service.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { apply } from '../../src/upgrade/apply.ts';
import { readDisk } from '../../src/upgrade/disk.ts';
import { ownedFiles } from '../../src/upgrade/owned.ts';
import { pathsToRead, plan } from '../../src/upgrade/plan.ts';
import type { RunningTool } from '../../src/upgrade/upgrade.ts';
import { emptyFolder, write } from '../upgrade/tree.ts';

export const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Timeout: 10}

Resources:
  # what customers buy
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler # the one that counts
  Table:
    Type: AWS::Serverless::SimpleTable
`;

export const FILES: Readonly<Record<string, string>> = {
  'template.yaml': TEMPLATE,
  'package.json': '{\n  "name": "orders",\n  "scripts": {\n    "test": "node --test"\n  }\n}\n',
  '.gitignore': 'node_modules/\n*.log',
  'src/app.py': 'def handler(event, context):\n    return 1\n',
};

export const tool: RunningTool = { specification: () => '^0.1.0' };

export interface Adopted {
  readonly folder: string;
  readonly answers: AdoptedAnswers;
}

/**
 * A folder with these files, adopted.
 *
 * @param version of the tool that did it; `without`: a check that it had not
 */
export async function adoptedService(
  files: Readonly<Record<string, string>> = FILES,
  {
    version = '0.1.0',
    without,
    hooks = 'source',
    template = 'template.yaml',
  }: { version?: string; without?: string; hooks?: 'source' | 'prebuilt'; template?: string } = {},
): Promise<Adopted> {
  const folder = emptyFolder();
  write(folder, files);
  const gating = gatingOf(loadTemplate(parseDocument(files[template] ?? '', template), {}), {
    acceptUrlChange: false,
    chain: false,
  });
  const answers: AdoptedAnswers = {
    name: 'orders',
    description: '',
    runtime: 'nodejs24.x',
    tool: '^0.1.0',
    region: 'eu-west-1',
    packageManager: 'npm',
    environments: ['dev', 'prod'],
    deployment: { dev: 'AllAtOnce', prod: 'Canary10Percent5Minutes' },
    minimum: 50,
    adopted: {
      template,
      hooks,
      functions: gating.adopted,
      environment: 'Environment',
      names: gating.names,
      files: ['.gitignore', 'package.json'].filter((path) => Object.hasOwn(files, path)),
    },
  };
  const config = adoptedConfigText(
    answers,
    STARTING_CHECKS.filter(({ meta }) => meta.id !== without),
  );
  const rendered = await renderService(config, ownedFiles(folder, answers.adopted));
  const disk = readDisk(folder, pathsToRead(rendered));
  apply(folder, plan({ rendered, disk, tool: `create-fitness-serverless@${version}` }));
  return { folder, answers };
}
