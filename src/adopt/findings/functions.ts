/** What the functions themselves have to say: those that cannot be gated, and what the first deployment does. */
import { writtenFunction } from '../../project/adopted/template/written-function.ts';
import type { Path, SourceDocument } from '../../template/model.ts';
import { own } from '../../template/resolve/values.ts';
import { quoteList } from '../../template/traps/context.ts';
import { fixedNames } from '../../template/traps/function-name-fixed.ts';
import { chainEdits } from '../gating/chain.ts';
import type { Finding } from '../model.ts';
import type { Find } from './subject.ts';

/** Those that are not gated, or not before the traffic, each with its reason. A hook is not meant to be. */
export const findUngated: Find = ({ functions }) =>
  functions.flatMap(({ id, outcome, code, reason, location }): Finding[] => {
    if (outcome === 'gated' || code === undefined || code === 'traffic-hook') return [];
    const message = `${id} is ${outcome === 'refused' ? 'not gated' : 'gated in part'}: ${reason ?? code}`;
    return [{ severity: 'warning', code, message, resources: [id], ...(location && { location }) }];
  });

/** Of what stands where a function's own hook did: the one finding whose change waits for the names of ours. */
export const OWN_HOOKS = 'own-hooks';

/** Hooks of the owner's, with the two answers; or with the one that was chosen. */
export const findOwnHooks: Find = ({ context, gated, chosen: { functions, names } }) =>
  context.gated.flatMap(({ function: fn, preTraffic, postTraffic }): Finding[] => {
    const hooks = [...preTraffic, ...postTraffic].filter((id) => !gated.has(id));
    if (fn === undefined || !gated.has(fn) || hooks.length === 0) return [];
    const phase = preTraffic.length > 0 ? 'PreTraffic' : 'PostTraffic';
    const location = context.atSource(hookPath(context.document, fn, phase));
    const how = Object.hasOwn(functions, fn) ? functions[fn] : undefined;
    const edits = how?.hooks === 'chained' ? chainEdits(context.document, { [fn]: how }, names) : [];
    const summary = `Name our hook before the traffic, which calls ${how?.next ?? ''} next`;
    const beside =
      preTraffic.length > 0
        ? 'they stay, and the stack gate judges after the traffic; with --chain --fix, at the first adoption, ours is called first and then calls yours'
        : 'they stay, and ours is called before the traffic';
    const said =
      edits.length > 0 ? 'ours is called before the traffic, and where it lets the release go on calls yours' : beside;
    const message = `${fn} has hooks of its own (${quoteList(hooks)}): ${said}`;
    return [
      {
        severity: 'warning',
        code: OWN_HOOKS,
        message,
        resources: [fn, ...hooks],
        ...(location && { location }),
        ...(edits.length > 0 && { proposal: { summary, edits } }),
      },
    ];
  });

function hookPath({ data }: SourceDocument, fn: string, phase: string): Path {
  const path = ['DeploymentPreference', 'Hooks', phase];
  return writtenFunction(data, fn)?.source(path) ?? ['Resources', fn, 'Properties', ...path];
}

export const FIRST_DEPLOYMENT = 'first-deployment-not-gated';

/** An alias that is made with a deployment has no hook called by it. */
export const findFirstDeployment: Find = ({ context, gated }) => {
  const fresh = context.samFunctions().filter((fn) => gated.has(fn.id) && !context.samProperty(fn, 'AutoPublishAlias'));
  return fresh.length === 0 ? [] : [firstDeployment(fresh.map(({ id }) => id))];
};

/** @param functions whose aliases are made by a deployment: the first of all, or the next of what is gated already */
export function firstDeployment(functions: readonly string[], which: 'first' | 'next' = 'first'): Finding {
  const [aliases, them] = functions.length === 1 ? ['alias', 'it'] : ['aliases', 'them'];
  const message = `The ${which} deployment makes the ${aliases} of ${quoteList(functions)} and calls no hook of ${them}; those after it are gated. --staged makes two commits of it`;
  return { severity: 'warning', code: FIRST_DEPLOYMENT, message, resources: functions };
}

/**
 * Managed instances: Lambda keeps environments of every version, 3 by default, and SAM keeps versions.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionscalingconfig.html
 */
export const findKeptCapacity: Find = ({ context, gated }) =>
  context.samFunctions().flatMap((fn): Finding[] => {
    const provider = context.samProperty(fn, 'CapacityProviderConfig');
    if (!gated.has(fn.id) || !provider) return [];
    if (context.samProperty(fn, 'VersionDeletionPolicy')?.value === 'Delete') return [];
    const least = own(context.samProperty(fn, 'FunctionScalingConfig')?.value, 'MinExecutionEnvironments') ?? 3;
    if (least === 0) return [];
    const amount = typeof least === 'number' ? `${least} environments` : 'environments';
    const message = `${fn.id} runs on a capacity provider: each release publishes a version, and Lambda keeps ${amount} of each running until it is deleted`;
    const summary = 'Write `VersionDeletionPolicy: Delete`, which lets the version of before go with each release';
    const location = context.atSource(provider.path);
    return [
      {
        severity: 'warning',
        code: 'versions-keep-running',
        message,
        resources: [fn.id],
        ...(location && { location }),
        proposal: { summary, edits: [] },
      },
    ];
  });

/** Names that a second stack cannot have, of what is gated: previews, or an environment in the same account. */
export const findFixedNames: Find = ({ context, gated }) => {
  const functions = fixedNames(context, gated).map(({ id, name }) => ({ id, name, property: 'FunctionName' }));
  const roles = context.resources('AWS::IAM::Role').flatMap(({ logicalId: id, properties }) => {
    const name = own(properties, 'RoleName');
    return typeof name === 'string' ? [{ id, name, property: 'RoleName' }] : [];
  });
  return [
    { code: 'function-name-fixed', found: functions, needs: '' },
    { code: 'role-name-fixed', found: roles, needs: ', and the stack needs CAPABILITY_NAMED_IAM' },
  ].flatMap(({ code, found, needs }): Finding[] => {
    const [first] = found;
    if (!first || gated.size === 0) return [];
    const named = quoteList(found.map(({ id, name }) => `${id} is ${name}`));
    const message = `Fixed names: ${named}. A second stack in the same account and Region fails${needs}`;
    const location = context.at(first.id, ['Properties', first.property]);
    return [
      { severity: 'warning', code, message, resources: found.map(({ id }) => id), ...(location && { location }) },
    ];
  });
};

/** A template without roles may be deployed without a word about IAM; ours has some. */
export const findCapabilities: Find = ({ template, gated }) => {
  const types = [...template.resources.values()].map(({ type }) => type);
  if (gated.size === 0 || types.some((type) => type.startsWith('AWS::IAM::'))) return [];
  const message =
    'The stack has no IAM resources today, and gets the roles of the hooks: `sam deploy` needs `--capabilities CAPABILITY_IAM`';
  return [{ severity: 'warning', code: 'capabilities-needed', message, resources: [] }];
};
