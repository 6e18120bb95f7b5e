/** The actions of IAM that cannot be limited to resources. Part of the check API. */
import { ACTIONS } from './iam-actions.generated.ts';

/**
 * Per service the actions without a value in the column "Resource types" of the Service Authorization Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 *
 * Is this an action, or do all that an action pattern covers belong to those, that AWS lets a policy allow on `*` only?
 * Undefined for a service that the table does not know.
 */
export function needsEveryResource(action: string): boolean | undefined {
  const [service = '', ...rest] = action.toLowerCase().split(':');
  const table = (parsed ??= parse(ACTIONS));
  const known = table.get(service);
  if (!known) return undefined;
  const pattern = rest.join(':');
  const literal = /^[^*?]*/.exec(pattern)?.[0] ?? '';
  if (service === 'cloudwatch' && METRICS.has(pattern)) return true;
  if (literal === pattern && known.names.has(pattern)) return true;
  return known.prefixes.some((prefix) => literal.startsWith(prefix));
}

interface Service {
  readonly names: ReadonlySet<string>;
  /** What stands before a `*`. */
  readonly prefixes: readonly string[];
}

let parsed: ReadonlyMap<string, Service> | undefined;

function parse(text: string): Map<string, Service> {
  const services = text.trim().toLowerCase().split('\n');
  return new Map(
    services.map((line) => {
      const [name = '', actions = ''] = line.split(':');
      const words = actions.split(' ').filter(Boolean);
      const prefixes = words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1));
      return [name, { names: new Set(words), prefixes }] as const;
    }),
  );
}

/** Metrics have no ARN, whatever the reference says. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html */
const METRICS = new Set(['getmetricdata', 'listmetrics', 'putmetricdata']);
