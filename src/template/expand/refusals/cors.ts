/**
 * Cross-origin requests of REST and HTTP APIs.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../intrinsics.ts';
import { bodyOf } from './definition.ts';
import { isPlainMap, isUnset } from './shapes.ts';
import { refuse } from './subject.ts';
import type { Rule, Subject } from './subject.ts';

const REST = ['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials'];
const HTTP = ['AllowMethods', 'AllowHeaders', 'AllowOrigins', 'MaxAge', 'ExposeHeaders', 'AllowCredentials'];

export const restCors: Rule = (subject) => {
  const { Cors: cors } = subject.properties;
  if (!isPlainMap(cors)) return;
  onlyKnown(subject, 'Cors', cors, REST);
  const origin = 'AllowOrigin' in cors ? cors.AllowOrigin : "'*'";
  if (cors.AllowCredentials === true && origin === "'*'")
    refuse(subject, 'cors-credentials', "AllowCredentials needs an AllowOrigin other than '*'", [
      'Cors',
      'AllowCredentials',
    ]);
  if (!isTruthy(origin) && hasPaths(subject))
    refuse(subject, 'cors-origin', 'Cors has an empty AllowOrigin', ['Cors', 'AllowOrigin']);
};

export const httpCors: Rule = (subject) => {
  const { CorsConfiguration: cors } = subject.properties;
  if (!isTruthy(cors) || typeof cors === 'boolean' || isIntrinsic(cors)) return;
  const path = ['CorsConfiguration'];
  if (!isRecord(cors)) {
    refuse(subject, 'cors', 'CorsConfiguration is true or a map', path);
    return;
  }
  onlyKnown(subject, 'CorsConfiguration', cors, HTTP);
  const { AllowCredentials, AllowOrigins: origins } = cors;
  if (AllowCredentials === true && isList(origins) && origins.length === 1 && origins[0] === "'*'")
    refuse(subject, 'cors-credentials', "AllowCredentials needs AllowOrigins other than '*'", [
      ...path,
      'AllowCredentials',
    ]);
};

function onlyKnown(
  subject: Subject,
  property: string,
  cors: Readonly<Record<string, unknown>>,
  known: readonly string[],
): void {
  for (const name of Object.keys(cors)) {
    if (known.includes(name)) continue;
    refuse(subject, 'cors', `${property} has no ${name}, only ${known.join(', ')}`, [property, name]);
  }
}

/** Is there a path that gets a preflight method? */
function hasPaths(subject: Subject): boolean {
  const body = bodyOf(subject, subject.properties);
  if (body.kind === 'made') return subject.x.routes.of(subject.sam.logicalId).length > 0;
  const paths = body.kind === 'written' && isRecord(body.body.paths) ? Object.values(body.body.paths) : [];
  return paths.some((item) => isRecord(item) && isUnset(item.options));
}
