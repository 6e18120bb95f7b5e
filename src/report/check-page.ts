/** The documentation of a check, as Markdown: of its meta, and of examples. `explain` shows the same page. */
import type { Check, CheckMeta, OptionSchema } from '../checks/check.ts';
import { foreignNames, type ForeignName } from '../checks/names.ts';
import { capital } from './words.ts';

/** A template, and what the check says of it. */
export interface Example {
  readonly name?: string | undefined;
  /** YAML; without `Resources:`, what stands below it. */
  readonly template: string;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly message?: string | undefined;
  /** What the fix changes, as lines of a difference. */
  readonly fix?: string | undefined;
}

export interface Examples {
  readonly passes: readonly Example[];
  readonly fails: readonly Example[];
  readonly unknown: readonly Example[];
  readonly notApplicable: readonly Example[];
}

export const NO_EXAMPLES: Examples = { passes: [], fails: [], unknown: [], notApplicable: [] };

export function checkPage(check: Check, examples: Examples): string {
  const { meta } = check;
  const parts = [
    `# ${meta.id}`,
    `**${meta.title}.** ${meta.why}`,
    listed([
      `${capital(meta.category)}, severity ${meta.severity}, weight ${meta.weight}${meta.weight === 0 ? ': shown, and costs nothing' : ''}`,
      ...(meta.recommended === false ? ['Not part of the default set: it runs where fitness.yaml enables it.'] : []),
      ...(meta.since === undefined ? [] : [`Part of the default set since ${meta.since}.`]),
      meta.resourceTypes.includes('source')
        ? 'Judges the code of the service, by what was measured of it'
        : meta.resourceTypes.includes('account')
          ? 'Judges what the account tells of the service'
          : `Judges ${coded(meta.resourceTypes)}`,
      ...othersOf(meta),
    ]),
    '## What to do',
    `${sentence(meta.remedy)} ${check.fix ? fixable(meta) : 'There is no mechanical fix: a person has to decide.'}`,
    ...section('Fails', examples.fails),
    ...section('Passes', examples.passes),
    ...section('Unknown', examples.unknown),
    ...section('Not applicable', examples.notApplicable),
    ...optionsOf(meta),
    '## Read live',
    readLive(meta),
    ...(isBesideTemplate(meta) ? [] : ['## Suppress it', suppressing(meta)]),
    '## References',
    listed(references(meta)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function readLive({ liveActions }: CheckMeta): string {
  if (liveActions.length === 0) return 'It is judged by the template alone.';
  if (!liveActions.includes('cloudformation:GetResource'))
    return `From a deployed stack it is read with ${coded(liveActions)}.`;
  return `From a deployed stack it is read by Cloud Control with ${coded(liveActions)}, where \`live.cloudControl\` of fitness.yaml says so; else it is judged by the template alone.`;
}

function isBesideTemplate({ resourceTypes }: CheckMeta): boolean {
  return resourceTypes.includes('source') || resourceTypes.includes('account');
}

function othersOf({ resourceTypes, relatedTypes = [] }: CheckMeta): string[] {
  const others = relatedTypes.filter((type) => !resourceTypes.includes(type));
  return others.length > 0 ? [`Reads with them ${coded(others)}`] : [];
}

function fixable({ id }: CheckMeta): string {
  return `\`fix ${id}\` writes it, where there is one right answer.`;
}

function section(title: string, examples: readonly Example[]): string[] {
  return examples.length === 0 ? [] : [`## ${title}`, ...examples.flatMap(exampleText)];
}

function exampleText({ name, template, options, message, fix }: Example): string[] {
  const given = options && Object.entries(options).map(([key, value]) => `\`${key}: ${JSON.stringify(value)}\``);
  const about = [name, given && given.length > 0 ? `with ${given.join(', ')}` : undefined].filter(Boolean).join(', ');
  const intro = [about && capital(about), message && quoted(message)].filter(Boolean).join(': ');
  return [
    ...(intro ? [message === undefined ? `${intro}:` : intro] : []),
    fenced(/^\s*\{/.test(template) ? 'json' : 'yaml', template),
    ...(fix === undefined ? [] : ['Its fix:', fenced('diff', fix)]),
  ];
}

function optionsOf({ options = {}, id }: CheckMeta): string[] {
  const entries = Object.entries(options);
  if (entries.length === 0) return [];
  const [first, schema] = entries[0] ?? ['', undefined];
  return [
    '## Options',
    listed(entries.map(([name, option]) => `\`${name}\` (${kindOf(option)}): ${option.description}`)),
    'In fitness.yaml:',
    fenced('yaml', `checks:\n  ${id}:\n    options:\n      ${first}: ${JSON.stringify(sampleOf(schema))}`),
  ];
}

function kindOf({ type, default: standard, enum: choices, minimum, maximum }: OptionSchema): string {
  const range = [
    minimum === undefined ? '' : `at least ${minimum}`,
    maximum === undefined ? '' : `at most ${maximum}`,
  ].filter(Boolean);
  return [
    choices ? choices.map((choice) => `\`${JSON.stringify(choice)}\``).join(' or ') : type,
    ...range,
    standard === undefined ? 'no default' : `default \`${JSON.stringify(standard)}\``,
  ].join(', ');
}

/** A value that says something: not the default, if there is a choice. */
function sampleOf(option: OptionSchema | undefined): unknown {
  if (!option) return undefined;
  const { type, default: standard, enum: choices, minimum, items } = option;
  const other = choices?.find((choice) => choice !== standard);
  if (other !== undefined) return other;
  if (standard !== undefined) return standard;
  if (type === 'number' || type === 'integer') return minimum ?? 1;
  if (type === 'boolean') return true;
  return type === 'array' ? [items?.enum?.[0] ?? 'value'] : 'value';
}

const OUR_SUPPRESSION = (id: string): string =>
  `Metadata:\n  fitness:\n    suppress:\n      - id: ${id}\n        reason: why it does not concern this resource\n        until: 2030-01-31 # the last day; without it, for good`;

/** Where other tools are told the same, and by which names. */
const DIALECTS: readonly (readonly [tool: string, where: string])[] = [
  ['cfn-guard', '`Metadata.guard.SuppressedRules`'],
  ['cdk-nag', '`Metadata.cdk_nag.rules_to_suppress`'],
  ['checkov', '`Metadata.checkov.skip`'],
  ['cfn_nag', '`Metadata.cfn_nag.rules_to_suppress`'],
];

function suppressing(meta: CheckMeta): string {
  const names = foreignNames(meta);
  const others = DIALECTS.flatMap(([tool, where]) => {
    const own = names.filter((each) => each.tool === tool).map(({ name }) => name);
    return own.length > 0 ? [`${where} with ${coded(own)}`] : [];
  });
  const more = others.length > 0 ? ['What other tools are told counts too:', listed(others)] : [];
  return ['On the resource, beside its Properties:', fenced('yaml', OUR_SUPPRESSION(meta.id)), ...more].join('\n\n');
}

function references(meta: CheckMeta): string[] {
  const { references: given = {}, docs } = meta;
  const byTool = new Map<string, ForeignName[]>();
  for (const each of foreignNames(meta)) byTool.set(each.tool, [...(byTool.get(each.tool) ?? []), each]);
  const names = [...byTool].map(([tool, own]) => {
    const about = tool === 'Security Hub' && given.fsbp !== undefined ? fsbp(given.fsbp) : '';
    return `${tool}: ${own.map(({ name }) => linkOf(tool, name, meta)).join(', ')}${about}`;
  });
  return [...(names.some((line) => line.includes(`(${docs})`)) ? [] : [`[AWS documentation](${docs})`]), ...names];
}

function fsbp(isPart: boolean): string {
  return isPart
    ? ', part of AWS Foundational Security Best Practices'
    : ', not part of AWS Foundational Security Best Practices';
}

const LINKS: Readonly<Record<string, (name: string, meta: CheckMeta) => string | undefined>> = {
  'AWS Config': (_, { id }) => `https://docs.aws.amazon.com/config/latest/developerguide/${id}.html`,
  'Security Hub': (name) => {
    const [service = '', number = ''] = name.toLowerCase().split('.');
    return `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${service}-${number}`;
  },
  'Control Tower': () => 'https://docs.aws.amazon.com/controltower/latest/controlreference/proactive-controls.html',
  'cfn-guard': (name, { references: { guard = [] } = {} }) => {
    const path = guard.find((each) => each.toLowerCase().endsWith(`/${name.toLowerCase()}.guard`)) ?? guard[0];
    return path && `https://github.com/aws-cloudformation/aws-guard-rules-registry/blob/main/${path}`;
  },
  'cdk-nag': () => 'https://github.com/cdklabs/cdk-nag/blob/main/RULES.md',
  checkov: () => 'https://www.checkov.io/5.Policy%20Index/cloudformation.html',
  cfn_nag: () => 'https://github.com/stelligent/cfn_nag',
};

function linkOf(tool: string, name: string, meta: CheckMeta): string {
  const link = LINKS[tool]?.(name, meta);
  return link ? `[\`${name}\`](${link})` : `\`${name}\``;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.replace(/^\n+|\s+$/g, '')}\n\`\`\``;
}

/** Messages hold what Markdown would read, e.g. `s3:*`. */
function quoted(message: string): string {
  return message.includes('`') ? `\`\` ${message} \`\`` : `\`${message}\``;
}

function listed(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function coded(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

function sentence(text: string): string {
  return `${capital(text)}${text.endsWith('.') ? '' : '.'}`;
}
