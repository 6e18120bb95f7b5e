/**
 * AWS::Serverless::Application: a nested stack.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
 */
import { isRecord } from '../resolve/values.ts';
import type { Expansion } from './expansion.ts';
import { defined, pick, tagList } from './intrinsics.ts';

export function expandApplication(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { Location, Tags } = sam.properties;
  const location = isRecord(Location) ? Location : {};
  const tags = defined({
    'lambda:createdBy': 'SAM',
    'serverlessrepo:applicationId': x.literal(location.ApplicationId),
    'serverlessrepo:semanticVersion': x.literal(location.SemanticVersion),
  });
  const stack = defined({
    TemplateURL: typeof Location === 'string' ? Location : undefined,
    Tags: [...tagList(tags), ...tagList(Tags)],
    ...pick(sam.properties, ['Parameters', 'NotificationARNs', 'TimeoutInMinutes']),
  });
  if (location.ApplicationId !== undefined) {
    const message = `The template of ${logicalId} is in the Serverless Application Repository: what it makes is not judged`;
    x.warn('application-not-fetched', message, sam.source(['Location', 'ApplicationId']));
  }
  x.addMain(sam, 'AWS::CloudFormation::Stack', stack, { renames: { TemplateURL: ['Location'] } });
}
