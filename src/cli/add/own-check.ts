/** `add check --custom <id> --type AWS::X::Y`: a check of the service's own, with its test. */
import { checkById } from '../../checks/catalogue.ts';
import type { Config } from '../../config/config.ts';
import { CHECK_ID } from '../../config/own-checks.ts';
import { PREBUILT_FOLDER } from '../../config/prebuilt.ts';
import { UserError } from '../../errors.ts';
import { hasEsbuild } from '../../esbuild.ts';
import { apply } from '../../upgrade/apply.ts';
import { toolCommand } from '../command-line.ts';
import { EXIT } from '../exit.ts';
import type { ExitStatus } from '../exit.ts';
import type { Values } from '../options.ts';
import type { Service } from '../service.ts';
import type { Terminal } from '../terminal.ts';
import { addedCheck, type CustomCheck } from './custom-check.ts';

export function addOwnCheck(
  { root, config }: Pick<Service, 'root' | 'config'>,
  id: string,
  values: Values<'add'>,
  terminal: Terminal,
): ExitStatus {
  const check = requested(id, values);
  refuseUnrun(root, config);
  const { plan, test } = addedCheck(root, check);
  const dryRun = values['dry-run'] === true;
  if (!dryRun) apply(root, plan);
  if (values.json) {
    terminal.out(`${JSON.stringify({ version: 1, check: check.id, dryRun, actions: plan.actions }, null, 2)}\n`);
    return EXIT.ok;
  }
  for (const { path, action, reason } of plan.actions) terminal.out(`${action.padEnd(9)} ${path} (${reason})\n`);
  terminal.say(dryRun ? 'Nothing was written.\n' : `${whereItRuns(config, test)}\n`);
  return EXIT.ok;
}

/** @throws UserError where it would run nowhere, or not where releases are judged */
function refuseUnrun(root: string, { adopted }: Config): void {
  if (adopted?.hooks === 'prebuilt')
    throw new UserError(
      'prebuilt-hooks',
      `The hooks of this service are prebuilt (${PREBUILT_FOLDER}): they hold the checks of the tool, and run none of your own.`,
      {
        hint: 'Nothing was written. Where Node.js builds, hooks of TypeScript run them: take these out with `unadopt`, commit, and `adopt --hooks source`.',
      },
    );
  if (adopted?.hooks === 'none' && !hasEsbuild(root))
    throw new UserError(
      'no-esbuild',
      'A check of your own is TypeScript, and no esbuild is installed here to compile it.',
      {
        hint: 'Nothing was written. Install it first: `npm install --save-dev esbuild`.',
      },
    );
}

/** Without hooks there is no code of the tool in the repository, and no configuration of its tests. */
function whereItRuns({ adopted }: Config, test: string): string {
  return adopted?.hooks === 'none'
    ? `It runs in \`score\` and \`gate\`; there are no hooks here. What it should find stands in ${test}.`
    : `It runs in \`score\` and in the hooks. Its test: npx jest --config fitness/jest.config.js ${test}`;
}

function requested(id: string, { type, title }: Values<'add'>): CustomCheck {
  refuseId(id);
  if (type !== undefined) refuseType(type);
  if (title !== undefined && (/[\p{Cc}\u2028\u2029]/u.test(title) || title.trim() === ''))
    throw new UserError('broken-title', '--title is one line of text.');
  return { id, type, title };
}

/** It becomes the name of a file, of an import and of a key. */
function refuseId(id: string): void {
  const isTaken = checkById(id) !== undefined;
  if (CHECK_ID.test(id) && id.length <= 64 && id !== 'index' && !isTaken) return;
  throw new UserError(
    isTaken ? 'taken-check' : 'broken-id',
    isTaken ? `${id} is the id of a check of this tool.` : `${JSON.stringify(id)} is no id of a check.`,
    {
      hint: isTaken
        ? `Give yours another. \`${toolCommand('explain', id)}\` shows what that one does.`
        : 'Ids are at most 64 lower-case letters, digits and hyphens between them, a letter first: queue-has-owner.',
    },
  );
}

/** What SAM makes of its types: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html */
const MADE_BY_SAM: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi or AWS::ApiGateway::Stage',
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::CapacityProvider': 'AWS::Lambda::CapacityProvider',
  'AWS::Serverless::Connector': 'AWS::IAM::ManagedPolicy',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api or AWS::ApiGatewayV2::Stage',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-typeName, modules and custom resources included */
const TYPE = /^(?:[A-Za-z0-9]{2,64}(?:::[A-Za-z0-9]{2,64}){2}(?:::MODULE)?|Custom::[\w@-]{1,60})$/;

function refuseType(type: string): void {
  const made = Object.hasOwn(MADE_BY_SAM, type) ? MADE_BY_SAM[type] : undefined;
  if (made !== undefined || type.startsWith('AWS::Serverless::'))
    throw new UserError('sam-type', `${type} is SAM's: checks judge what SAM makes of it.`, {
      hint: made === undefined ? '`fitness-serverless expand` shows what that is.' : `Write --type ${made}.`,
    });
  if (TYPE.test(type)) return;
  throw new UserError('broken-type', `${JSON.stringify(type)} is no type of CloudFormation.`, {
    hint: 'Types are written AWS::SQS::Queue.',
  });
}
