/** What a reader owes: a check says the same of what is deployed as of the template that it was deployed from. */
import { expect, test } from '@jest/globals';
import { catalogue, checkSource } from '../../../src/checks/catalogue.ts';
import { wholeTemplate, type CheckCase, type CheckCases } from '../../../src/checks/testing.ts';
import { Account } from '../../../src/rehearsal/aws/account.ts';
import { declared } from '../../../src/rehearsal/aws/stack-template.ts';
import { AwsStandIn } from '../../../src/rehearsal/aws/stand-in.ts';
import type { ResourceReader } from '../../../src/live/reader.ts';
import { deploy, read, verdicts } from './deployed-stack.ts';

/**
 * Deploys every case of the checks of the readers' types, reads it back, and compares the verdicts. What the template
 * leaves unknown may be known there, and what another stack exports is.
 *
 * @param outside deploys what the cases name and do not declare
 */
export async function sameVerdicts(readers: readonly ResourceReader[], outside?: (account: Account) => void) {
  const types = new Set(readers.flatMap((reader) => reader.types));
  const judging = catalogue.filter(
    ({ meta }) => meta.liveActions.length > 0 && meta.resourceTypes.some((type) => types.has(type)),
  );
  for (const check of judging) {
    const file = checkSource(check.meta.id).path.replace(/\.ts$/, '.cases.ts');
    const { default: cases } = (await import(`../../checks/${file}`)) as { default: CheckCases };
    const all = Object.entries(cases).flatMap(([status, some]) =>
      (some as CheckCase[])
        .filter(({ template }) => !template.includes('ImportValue'))
        .map((each) => ({ status, each })),
    );
    test.each(all.map(({ status, each }, index) => [`${status}: ${each.name ?? index}`, each] as const))(
      `${check.meta.id}: %s`,
      async (_name, each) => {
        const aws = await AwsStandIn.start(new Account());
        try {
          const template = wholeTemplate(each.template);
          await deploy(aws.account, template, { ...parametersOf(template), ...each.inputs?.parameters });
          outside?.(aws.account);
          const stack = await read(aws, readers);
          const written = verdicts(stack.written, check, each.options);
          const live = verdicts(stack.live, check, each.options);
          const known = Object.entries(written).filter(([, verdict]) => verdict !== 'unknown');
          expect(Object.fromEntries(known.map(([id]) => [id, live[id]]))).toEqual(Object.fromEntries(known));
          expect(Object.keys(live)).toEqual(Object.keys(written));
        } finally {
          await aws.stop();
        }
      },
    );
  }
}

/** Nothing is deployed without a value for each. */
function parametersOf(template: string): Record<string, string> {
  const parameters = Object.entries(declared(template, 'Parameters')) as [
    string,
    { Type: string; Default?: unknown },
  ][];
  const open = parameters.filter(([, { Default }]) => Default === undefined);
  return Object.fromEntries(open.map(([name, { Type }]) => [name, Type === 'Number' ? '1' : 'given']));
}
