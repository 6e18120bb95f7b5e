import {
  apiOf,
  defineCheck,
  fail,
  field,
  isUndetermined,
  judge,
  listOf,
  literal,
  notApplicable,
  protocolOf,
  settingsOfAllMethods,
  unknown,
  unreadable,
  type CheckContext,
  type Resolved,
  type ResourceView,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  loggingLevel: string;
}

/**
 * REST APIs have it per method, WebSocket APIs per route; HTTP APIs have no execution logs.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export default defineCheck<Options>({
  meta: {
    id: 'api-gw-execution-logging-enabled',
    title: 'APIs log how they handled a request',
    why: 'What goes wrong between a request and its integration, such as an authorizer that fails, is in the execution log only.',
    remedy:
      'set LoggingLevel to ERROR or INFO, for all methods in MethodSettings (ResourcePath "/*", HttpMethod "*"), of WebSocket APIs in DefaultRouteSettings; once per Region the account names a role for these logs (AWS::ApiGateway::Account)',
    category: 'operations',
    severity: 'medium',
    weight: 4,
    resourceTypes: ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'],
    relatedTypes: ['AWS::ApiGatewayV2::Api'],
    configRule: true,
    docs: 'https://docs.aws.amazon.com/config/latest/developerguide/api-gw-execution-logging-enabled.html',
    references: {
      guard: ['rules/aws/api_gateway/api_gw_execution_logging_enabled.guard'],
      controlTower: ['CT.APIGATEWAY.PR.1'],
      cdkNag: ['AwsSolutions-APIG6', 'NIST.800.53.R5-APIGWExecutionLoggingEnabled'],
      securityHub: ['APIGateway.1'],
      fsbp: true,
    },
    liveActions: ['apigateway:GET'],
    options: {
      loggingLevel: {
        type: 'string',
        default: 'ERROR,INFO',
        description: 'The levels that count, separated by commas',
      },
    },
  },

  evaluate(stage, context) {
    const levels = levelsOf(context.options);
    const counts = (level: Resolved | undefined) => levels.includes(literal(level) ?? '');
    return stage.type === 'AWS::ApiGateway::Stage' ? judgeMethods(stage, counts) : judgeRoutes(stage, counts, context);
  },

  fix(stage, { options }) {
    const [level] = levelsOf(options);
    if (stage.type !== 'AWS::ApiGateway::Stage') {
      return [{ path: ['Properties', 'DefaultRouteSettings', 'LoggingLevel'], set: level }];
    }
    const all = settingsOfAllMethods(stage);
    if (all === 'unknown') return undefined;
    if (all) return [{ path: ['Properties', ...all, 'LoggingLevel'], set: level }];
    const settings = { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: level };
    const others = listOf(stage.get('MethodSettings')).length;
    return others > 0
      ? [{ path: ['Properties', 'MethodSettings', others], set: settings }]
      : [{ path: ['Properties', 'MethodSettings'], set: [settings] }];
  },
});

function levelsOf({ loggingLevel }: Options): string[] {
  return loggingLevel.split(',').map((level) => level.trim());
}

type Counts = (level: Resolved | undefined) => boolean;

function judgeMethods(stage: ResourceView, counts: Counts): Verdict {
  const list = stage.get('MethodSettings');
  const all = settingsOfAllMethods(stage);
  if (all === 'unknown') return unreadable(list);
  if (!all) return fail('logs no executions', list);
  const verdict = judge(stage.get(...all, 'LoggingLevel'), counts, 'logs no executions');
  return verdict.status === 'pass' ? (silentMethod(stage, counts) ?? verdict) : verdict;
}

/** A method may have settings of its own, over those of all. */
function silentMethod(stage: ResourceView, counts: Counts): Verdict | undefined {
  for (const [index, item] of listOf(stage.get('MethodSettings')).entries()) {
    const level = stage.get('MethodSettings', index, 'LoggingLevel');
    if (isUndetermined(level)) return unreadable(level);
    const method = `${literal(field(item, 'HttpMethod')) ?? ''} ${literal(field(item, 'ResourcePath')) ?? ''}`;
    if (level.state !== 'absent' && !counts(level.value)) return fail(`logs no executions of ${method}`, level);
  }
  return undefined;
}

function judgeRoutes(stage: ResourceView, counts: Counts, context: CheckContext<Options>): Verdict {
  const protocol = protocolOf(apiOf(stage.get('ApiId'), context));
  // Only HTTP APIs have a stage of this name.
  if (protocol === 'HTTP' || literal(stage.get('StageName')) === '$default') {
    return notApplicable('belongs to an HTTP API, which has no execution logs');
  }
  const level = stage.get('DefaultRouteSettings', 'LoggingLevel');
  const verdict = judge(level, counts, 'logs no executions');
  if (verdict.status === 'pass') return silentRoute(stage, counts) ?? verdict;
  if (protocol === 'WEBSOCKET') return verdict;
  return unknown('whether its API is a WebSocket API, which can log executions, is known only when deployed', level);
}

function silentRoute(stage: ResourceView, counts: Counts): Verdict | undefined {
  const routes = stage.get('RouteSettings');
  if (routes.state === 'absent') return undefined;
  if (isUndetermined(routes)) return unreadable(routes);
  for (const route of Object.keys(routes.value as object)) {
    const level = stage.get('RouteSettings', route, 'LoggingLevel');
    if (isUndetermined(level)) return unreadable(level);
    if (level.state !== 'absent' && !counts(level.value)) return fail(`logs no executions of ${route}`, level);
  }
  return undefined;
}
