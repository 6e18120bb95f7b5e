import { isList, isRecord } from '../../../resolve/values.ts';
import { isIntrinsic, isTruthy } from '../../intrinsics.ts';
import { refuse } from '../subject.ts';
import type { Rule } from '../subject.ts';

const REQUIRED = 'BASIC_AUTH';

/**
 * `SourceAccessConfigurations` of brokers and databases: exactly one secret to sign in with.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-mq.html
 */
export function secretsOf(types: readonly string[]): Rule {
  return (subject) => {
    const { SourceAccessConfigurations: configurations, SecretsManagerKmsKeyId: key } = subject.properties;
    const fault = (text: string, ...path: (string | number)[]) => {
      refuse(subject, 'source-access', text, ['SourceAccessConfigurations', ...path]);
    };
    if (isRecord(key))
      refuse(subject, 'property-shape', 'SecretsManagerKmsKeyId has to be text', ['SecretsManagerKmsKeyId']);
    if (!isTruthy(configurations)) {
      fault(`${subject.type} needs SourceAccessConfigurations with the secret to sign in with (${REQUIRED})`);
      return;
    }
    if (!isList(configurations)) {
      fault('SourceAccessConfigurations has to be a list, written out');
      return;
    }
    const found = configurations.filter((each) => isRecord(each) && each.Type === REQUIRED);
    const others = configurations.findIndex((each) => !isRecord(each) || !types.includes(each.Type as string));
    if (others >= 0) fault(`the Type of a configuration is one of ${types.join(', ')}`, others);
    else if (found.length === 0) fault(`needs one of Type ${REQUIRED}`);
    else if (found.length > 1) fault(`only one may have the Type ${REQUIRED}`);
    else if (!found.every((each) => isRecord(each) && isUri(each.URI))) fault(`${REQUIRED} needs the URI of a secret`);
  };
}

export function isUri(value: unknown): boolean {
  return isTruthy(value) && (typeof value === 'string' || isIntrinsic(value));
}
