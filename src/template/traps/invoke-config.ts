/** What a function's event invoke config says. */
import type { Location } from '../model.ts';
import { own } from '../resolve/values.ts';
import { alternatives, isNoValue, isPlainMap } from './context.ts';
import type { TrapContext } from './context.ts';
import type { Finding } from './trap.ts';

/** The values that the setting may take; none if it may be absent. */
export function invokeSetting(
  context: TrapContext,
  fn: string,
  ...path: string[]
): { values: unknown[]; location: Location | undefined } {
  const config = context
    .resources('AWS::Lambda::EventInvokeConfig')
    .find(({ logicalId }) =>
      context.graph.edgesFrom(logicalId).some((edge) => edge.path[1] === 'FunctionName' && edge.to === fn),
    );
  if (!config) return { values: [], location: context.at(fn, ['Properties', 'EventInvokeConfig']) };
  const values = path.reduce<unknown[]>(
    (parents, key) => parents.flatMap((parent) => alternatives(own(parent, key)).map(({ value }) => value)),
    [config.properties],
  );
  const location = context.at(config.logicalId, ['Properties', ...path]);
  return { values: values.some((value) => value === undefined || isNoValue(value)) ? [] : values, location };
}

/** Sets a value of the `EventInvokeConfig` of a function of SAM's. */
export function invokeFix(context: TrapContext, fn: string, key: string, set: unknown): Pick<Finding, 'fix'> {
  const config = ['Resources', fn, 'Properties', 'EventInvokeConfig'];
  const sam = own(context.source(['Resources', fn]), 'Type') === 'AWS::Serverless::Function';
  const written = context.source(config);
  return sam && (written === undefined || isPlainMap(written)) ? { fix: [{ path: [...config, key], set }] } : {};
}
