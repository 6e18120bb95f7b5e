/**
 * DeploymentPreference of a function.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isNoValue, isTruthy } from '../intrinsics.ts';
import { isOpen, refuse, withMapping } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

export const deploymentPreference: Rule = (subject) => {
  const { DeploymentPreference: preference, AutoPublishAlias } = subject.properties;
  if (!isRecord(preference) || !isTruthy(preference)) return;
  passthrough(subject, preference);
  const enabled = withMapping(subject, 'Enabled' in preference ? preference.Enabled : true);
  if (isOpen(subject, enabled) || !isTruthy(enabled) || enabled === 'false' || enabled === 'False') return;
  const fault = (text: string, ...path: string[]) => {
    refuse(subject, 'deployment-preference', `DeploymentPreference ${text}`, ['DeploymentPreference', ...path]);
  };
  if (!('Type' in preference)) fault('needs a Type');
  if (!isTruthy(AutoPublishAlias)) fault('needs AutoPublishAlias: without versions there is no traffic to shift');
  if ('Hooks' in preference && !isRecord(preference.Hooks)) fault('.Hooks has to be a map', 'Hooks');
  if (!areAlarms(preference.Alarms))
    fault('.Alarms has to be a list, or Fn::If of a condition and two lists', 'Alarms');
};

/** Of what is no list the transform takes nothing but `AWS::NoValue` and `Fn::If`, the latter with two lists in it. */
function areAlarms(alarms: unknown): boolean {
  if (!isTruthy(alarms) || isList(alarms) || isNoValue(alarms)) return true;
  const parts = isIntrinsic(alarms) ? alarms['Fn::If'] : undefined;
  return isList(parts) && parts.length === 3 && isList(parts[1]) && isList(parts[2]);
}

const BOOLEANS: readonly unknown[] = [true, false, 'true', 'false', 'True', 'False'];

function passthrough(subject: Subject, preference: Readonly<Record<string, unknown>>): void {
  if (!('PassthroughCondition' in preference)) return;
  const value = withMapping(subject, preference.PassthroughCondition);
  if (BOOLEANS.includes(value) || isOpen(subject, value)) return;
  const text = 'PassthroughCondition is true or false, a parameter or a mapping';
  refuse(subject, 'passthrough-condition', text, ['DeploymentPreference', 'PassthroughCondition']);
}
