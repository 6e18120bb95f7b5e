import { isList, isRecord } from '../../../resolve/values.ts';
import { isUnset } from '../shapes.ts';
import { refuse, refuseAt } from '../subject.ts';
import type { Rule, Subject } from '../subject.ts';

/**
 * SAM writes the notification into the bucket, so this has to stand in the template.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-s3.html
 */
export const s3: Rule = (subject) => {
  const { Bucket } = subject.properties;
  const id = isRecord(Bucket) ? Bucket.Ref : undefined;
  const bucket = typeof id === 'string' ? subject.x.written.get(id) : undefined;
  if (typeof id !== 'string' || bucket?.Type !== 'AWS::S3::Bucket') {
    refuse(subject, 'event-source-missing', 'Bucket has to be the Ref of a bucket in this template', ['Bucket']);
    return;
  }
  checkDependsOn(subject, id, bucket);
  if (isRecord(bucket.Properties)) checkBucket(subject, id, bucket.Properties);
};

function checkDependsOn(subject: Subject, id: string, { DependsOn }: Readonly<Record<string, unknown>>): void {
  const names: readonly unknown[] = isList(DependsOn) ? DependsOn : [DependsOn];
  if (DependsOn === undefined || names.every((name) => typeof name === 'string')) return;
  const text = `${subject.name}: DependsOn of the bucket ${id} has to be a logical id or a list of them`;
  refuseAt(subject, 'depends-on', text, ['Resources', id, 'DependsOn']);
}

function checkBucket(subject: Subject, id: string, properties: Readonly<Record<string, unknown>>): void {
  const { Tags, NotificationConfiguration: notifications } = properties;
  const fault = (text: string, ...path: string[]) => {
    const message = `${id}: ${text}, as ${subject.name} adds to it`;
    refuseAt(subject, 'property-shape', message, ['Resources', id, 'Properties', ...path]);
  };
  const isConditional = subject.sam.attributes.Condition !== undefined;
  if (isConditional && !isUnset(Tags) && !isList(Tags)) fault('Tags has to be a list', 'Tags');
  if (isUnset(notifications)) return;
  if (!isRecord(notifications)) {
    fault('NotificationConfiguration has to be a map', 'NotificationConfiguration');
  } else if (!isUnset(notifications.LambdaConfigurations) && !isList(notifications.LambdaConfigurations)) {
    fault('LambdaConfigurations has to be a list', 'NotificationConfiguration', 'LambdaConfigurations');
  }
}
