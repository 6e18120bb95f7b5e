/** `checks`: all that there are, and how they are configured here. */
import type { Check } from '../checks/api.ts';
import { nearest } from '../config/nearest.ts';
import { UserError } from '../errors.ts';
import { formatChecks } from '../report/checks.ts';
import type { ListedCheck } from '../report/checks.ts';
import { checksHere, settingOf } from './checks-here.ts';
import { EXIT } from './exit.ts';
import type { Run } from './terminal.ts';

export const run: Run<'checks'> = async ({ values, terminal }) => {
  const here = await checksHere(values, terminal);
  const { category, service } = values;
  if (service !== undefined) refuseUnknownService(service, here.checks);
  const listed = here.checks
    .filter(({ meta }) => category === undefined || meta.category === category)
    .filter((check) => service === undefined || servicesOf(check).includes(service.toLowerCase()))
    .map((check): ListedCheck => {
      const { id, title, category, severity, weight } = check.meta;
      return {
        id,
        title,
        category,
        severity,
        weight,
        services: servicesOf(check),
        fixable: check.fix !== undefined,
        recommended: check.meta.recommended !== false,
        here: settingOf(check, here) ?? null,
      };
    });
  if (values.json)
    terminal.out(`${JSON.stringify({ version: 1, environment: here.environment ?? null, checks: listed }, null, 2)}\n`);
  else
    terminal.out(formatChecks(listed, { environment: here.environment, color: terminal.color, width: terminal.width }));
  return EXIT.ok;
};

/** `AWS::S3::Bucket` is of `s3`. */
function servicesOf({ meta }: Check): string[] {
  return [...new Set(meta.resourceTypes.flatMap((type) => type.split('::')[1]?.toLowerCase() ?? []))];
}

function refuseUnknownService(service: string, checks: readonly Check[]): void {
  const known = [...new Set(checks.flatMap(servicesOf))].sort();
  if (known.includes(service.toLowerCase())) return;
  const near = nearest(service, known);
  throw new UserError('unknown-service', `No check is about ${JSON.stringify(service)}.`, {
    hint: near ? `Did you mean ${near}?` : `There are checks of ${known.join(', ')}.`,
  });
}
