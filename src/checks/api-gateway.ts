/** What belongs to an API of API Gateway, and the settings of its stages. Part of the check API. */
import type { Value } from '../template/model.ts';
import { fail, pass, unreadable, type CheckContext, type Fix, type ResourceView, type Verdict } from './check.ts';
import { field, isGiven, isHole, isPartialString, isUndetermined, listOf, literal } from './values.ts';

/**
 * Does the API talk HTTP, or WebSocket? Only HTTP APIs can be imported from a definition.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
 */
export function protocolOf(api: ResourceView | 'unknown' | undefined): 'HTTP' | 'WEBSOCKET' | 'unknown' {
  if (api === undefined || api === 'unknown') return 'unknown';
  const protocol = literal(api.get('ProtocolType'));
  if (protocol === 'HTTP' || protocol === 'WEBSOCKET') return protocol;
  const isImported = api.get('Body').state !== 'absent' || api.get('BodyS3Location').state !== 'absent';
  return isImported ? 'HTTP' : 'unknown';
}

/**
 * Path, below the properties of a REST API's stage, of the settings that hold for all methods: `/*` and `*`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
 */
export function settingsOfAllMethods(stage: ResourceView): readonly ['MethodSettings', number] | 'unknown' | undefined {
  const list = stage.get('MethodSettings');
  if (isUndetermined(list)) return 'unknown';
  const items = listOf(list);
  const holds = items.findIndex(
    (item) =>
      ['/*', '*'].includes(literal(field(item, 'ResourcePath')) ?? '') && literal(field(item, 'HttpMethod')) === '*',
  );
  if (holds >= 0) return ['MethodSettings', holds];
  const isOpen = items.some((item) => isHole(field(item, 'ResourcePath')) || isHole(field(item, 'HttpMethod')));
  return isOpen ? 'unknown' : undefined;
}

/**
 * A stage logs requests if it says where to and what.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 *
 * @param property `AccessLogSetting` of REST APIs, `AccessLogSettings` of the others
 */
export function judgeAccessLogs(stage: ResourceView, property: string): Verdict {
  const settings = stage.get(property);
  if (isUndetermined(settings)) return unreadable(settings);
  if (settings.state === 'absent') return fail('does not log requests', settings);
  for (const key of ['DestinationArn', 'Format']) {
    const value = stage.get(property, key);
    const given = isGiven(stage, property, key);
    if (given === 'unknown') return unreadable(value);
    if (!given || !isText(value)) return fail(`does not log requests, for want of ${property}.${key}`, value);
  }
  return pass(settings);
}

/** The edits that make a stage log its requests: into a log group that they add, unless it names a place already. */
export function logRequests(
  stage: ResourceView,
  context: Pick<CheckContext, 'resources'>,
  property: string,
  format: Readonly<Record<string, string>>,
): readonly Fix[] | undefined {
  const logicalId = `${stage.logicalId}AccessLogs`;
  const Format = JSON.stringify(format);
  const destination = stage.get(property, 'DestinationArn').state;
  if (destination !== 'absent') {
    return stage.get(property, 'Format').state === 'absent'
      ? [{ path: ['Properties', property, 'Format'], set: Format }]
      : undefined;
  }
  if (context.resources('AWS::Logs::LogGroup').some((group) => group.logicalId === logicalId)) return undefined;
  const DestinationArn = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  return [
    { resource: logicalId, path: [], set: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } } },
    stage.get(property, 'Format').state === 'absent'
      ? { path: ['Properties', property], set: { DestinationArn, Format } }
      : { path: ['Properties', property, 'DestinationArn'], set: DestinationArn },
  ];
}

/** What will be known when deployed counts. */
function isText(value: Value): boolean {
  if (value.state === 'unknown') return true;
  if (value.state === 'absent') return false;
  return typeof value.value === 'string' || isHole(value.value) || isPartialString(value.value);
}
