import { isList, isRecord } from '../../../resolve/values.ts';
import { isUnset } from '../shapes.ts';
import { refuse, refuseAt } from '../subject.ts';
import type { Rule } from '../subject.ts';

/**
 * SAM writes the trigger into the user pool, so this has to stand in the template, and each trigger has one function.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html
 */
export const cognito: Rule = (subject) => {
  const { UserPool, Trigger } = subject.properties;
  const id = isRecord(UserPool) ? UserPool.Ref : undefined;
  const pool = typeof id === 'string' ? subject.x.written.get(id) : undefined;
  if (typeof id !== 'string' || pool?.Type !== 'AWS::Cognito::UserPool') {
    refuse(subject, 'event-source-missing', 'UserPool has to be the Ref of a user pool in this template', ['UserPool']);
    return;
  }
  const config = isRecord(pool.Properties) ? pool.Properties.LambdaConfig : undefined;
  if (!isUnset(config) && !isRecord(config)) {
    const text = `${id}: LambdaConfig has to be a map, as ${subject.name} adds to it`;
    refuseAt(subject, 'property-shape', text, ['Resources', id, 'Properties', 'LambdaConfig']);
    return;
  }
  for (const trigger of isList(Trigger) ? Trigger : [Trigger]) {
    const key = `${id} ${String(trigger)}`;
    if (subject.triggers.has(key) || (isRecord(config) && Object.hasOwn(config, String(trigger))))
      refuse(subject, 'trigger-twice', `the trigger ${String(trigger)} of ${id} has a function already`, ['Trigger']);
    subject.triggers.add(key);
  }
};
