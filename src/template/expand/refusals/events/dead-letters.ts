/**
 * DeadLetterConfig of rules and schedules, and whether they are on.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deadletterconfig.html
 */
import { isRecord } from '../../../resolve/values.ts';
import { isUnset } from '../shapes.ts';
import { refuse } from '../subject.ts';
import type { Rule } from '../subject.ts';

export const deadLetters: Rule = (subject) => {
  const { DeadLetterConfig: config } = subject.properties;
  if (!isRecord(config)) return;
  const fault = (text: string, ...path: string[]) => {
    refuse(subject, 'dead-letter-config', `DeadLetterConfig ${text}`, ['DeadLetterConfig', ...path]);
  };
  const [hasArn, hasType] = ['Arn' in config, 'Type' in config];
  if (hasArn && hasType) fault('takes Arn or Type, not both');
  else if (!hasArn && !hasType) fault('needs the Arn of a queue, or Type: SQS for a new one');
  else if (hasType && config.Type !== 'SQS') fault('.Type can only be SQS', 'Type');
  else if (isUnset(config.Arn) && !isUnset(config.QueueLogicalId) && typeof config.QueueLogicalId !== 'string')
    fault('.QueueLogicalId has to be a name, written out', 'QueueLogicalId');
};

export const stateOrEnabled: Rule = (subject) => {
  const { State, Enabled } = subject.properties;
  const isBoth = !isUnset(State) && !isUnset(Enabled);
  if (isBoth) refuse(subject, 'properties-exclude-each-other', 'State and Enabled exclude each other', ['Enabled']);
};
