/** Lambda authorizers of an API: API Gateway may invoke them. */
import { isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { isTruthy, ref, sub } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { from } from './source.ts';

/** @param wanted does this authorizer take a permission by default? */
export function addAuthorizerPermissions(
  x: Expansion,
  sam: SamResource,
  partition: string,
  wanted: (authorizer: Readonly<Properties>) => boolean,
): void {
  const auth = x.literalDeep(sam.properties.Auth);
  const authorizers = isRecord(auth) && isRecord(auth.Authorizers) ? Object.entries(auth.Authorizers) : [];
  for (const [name, authorizer] of authorizers) {
    if (!isRecord(authorizer) || !isTruthy(authorizer.FunctionArn) || !wanted(authorizer)) continue;
    const arn = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
    const permission = {
      Action: 'lambda:InvokeFunction',
      FunctionName: authorizer.FunctionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub(arn, { __ApiId__: ref(sam.logicalId) }),
    };
    const source = from(sam.source(['Auth', 'Authorizers', name]));
    x.addGenerated(sam, `${sam.logicalId}${name}AuthorizerPermission`, 'AWS::Lambda::Permission', permission, source);
  }
}
