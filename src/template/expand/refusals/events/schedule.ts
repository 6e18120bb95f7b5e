import { isTruthy } from '../../intrinsics.ts';
import { refuse } from '../subject.ts';
import type { Rule } from '../subject.ts';

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedulev2.html */
export const schedule: Rule = (subject) => {
  const { OmitName, Name } = subject.properties;
  const isNamed = OmitName === true && isTruthy(Name);
  if (isNamed) refuse(subject, 'properties-exclude-each-other', 'Name and OmitName exclude each other', ['Name']);
};
