/** What keeps a function from being gated, or lets it be gated in part only. */
import type { Path } from '../../template/model.ts';
import { intrinsicOf, isList, isRecord, own } from '../../template/resolve/values.ts';
import { aliasOf, callerOf, isPlain, type WrittenFunction } from '../../project/adopted/template/written-function.ts';
import type { Outcome } from '../model.ts';

export interface GatingChoices {
  /** Functions with a URL are gated although the URL changes: all, or those with these logical ids. */
  readonly acceptUrlChange: boolean | ReadonlySet<string>;
  /** Ours is called before the traffic, and calls the hooks of the owner: of every function, or of those with these logical ids. */
  readonly chain: boolean | ReadonlySet<string>;
}

export interface Obstacle {
  readonly outcome: Exclude<Outcome, 'gated'>;
  /** Kebab-case, stable. */
  readonly code: string;
  /** A sentence that says what is so, and what to do. */
  readonly reason: string;
  /** Where it is written. */
  readonly path: Path;
}

interface Subject extends GatingChoices {
  readonly fn: WrittenFunction;
  /** The owner's template. */
  readonly template: unknown;
}

type Find = (subject: Subject) => Omit<Obstacle, 'outcome' | 'code'> | undefined;

interface Rule extends Pick<Obstacle, 'outcome' | 'code'> {
  readonly find: Find;
}

const PREFERENCE = 'DeploymentPreference';

/** The first that applies counts: what refuses a function stands before what limits its gate. */
const RULES: readonly Rule[] = [
  {
    outcome: 'refused',
    code: 'written-empty',
    find: ({ fn }) => {
      const key = ['AutoPublishAlias', 'AutoPublishCodeSha256', PREFERENCE].find((name) =>
        isEmpty(fn.properties[name]),
      );
      if (key === undefined) return undefined;
      return { reason: `${key} is written without a value: give it one, or take it out.`, path: fn.source([key]) };
    },
  },
  {
    outcome: 'refused',
    code: 'alias-unknown',
    find: ({ fn, template }) => {
      if (aliasOf(fn, template) !== undefined) return undefined;
      const reason = 'AutoPublishAlias is neither a name nor the Ref of a parameter, so its alarms could not name it.';
      return { reason, path: fn.source(['AutoPublishAlias']) };
    },
  },
  {
    outcome: 'refused',
    code: 'preference-conditional',
    find: ({ fn }) => {
      const preference = fn.properties[PREFERENCE];
      if (preference === undefined || isPlain(preference)) return undefined;
      const [name] = intrinsicOf(preference) ?? ['no map'];
      const reason = `DeploymentPreference is ${name}, which SAM does not take and nothing can be added to: write it as a map with conditions at its keys.`;
      return { reason, path: fn.source([PREFERENCE]) };
    },
  },
  {
    outcome: 'refused',
    code: 'preference-disabled',
    find: ({ fn }) => {
      const enabled = own(fn.properties[PREFERENCE], 'Enabled');
      if (![false, 'false', 'False'].includes(enabled as string)) return undefined;
      const reason = 'Its deployment preference is switched off: take `Enabled: false` out to have it gated.';
      return { reason, path: fn.source([PREFERENCE, 'Enabled']) };
    },
  },
  {
    outcome: 'refused',
    code: 'url-would-change',
    find: ({ fn, acceptUrlChange }) => {
      const url = fn.properties['FunctionUrlConfig'];
      if (holds(acceptUrlChange, fn.id) || url === undefined || fn.properties['AutoPublishAlias'] !== undefined)
        return undefined;
      const reason =
        'Its URL would be replaced, since a URL belongs to the function or to an alias: --accept-url-change gates it all the same.';
      return { reason, path: fn.source(['FunctionUrlConfig']) };
    },
  },
  {
    outcome: 'in-part',
    code: 'codedeploy-role-conditional',
    find: ({ fn, template }) => {
      if (callerOf(fn, template).kind !== 'unknown') return undefined;
      const reason =
        'Its deployments run with one role or another, by a condition, so neither can be let call the hooks: the stack gate judges it after the traffic.';
      return { reason, path: fn.source([PREFERENCE, 'Role']) };
    },
  },
  {
    outcome: 'in-part',
    code: 'hooks-conditional',
    find: ({ fn }) => {
      const hooks = own(fn.properties[PREFERENCE], 'Hooks');
      if (hooks === undefined || isPlain(hooks)) return undefined;
      const reason =
        'SAM drops Hooks that are an intrinsic, and nothing can be added to them: write the condition at PreTraffic. The stack gate judges it after the traffic.';
      return { reason, path: fn.source([PREFERENCE, 'Hooks']) };
    },
  },
  {
    outcome: 'in-part',
    code: 'own-pre-traffic-hook',
    find: ({ fn, chain, template }) => {
      const hook = own(own(fn.properties[PREFERENCE], 'Hooks'), 'PreTraffic');
      if (hook === undefined || nextHook(fn, { chain, template }) !== undefined) return undefined;
      const reason =
        'It has a pre-traffic hook of its own, which stays: the stack gate judges it after the traffic. With --chain --fix, at the first adoption, ours is called first, and then calls it.';
      return { reason, path: fn.source([PREFERENCE, 'Hooks', 'PreTraffic']) };
    },
  },
  {
    outcome: 'in-part',
    code: 'preference-by-parameter',
    find: ({ fn }) => {
      const enabled = own(fn.properties[PREFERENCE], 'Enabled');
      const [name] = intrinsicOf(enabled) ?? [];
      if (name === undefined || name === 'Fn::If') return undefined;
      const reason =
        'Where Enabled of its deployment preference is false, no hook runs: the stack gate judges it after the traffic.';
      return { reason, path: fn.source([PREFERENCE, 'Enabled']) };
    },
  },
  {
    outcome: 'in-part',
    code: 'own-code-sha',
    find: ({ fn }) => {
      if (fn.properties['AutoPublishCodeSha256'] === undefined) return undefined;
      const reason =
        'Its AutoPublishCodeSha256 decides when there is a new version: a release that leaves it as it is runs no hook, and the stack gate judges it.';
      return { reason, path: fn.source(['AutoPublishCodeSha256']) };
    },
  },
];

export function obstacleTo(subject: Subject): Obstacle | undefined {
  for (const { outcome, code, find } of RULES) {
    const found = find(subject);
    if (found) return { outcome, code, ...found };
  }
  return undefined;
}

/**
 * The pre-traffic hook of its owner that ours calls, if it shall and can: logical id, name or ARN. Not of a function under a
 * condition, which cannot be told from the others where it is not there; nor one that a parameter names.
 */
export function nextHook(
  { id, condition, properties }: WrittenFunction,
  { chain, template }: Pick<Subject, 'chain' | 'template'>,
): string | undefined {
  if (!holds(chain, id)) return undefined;
  const hook = own(own(properties[PREFERENCE], 'Hooks'), 'PreTraffic');
  const referred = own(hook, 'Ref');
  if (typeof referred === 'string' && own(own(template, 'Resources'), referred) === undefined) return undefined;
  const name = referred ?? hook;
  return condition === undefined && typeof name === 'string' && /^[\w:/-]{1,200}$/.test(name) ? name : undefined;
}

/** As Python judges truth, an empty value is none; and nothing can be added to what is written so. */
function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (isList(value) && value.length === 0);
}

/** Why a resource of this type cannot be gated at all, or why not as it is written; undefined: it may be. */
export function refusalOf(id: string, resource: unknown): Obstacle | undefined {
  const at = ['Resources', id];
  const type = own(resource, 'Type');
  const refused = (code: string, reason: string, path: Path): Obstacle => ({ outcome: 'refused', code, reason, path });
  if (type === 'AWS::Lambda::Function') {
    const reason =
      'It is an AWS::Lambda::Function: AutoPublishAlias and DeploymentPreference are of AWS::Serverless::Function alone.';
    return refused('plain-lambda', reason, at);
  }
  if (!/^[A-Za-z0-9]+$/.test(id)) {
    const reason = 'A logical id has only letters and digits: CloudFormation takes no other.';
    return refused('logical-id', reason, at);
  }
  const properties = own(resource, 'Properties');
  if (properties === undefined || isPlain(properties)) return undefined;
  const [name] = intrinsicOf(properties) ?? ['no map'];
  const reason = `Its Properties are ${name}, to which nothing can be added.`;
  return refused('properties-conditional', reason, [...at, 'Properties']);
}

/** Is it a function, of SAM or not? */
export function isFunction(resource: unknown): boolean {
  const type = isRecord(resource) ? resource['Type'] : undefined;
  return type === 'AWS::Serverless::Function' || type === 'AWS::Lambda::Function';
}

function holds(choice: boolean | ReadonlySet<string>, id: string): boolean {
  return typeof choice === 'boolean' ? choice : choice.has(id);
}
