/** The rules of a stack that an event matches, and whom they call. */
import { isList, isRecord, own } from '../template/resolve/values.ts';
import type { Account } from './aws/account.ts';

/** ARNs of the targets of every enabled rule on the default bus whose pattern fits. */
export function targetsOf(account: Account, event: Readonly<Record<string, unknown>>): string[] {
  return account.ofType('AWS::Events::Rule').flatMap(([, { properties }]) => {
    const pattern = properties['EventPattern'];
    if (properties['State'] === 'DISABLED' || pattern === undefined || !matches(pattern, event)) return [];
    const targets = properties['Targets'];
    return isList(targets) ? targets.flatMap((target) => own(target, 'Arn') ?? []).map(String) : [];
  });
}

/**
 * Every key of the pattern has to fit: its list has the value, or a filter that accepts it.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
function matches(pattern: unknown, value: unknown): boolean {
  if (isRecord(pattern)) return Object.entries(pattern).every(([key, part]) => matches(part, own(value, key)));
  if (!isList(pattern)) return false;
  return pattern.some((accepted) => (isRecord(accepted) ? accepts(accepted, value) : isIn(accepted, value)));
}

function isIn(accepted: unknown, value: unknown): boolean {
  return isList(value) ? value.includes(accepted) : value === accepted;
}

function accepts(filter: Readonly<Record<string, unknown>>, value: unknown): boolean {
  const text = typeof value === 'string' ? value : undefined;
  return Object.entries(filter).every(([operator, operand]) => {
    if (operator === 'prefix') return text?.startsWith(String(operand)) === true;
    if (operator === 'suffix') return text?.endsWith(String(operand)) === true;
    if (operator === 'exists') return (value !== undefined) === operand;
    if (operator === 'anything-but') return ![operand].flat().includes(value);
    return false;
  });
}
