/** How a stack is deployed: what samconfig's deploy section says, under what the command line says. */
import { textOf } from '../../config/parameter-overrides.ts';
import { deployParameters, parameterOverrides } from '../../config/samconfig.ts';
import type { SamConfig } from '../../config/samconfig.ts';
import { UserError } from '../../errors.ts';
import { isRecord } from '../../template/resolve/values.ts';

/** Each is absent where nobody says anything: then the stack keeps its own. */
export interface DeploySettings {
  readonly stackName?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly capabilities?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly roleArn?: string;
  readonly notificationArns?: readonly string[];
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
  readonly kmsKeyId?: string;
  readonly disableRollback: boolean;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The options of `sam deploy` that a change set knows.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html
 */
export function deploySettings(samconfig: SamConfig, environment: string): DeploySettings {
  const written = deployParameters(samconfig, environment);
  refuseExpress(written, `${samconfig.file} ([${environment}.deploy.parameters])`);
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(written, name) ? written[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const all = {
    stackName: text('stack_name'),
    region: text('region'),
    profile: text('profile'),
    capabilities: wordsOf(written['capabilities']),
    tags: tagsOf(written['tags'], samconfig, environment),
    roleArn: text('role_arn'),
    notificationArns: wordsOf(written['notification_arns']),
    s3Bucket: text('s3_bucket'),
    s3Prefix: text('s3_prefix'),
    kmsKeyId: text('kms_key_id'),
  };
  return {
    ...(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<DeploySettings>),
    disableRollback: written['disable_rollback'] === true || text('on_failure') === 'DO_NOTHING',
    parameters: parameterOverrides(samconfig, environment),
  };
}

/** It calls a deployment done before its resources are stable: before the hooks have judged anything. */
function refuseExpress(written: Readonly<Record<string, unknown>>, where: string): void {
  if (!Object.hasOwn(written, 'express') || written['express'] !== true) return;
  throw expressRefused(where);
}

export function expressRefused(where: string): UserError {
  return new UserError('express-refused', `${where} asks for an express deployment, which passes the gates by.`, {
    hint: 'Take it out: a gated environment is deployed by the gate.',
  });
}

/** A list, or words in one text. */
function wordsOf(written: unknown): string[] | undefined {
  const words = Array.isArray(written) ? written.map(String) : typeof written === 'string' ? written.split(/\s+/) : [];
  const found = words.map((word) => word.trim()).filter(Boolean);
  return found.length > 0 ? found : undefined;
}

/** A name and a value, either in quotes: tags have other names than parameters. */
const TAG = /\s*(?:"((?:\\.|[^"\\])*)"|([^\s="]+))=(?:"((?:\\.|[^"\\])*)"|([^\s"]*))(?=\s|$)/y;

function tagsOf(written: unknown, { file }: SamConfig, environment: string): Record<string, string> | undefined {
  if (written === undefined || written === '') return undefined;
  if (isRecord(written)) return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, String(value)]));
  const items = (Array.isArray(written) ? (written as unknown[]) : [written]).map((item) => textOf(item) ?? '');
  const tags = items.flatMap((item) => {
    const found = tagsIn(item) ?? oneTag(item);
    if (found) return found;
    throw new UserError('invalid-samconfig', `${file}: tags of ${environment} has ${JSON.stringify(item)}.`, {
      location: { file, line: 1, column: 1 },
      hint: 'Write Key=Value.',
    });
  });
  return tags.length > 0 ? Object.fromEntries(tags) : undefined;
}

function tagsIn(text: string): [string, string][] | undefined {
  const found: [string, string][] = [];
  for (let at = 0; at < text.trimEnd().length; at = TAG.lastIndex) {
    TAG.lastIndex = at;
    const match = TAG.exec(text);
    if (!match) return undefined;
    const [, quotedKey, key = '', quotedValue, value = ''] = match;
    found.push([unescaped(quotedKey ?? key), unescaped(quotedValue ?? value)]);
  }
  return found;
}

/** In a list a value may have spaces. */
function oneTag(item: string): [string, string][] | undefined {
  const at = item.indexOf('=');
  return at > 0 ? [[item.slice(0, at).trim(), item.slice(at + 1).trim()]] : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** The environment whose stack in samconfig has that name. */
export function environmentOfStack(
  samconfig: SamConfig,
  environments: readonly string[],
  stackName: string,
): string | undefined {
  return environments.find((environment) => {
    try {
      return deployParameters(samconfig, environment)['stack_name'] === stackName;
    } catch (error) {
      if (error instanceof UserError && error.code === 'unknown-environment') return false;
      throw error;
    }
  });
}
