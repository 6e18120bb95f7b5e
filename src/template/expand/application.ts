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
    'serverlessrepo:applicationId': location.ApplicationId,
    'serverlessrepo:semanticVersion': location.SemanticVersion,
  });
  const stack = {
    TemplateURL: typeof Location === 'string' ? Location : '',
    Tags: [...tagList(tags), ...tagList(Tags)],
    ...pick(sam.properties, ['Parameters', 'NotificationARNs', 'TimeoutInMinutes']),
  };
  x.addMain(sam, 'AWS::CloudFormation::Stack', stack, { renames: { TemplateURL: ['Location'] } });
}
