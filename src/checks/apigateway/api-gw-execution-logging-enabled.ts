import {
  defineCheck,
  fail,
  isUndetermined,
  judge,
  listOf,
  literal,
  notApplicable,
  pass,
  protocolOf,
  settingsOfAllMethods,
  targetOf,
  unknown,
  unreadable,
  type CheckContext,
  type Fix,
  type Resolved,
  type ResourceView,
  type Value,
  type Verdict,
} from 'create-fitness-serverless/check';

interface Options {
  loggingLevel: string;
  methods: 'all' | 'listed';
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
      'set LoggingLevel to ERROR or INFO, for all methods in MethodSettings (ResourcePath `/*`, HttpMethod `*`), of WebSocket APIs in DefaultRouteSettings; once per Region the account names a role for these logs (AWS::ApiGateway::Account)',
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
      methods: {
        type: 'string',
        enum: ['all', 'listed'],
        default: 'all',
        description: '`listed` judges a REST API by those methods alone that MethodSettings names',
      },
    },
  },

  evaluate(stage, context) {
    const levels = levelsOf(context.options);
    const counts = (level: Resolved | undefined) => levels.includes(literal(level) ?? '');
    return stage.type === 'AWS::ApiGateway::Stage'
      ? judgeMethods(stage, counts, context.options)
      : judgeRoutes(stage, counts, context);
  },

  fix(stage, { options }) {
    const levels = levelsOf(options);
    const [level] = levels;
    const counts = (value: Resolved | undefined) => levels.includes(literal(value) ?? '');
    const silent = [...ownSettings(stage)].filter((path) => isSilent(stage.get(...path, 'LoggingLevel'), counts));
    const fixes = silent.map((path): Fix => ({ path: ['Properties', ...path, 'LoggingLevel'], set: level }));
    const all = stage.type === 'AWS::ApiGateway::Stage' ? settingsOfAllMethods(stage) : ['DefaultRouteSettings'];
    if (all === 'unknown') return undefined;
    if (all) return [...fixes, { path: ['Properties', ...all, 'LoggingLevel'], set: level }];
    const settings = { ResourcePath: '/*', HttpMethod: '*', LoggingLevel: level };
    const others = listOf(stage.get('MethodSettings')).length;
    return others > 0
      ? [...fixes, { path: ['Properties', 'MethodSettings', others], set: settings }]
      : [{ path: ['Properties', 'MethodSettings'], set: [settings] }];
  },
});

function levelsOf({ loggingLevel }: Options): string[] {
  return loggingLevel.split(',').map((level) => level.trim());
}

type Counts = (level: Resolved | undefined) => boolean;

function judgeMethods(stage: ResourceView, counts: Counts, { methods }: Options): Verdict {
  const list = stage.get('MethodSettings');
  if (methods === 'listed' && !isUndetermined(list) && listOf(list).length > 0) {
    const unset = listOf(list).findIndex(
      (_, index) => stage.get('MethodSettings', index, 'LoggingLevel').state === 'absent',
    );
    if (unset >= 0) return fail('logs no executions', stage.get('MethodSettings', unset, 'LoggingLevel'));
    return silentOne(stage, counts) ?? pass(list);
  }
  const all = settingsOfAllMethods(stage);
  if (all === 'unknown') return unreadable(list);
  if (!all) return fail('logs no executions', list);
  const verdict = judge(stage.get(...all, 'LoggingLevel'), counts, 'logs no executions');
  return verdict.status === 'pass' ? (silentOne(stage, counts) ?? verdict) : verdict;
}

function judgeRoutes(stage: ResourceView, counts: Counts, context: CheckContext<Options>): Verdict {
  const protocol = protocolOf(targetOf(stage.get('ApiId'), 'AWS::ApiGatewayV2::Api', context));
  // Only HTTP APIs have a stage of this name.
  if (protocol === 'HTTP' || literal(stage.get('StageName')) === '$default') {
    return notApplicable('belongs to an HTTP API, which has no execution logs');
  }
  const level = stage.get('DefaultRouteSettings', 'LoggingLevel');
  const verdict = judge(level, counts, 'logs no executions');
  if (verdict.status === 'pass') return silentOne(stage, counts) ?? verdict;
  if (protocol === 'WEBSOCKET') return verdict;
  return unknown('whether its API is a WebSocket API, which can log executions, is known only when deployed', level);
}

/** A method, or a route, may have settings of its own, over those of all. */
function silentOne(stage: ResourceView, counts: Counts): Verdict | undefined {
  for (const path of ownSettings(stage)) {
    const level = stage.get(...path, 'LoggingLevel');
    if (isUndetermined(level)) return unreadable(level);
    if (isSilent(level, counts)) return fail(`logs no executions of ${nameOf(stage, path)}`, level);
  }
  return undefined;
}

function isSilent(level: Value, counts: Counts): boolean {
  return level.state === 'known' && !counts(level.value);
}

/** Paths of the settings of single methods or routes. */
function ownSettings(stage: ResourceView): (readonly (string | number)[])[] {
  if (stage.type === 'AWS::ApiGateway::Stage') {
    return listOf(stage.get('MethodSettings')).map((_, index) => ['MethodSettings', index]);
  }
  const routes = stage.get('RouteSettings');
  if (routes.state === 'absent') return [];
  return isUndetermined(routes)
    ? [['RouteSettings']]
    : Object.keys(routes.value as object).map((key) => ['RouteSettings', key]);
}

function nameOf(stage: ResourceView, path: readonly (string | number)[]): string {
  if (path[0] === 'RouteSettings') return String(path[1]);
  const [method, resource] = ['HttpMethod', 'ResourcePath'].map((key) => literal(stage.get(...path, key)) ?? '?');
  return `${method} ${resource}`;
}
