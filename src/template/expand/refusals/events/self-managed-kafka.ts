import { isList, isRecord } from '../../../resolve/values.ts';
import { isTruthy } from '../../intrinsics.ts';
import { refuse } from '../subject.ts';
import type { Rule, Subject } from '../subject.ts';
import { isUri } from './secrets.ts';

const NETWORK = ['VPC_SUBNET', 'VPC_SECURITY_GROUP'];
const AUTHENTICATION = [
  'SASL_SCRAM_256_AUTH',
  'SASL_SCRAM_512_AUTH',
  'BASIC_AUTH',
  'CLIENT_CERTIFICATE_TLS_AUTH',
  'OAUTHBEARER_AUTH',
  'IAM_AUTH',
  'IAM_OAUTHBEARER_AUTH',
];
const WITHOUT_URI: readonly string[] = ['IAM_AUTH', 'IAM_OAUTHBEARER_AUTH'];
const OTHERS = [
  'SERVER_ROOT_CA_CERTIFICATE',
  'OAUTHBEARER_SCOPE',
  'OAUTHBEARER_AUDIENCE',
  'OAUTHBEARER_LOGICAL_CLUSTER',
  'OAUTHBEARER_IDENTITY_POOL',
];

/** Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-selfmanagedkafka.html */
export const selfManagedKafka: Rule = (subject) => {
  const {
    KafkaBootstrapServers,
    Topics,
    SourceAccessConfigurations: access,
    SecretsManagerKmsKeyId,
  } = subject.properties;
  const fault = (text: string, name: string) => refuse(subject, 'kafka', text, [name]);
  if (!isTruthy(KafkaBootstrapServers)) fault('needs KafkaBootstrapServers', 'KafkaBootstrapServers');
  if (!isTruthy(Topics)) fault('needs Topics', 'Topics');
  else if (isList(Topics) && Topics.length !== 1) fault('takes one topic only', 'Topics');
  if (isRecord(SecretsManagerKmsKeyId))
    refuse(subject, 'property-shape', 'SecretsManagerKmsKeyId has to be text', ['SecretsManagerKmsKeyId']);
  if (!isTruthy(access)) fault('needs SourceAccessConfigurations', 'SourceAccessConfigurations');
  else if (!isList(access)) fault('SourceAccessConfigurations has to be a list', 'SourceAccessConfigurations');
  else checkAccess(subject, access);
};

function checkAccess(subject: Subject, access: readonly unknown[]): void {
  const fault = (text: string, ...path: number[]) => {
    refuse(subject, 'source-access', text, ['SourceAccessConfigurations', ...path]);
  };
  const known = [...NETWORK, ...AUTHENTICATION, ...OTHERS];
  access.forEach((each, index) => {
    const type = isRecord(each) && typeof each.Type === 'string' ? each.Type : '';
    if (!known.includes(type)) fault(`the Type of a configuration is one of ${known.join(', ')}`, index);
    else if (!WITHOUT_URI.includes(type) && !(isRecord(each) && isUri(each.URI))) fault(`${type} needs a URI`, index);
  });
  const has = (type: string) => access.filter((each) => isRecord(each) && each.Type === type).length;
  const [subnets, groups] = NETWORK.map(has);
  if (!subnets !== !groups) fault(`${NETWORK.join(' and ')} belong together: give both or none`);
  const ways = AUTHENTICATION.map(has).reduce((all, count) => all + count, 0);
  if (ways > 1) fault('only one way to authenticate may be given');
}
