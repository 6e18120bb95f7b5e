/** What the owner gave a name of its own: the patterns of names that CloudFormation makes up do not reach it. */
import { ifParts, isIntrinsic, isNoValue, NO_VALUE } from '../../../template/expand/intrinsics.ts';
import type { Template } from '../../../template/model.ts';
import { isList, isRecord } from '../../../template/resolve/values.ts';
import type { HookFunction } from '../../hook-functions.ts';
import { nameText } from './name-text.ts';

/** How the statements that read a type name it. */
interface Kind {
  /** Property that holds the name. */
  readonly property: string;
  /** What stands in the ARN before the name. */
  readonly stem: string;
  /** Property that puts something between the two. */
  readonly below?: string;
  /** What the ARN goes on with for what is part of it. */
  readonly parts?: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::CloudWatch::Alarm': { property: 'AlarmName', stem: ':alarm:' },
  'AWS::DynamoDB::GlobalTable': { property: 'TableName', stem: ':table/' },
  'AWS::DynamoDB::Table': { property: 'TableName', stem: ':table/' },
  'AWS::Events::Rule': { property: 'Name', stem: ':rule/', below: 'EventBusName' },
  'AWS::IAM::Group': { property: 'GroupName', stem: ':group/', below: 'Path' },
  'AWS::IAM::ManagedPolicy': { property: 'ManagedPolicyName', stem: ':policy/', below: 'Path' },
  'AWS::IAM::Role': { property: 'RoleName', stem: ':role/', below: 'Path' },
  'AWS::IAM::User': { property: 'UserName', stem: ':user/', below: 'Path' },
  'AWS::Lambda::Function': { property: 'FunctionName', stem: ':function:', parts: ':*' },
  'AWS::S3::Bucket': { property: 'BucketName', stem: ':s3:::' },
  'AWS::SNS::Topic': { property: 'TopicName', stem: ':sns:${AWS::Region}:${AWS::AccountId}:' },
  'AWS::SQS::Queue': { property: 'QueueName', stem: ':sqs:${AWS::Region}:${AWS::AccountId}:' },
};

/** Ends the patterns of what CloudFormation names. */
const OF_THE_STACK = '${AWS::StackName}-*';

export interface NamedResource {
  /** What the patterns of its kind end in, without the name of the stack. */
  readonly stems: readonly string[];
  readonly condition?: string;
  /** What stands in place of the name of the stack. */
  readonly names: readonly Name[];
}

interface Name {
  /** For `Fn::Sub`. */
  readonly text: string;
  readonly variables?: object;
}

/** A bucket without a name gets one in lower case, whatever the stack is called: that of its logical id is known. */
export function namedResources({ resources, document }: Template): NamedResource[] {
  const stays = stayingIn(document.data);
  return [...resources].flatMap(([id, { type, properties, condition }]): NamedResource[] => {
    const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
    if (!kind) return [];
    const written: unknown = isRecord(properties) ? properties[kind.property] : undefined;
    const isMadeUp = written === undefined || written === null || isNoValue(written);
    if (isMadeUp && type !== 'AWS::S3::Bucket') return [];
    const name = isMadeUp ? { text: `*-${id.toLowerCase()}-*` } : nameOf(written, stays);
    const isBelow = kind.below !== undefined && isRecord(properties) && properties[kind.below] !== undefined;
    return [
      {
        stems: isBelow ? [kind.stem, `${kind.stem}*/`] : [kind.stem],
        names: [name, ...(kind.parts === undefined ? [] : [{ ...name, text: name.text + kind.parts }])],
        ...(condition !== undefined && { condition }),
      },
    ];
  });
}

type Stays = (reference: string) => boolean;

/** Parameters and what AWS gives are known from the start; a policy that named a resource would wait for it, and close a loop. */
function stayingIn(data: unknown): Stays {
  const parameters = isRecord(data) && isRecord(data['Parameters']) ? data['Parameters'] : {};
  return (name) => name.startsWith('AWS::') || Object.hasOwn(parameters, name);
}

function nameOf(written: unknown, stays: Stays): Name {
  const text = nameText(written, (name) => (stays(name) ? `\${${name}}` : '*'));
  return text === undefined ? { text: '${Name}', variables: { Name: known(written, stays) } } : { text };
}

/** Beside choices and text, what may stand in the variables of an `Fn::Sub` and is evaluated there. */
const FUNCTIONS = new Set(['Fn::FindInMap', 'Fn::ImportValue', 'Fn::Join', 'Fn::Select', 'Fn::Split']);
const DEEPEST = 20;

/** The same without what is not known from the start: `*` in its place. */
function known(value: unknown, stays: Stays, depth = 0): unknown {
  if (depth > DEEPEST) return '*';
  const below = (each: unknown): unknown => known(each, stays, depth + 1);
  if (isNoValue(value)) return { 'Fn::Sub': OF_THE_STACK };
  if (isList(value)) return value.map(below);
  if (!isRecord(value)) return value;
  if (!isIntrinsic(value)) return '*';
  const choice = ifParts(value);
  if (choice) return { 'Fn::If': [choice[0], below(choice[1]), below(choice[2])] };
  const text = nameText(value, (name) => (stays(name) ? `\${${name}}` : '*'));
  if (text !== undefined) return { 'Fn::Sub': text };
  const [name = ''] = Object.keys(value);
  const sub = value['Fn::Sub'];
  if (isList(sub) && typeof sub[0] === 'string' && isRecord(sub[1])) return substituted(sub[0], sub[1], stays, below);
  // a part of what is not known is not known either
  return FUNCTIONS.has(name) && isKnown(value[name], stays, depth) ? value : '*';
}

function substituted(text: string, variables: object, stays: Stays, below: (value: unknown) => unknown): unknown {
  const own = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, below(value)]));
  const names = text.replaceAll(/\$\{([^!}]+)\}/g, (whole, name: string) =>
    Object.hasOwn(own, name) || stays(name) ? whole : '*',
  );
  return { 'Fn::Sub': [names, own] };
}

function isKnown(value: unknown, stays: Stays, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (isList(value)) return value.every((item) => isKnown(item, stays, depth + 1));
  if (!isRecord(value)) return true;
  if (isNoValue(value) || !isIntrinsic(value)) return false;
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return typeof argument === 'string' && stays(argument);
  if (name === 'Fn::Sub') {
    if (typeof argument !== 'string') return false;
    return [...argument.matchAll(/\$\{([^!}]+)\}/g)].every(([, inner = '']) => stays(inner));
  }
  if (name === 'Fn::If') return isList(argument) && argument.slice(1).every((each) => isKnown(each, stays, depth + 1));
  return FUNCTIONS.has(name) && isKnown(argument, stays, depth + 1);
}

type Statement = HookFunction['statements'][number];

/**
 * What the ARNs of the named may add to the policies of a role, in characters: IAM takes 10,240 of all that stand in it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const MOST_NAMED = 2400;

/** As it is written: partition, Region, account and values of parameters are about as long as what stands for them. */
function lengthOf(resource: object): number {
  return JSON.stringify(resource).length;
}

/** Resources of the named that a statement has to be given besides its patterns, by its `Sid`. */
export interface NamedInStatements {
  readonly resources: ReadonlyMap<string, readonly object[]>;
  /** There are too many of a kind to name each. */
  readonly widened: boolean;
}

export function namedIn(statements: readonly Statement[], named: readonly NamedResource[]): NamedInStatements {
  const all = statements.flatMap(({ sid, resources }) =>
    resources.flatMap((pattern) => {
      const items = namedBy(pattern, named);
      return items.length > 0 ? [{ sid, wide: wideOf(pattern), items, length: lengthOf(items) }] : [];
    }),
  );
  let total = all.reduce((sum, { length }) => sum + length, 0);
  const widened = new Set<object>();
  for (const each of [...all].sort((a, b) => b.length - a.length)) {
    if (total <= MOST_NAMED) break;
    total -= each.length - lengthOf(each.wide);
    widened.add(each);
  }
  const resources = new Map<string, object[]>();
  for (const each of all) {
    const items = widened.has(each) ? [each.wide] : each.items;
    resources.set(each.sid, [...(resources.get(each.sid) ?? []), ...items]);
  }
  return { resources, widened: widened.size > 0 };
}

function wideOf(pattern: string): object {
  return { 'Fn::Sub': `${pattern.slice(0, -OF_THE_STACK.length)}*` };
}

function namedBy(pattern: string, named: readonly NamedResource[]): object[] {
  if (!pattern.endsWith(OF_THE_STACK)) return [];
  const start = pattern.slice(0, -OF_THE_STACK.length);
  const items = named
    .filter(({ stems }) => stems.some((stem) => start.endsWith(stem)))
    .flatMap(({ names, condition }) =>
      names.map(({ text, variables }) => {
        const arn = { 'Fn::Sub': variables ? [start + text, variables] : start + text };
        return condition === undefined ? arn : { 'Fn::If': [condition, arn, NO_VALUE] };
      }),
    );
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
