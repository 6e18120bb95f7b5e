/** What the gate says: to a person as it goes on, to a program at the end. */
import type { Check } from '../../checks/api.ts';
import type { StackEvent } from '../../live/change-set.ts';
import { changesData, formatChanges } from '../../report/change-set.ts';
import { dataOf } from '../../report/json.ts';
import { formatTable } from '../../report/table.ts';
import { plain } from '../../report/text.ts';
import type { GateRequest, GateResult, JudgedChange } from './gate-stack.ts';

/** What would change, then the report. */
export function showJudged(
  { stackName, isNew, changes, report }: JudgedChange,
  page: { readonly color: boolean; readonly width: number; readonly checks: readonly Check[] },
): string {
  const head = `Stack ${plain(stackName)}${isNew ? ', which is new' : ''}`;
  return `${head}\n${formatChanges(changes, page)}\n${formatTable(report, page)}`;
}

/** `10:15:02  UPDATE_IN_PROGRESS  HttpFunction  AWS::Lambda::Function` */
export function eventLine({ at, status, logicalId, type, reason }: StackEvent): string {
  const time = Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(11, 19);
  const words = [time, status.padEnd(28), logicalId, type, reason && `(${reason})`];
  return `${plain(words.filter(Boolean).join('  ')).trimEnd()}\n`;
}

/** The last line. @param executing the command that executes a change set */
export function showResult(
  { stackName }: GateRequest,
  { outcome, changeSet, detail = '', judged }: GateResult,
  executing: (changeSet: string) => string,
): string {
  switch (outcome) {
    case 'empty':
      return `Green: there are no changes to stack ${stackName}.\n`;
    case 'green':
      return `${colourOf(judged)}: the change set waits.\n  ${executing(changeSet?.id ?? '')}\n`;
    case 'executed':
      return `Stack ${stackName} is in ${detail}.\n`;
    case 'rolled-back':
      return `Stack ${stackName} did not keep it: it is in ${detail}.\n`;
    case 'red':
      return `Red: nothing was changed in stack ${stackName}.\n`;
    case 'incomplete':
      return `Could not be judged: nothing was changed in stack ${stackName}.\n`;
    case 'refused':
      return `Red: a hook of the account refuses the change set of stack ${stackName}: ${plain(detail)}\n`;
  }
}

/** A gate that only observes lets everything through, and says so. */
function colourOf(judged: JudgedChange | undefined): string {
  const { reasons, verdict } = judged?.report.gate ?? { reasons: [], verdict: 'pass' };
  return reasons.length > 0 || verdict !== 'pass' ? 'Would be red, and only observes' : 'Green';
}

/** The result as data: a contract of the command line. */
export function gateJson(request: GateRequest, result: GateResult, more: object): string {
  const { outcome, stackId, changeSet, detail, judged } = result;
  const data = {
    version: 1,
    ...more,
    stack: request.stackName,
    stackId: stackId ?? null,
    environment: request.environment,
    outcome,
    ...(detail !== undefined && { detail }),
    // one that is removed is of no use to anybody
    changeSet: changeSet ? { id: changeSet.id, name: changeSet.name } : null,
    isNew: judged?.isNew ?? null,
    changes: judged ? changesData(judged.changes) : [],
    report: judged ? dataOf(judged.report) : null,
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
