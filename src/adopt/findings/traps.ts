/** Traps that are there today, and in the way of a gate. What mends them changes a value of the owner's. */
import type { Finding } from '../model.ts';
import aliasInGlobals from '../../template/traps/alias-in-globals.ts';
import conditionalAlarmItem from '../../template/traps/conditional-alarm-item.ts';
import conditionalDeploymentPreference from '../../template/traps/conditional-deployment-preference.ts';
import conditionalEnabled from '../../template/traps/conditional-enabled.ts';
import conditionalHooksDropped from '../../template/traps/conditional-hooks-dropped.ts';
import fixedCodeSha from '../../template/traps/fixed-code-sha.ts';
import hookNotInvokable from '../../template/traps/hook-not-invokable.ts';
import preferenceInGlobals from '../../template/traps/preference-in-globals.ts';
import tooManyAlarms from '../../template/traps/too-many-alarms.ts';
import unknownDeploymentType from '../../template/traps/unknown-deployment-type.ts';
import type { TrapContext } from '../../template/traps/context.ts';
import type { Find } from './subject.ts';

const TRAPS = [
  aliasInGlobals,
  conditionalAlarmItem,
  conditionalDeploymentPreference,
  conditionalEnabled,
  conditionalHooksDropped,
  fixedCodeSha,
  hookNotInvokable,
  preferenceInGlobals,
  tooManyAlarms,
  unknownDeploymentType,
];

export const findTraps: Find = ({ context }) =>
  TRAPS.flatMap(({ meta, find }) =>
    [...find(context)].map(({ message, location, fix }): Finding => ({
      severity: meta.severity,
      code: meta.code,
      message: `${message}. ${meta.instead}`,
      resources: functionsIn(message, context),
      ...(location && { location }),
      ...(fix && { proposal: { summary: meta.instead, edits: fix } }),
    })),
  );

/** The functions that a sentence names. */
function functionsIn(message: string, context: TrapContext): string[] {
  const words = new Set(message.split(/[^A-Za-z0-9]+/));
  return context.samFunctions().flatMap(({ id }) => (words.has(id) ? [id] : []));
}

/** What Globals give is given to all functions, those that come later as well. Ours are not SAM's, and get nothing of it. */
export const findGlobals: Find = ({ context }) => {
  if (context.hooks.size > 0) return [];
  const globals = context.globals();
  return [aliasInGlobals, preferenceInGlobals].flatMap(({ meta: { code } }): Finding[] => {
    const key = code === aliasInGlobals.meta.code ? 'AutoPublishAlias' : 'DeploymentPreference';
    if (globals[key] === undefined) return [];
    const location = context.atSource(['Globals', 'Function', key]);
    const message = `${key} in Globals is of every function, those that are not gated included; what adoption adds stands at each function`;
    return [{ severity: 'warning', code, message, resources: [], ...(location && { location }) }];
  });
};
