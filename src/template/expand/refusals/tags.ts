/** Tags that the transform and the Serverless Application Repository set themselves. */
import { isRecord } from '../../resolve/values.ts';
import { refuse } from './subject.ts';
import type { Rule } from './subject.ts';

const RESERVED = ['lambda:createdBy', 'serverlessrepo:applicationId', 'serverlessrepo:semanticVersion'];

export const reservedTags: Rule = (subject) => {
  const { Tags } = subject.properties;
  if (!isRecord(Tags)) return;
  for (const name of RESERVED) {
    if (Object.hasOwn(Tags, name))
      refuse(subject, 'reserved-tag', `the tag ${name} is set by AWS: rename yours`, ['Tags', name]);
  }
};
