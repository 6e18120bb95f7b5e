/** What fitness.yaml leaves out, and the limits of what it may say. */
import type {
  AdoptedConfig,
  AdoptedFunction,
  BusinessMetric,
  CheckConfig,
  ComplexityConfig,
  Config,
  EnvironmentConfig,
  FunctionConfig,
  GateConfig,
  LiveConfig,
  PerformanceConfig,
} from './config.ts';

/** Names of services: valid in stacks, SSM parameters, npm scripts and TOML tables. */
export const NAME = /^[a-z][a-z0-9-]*$/;

/** Names of environments: valid in the same places. Whoever had a parameter for them before may have written `Prod`. */
export const ENVIRONMENT_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

export const REGION = /^[a-z]{2}(-[a-z]+)+-[1-9]$/;

/** Lambda's limit on a function's name. CloudFormation's on a stack's is 128. */
const FUNCTION_NAME = 64;

/** The longest name that the generated template puts behind the stack's. */
const LONGEST_SUFFIX = '-ScheduleFunction';

/** Characters of a service's and an environment's name together: the functions of `<service>-<environment>` stay legible. */
export const STACK_NAME = FUNCTION_NAME - LONGEST_SUFFIX.length;

/** The same, where the stack has a function of this logical id. */
export function stackNameBefore(functionId: string): number {
  return FUNCTION_NAME - `-${functionId}`.length;
}

export const LIMITS = {
  /** With an environment of one letter. */
  service: STACK_NAME - '-x'.length,
  environment: 20,
  environments: 20,
  description: 200,
  /** Lines of the code that is generated for it fit Prettier's 80 columns. */
  function: 24,
  /** With those of the triggers they stay below the 500 resources of a stack. */
  functions: 20,
  metrics: 50,
} as const;

export const GATE: GateConfig = {
  mode: 'enforce',
  minimum: 80,
  minCoverage: 0.9,
  noNewFailures: true,
  require: [],
  withoutBaseline: 'fail',
};

export const COMPLEXITY: ComplexityConfig = {
  lambda: 3,
  terms: { resources: 1, functions: 2, edges: 0.5, iamStatements: 0.5, cyclomatic: 0.02, dependencies: 0.02 },
  budget: 100,
};

export const PERFORMANCE: PerformanceConfig = {
  windowHours: 24,
  minSamples: 100,
  tolerance: { duration: 50, errorRate: 1 },
};

export const LIVE: LiveConfig = { cloudControl: false };

/** The data of a valid fitness.yaml. */
export interface WrittenConfig {
  tool: string;
  service: string;
  description?: string;
  runtime: Config['runtime'];
  triggers?: Config['triggers'];
  functions?: Record<string, FunctionConfig>;
  table?: boolean;
  region: string;
  packageManager: Config['packageManager'];
  adopted?: Pick<AdoptedConfig, 'template'> &
    Partial<Omit<AdoptedConfig, 'template' | 'functions'>> & { functions?: Record<string, Partial<AdoptedFunction>> };
  alarms?: Config['alarms'];
  environments: Record<string, EnvironmentConfig>;
  checks: Record<string, Partial<CheckConfig> | undefined>;
  gate?: Partial<GateConfig>;
  stackGate?: boolean;
  complexity?: Partial<ComplexityConfig>;
  performance?: Partial<Omit<PerformanceConfig, 'tolerance'>> & { tolerance?: Partial<PerformanceConfig['tolerance']> };
  live?: Partial<LiveConfig>;
  dashboard?: {
    metrics?: (Pick<BusinessMetric, 'namespace' | 'metric' | 'label'> & Partial<BusinessMetric>)[];
    existing?: string;
  };
}

/** Fills in what is not written. */
export function withDefaults({ adopted, ...written }: WrittenConfig): Config {
  return {
    ...written,
    ...(adopted && { adopted: withAdoptedDefaults(adopted) }),
    triggers: written.triggers ?? [],
    description: written.description ?? '',
    functions: written.functions ?? {},
    table: written.table ?? false,
    alarms: written.alarms ?? {},
    checks: mapValues(written.checks, (check) => ({ enabled: true, mode: 'enforced', options: {}, ...check })),
    gate: { ...GATE, ...written.gate },
    stackGate: written.stackGate ?? false,
    complexity: {
      ...COMPLEXITY,
      ...written.complexity,
      terms: { ...COMPLEXITY.terms, ...written.complexity?.terms },
    },
    performance: {
      ...PERFORMANCE,
      ...written.performance,
      tolerance: { ...PERFORMANCE.tolerance, ...written.performance?.tolerance },
    },
    live: { ...LIVE, ...written.live },
    dashboard: {
      ...written.dashboard,
      metrics: (written.dashboard?.metrics ?? []).map((metric) => ({ dimensions: {}, stat: 'Sum', ...metric })),
    },
  };
}

function withAdoptedDefaults(adopted: NonNullable<WrittenConfig['adopted']>): AdoptedConfig {
  return {
    hooks: 'source',
    environment: 'Environment',
    names: {},
    files: [],
    ...adopted,
    functions: mapValues(adopted.functions ?? {}, (fn) => ({ hooks: 'ours', ...fn })),
  };
}

/** The configuration of one environment: its own gate, checks and Region over the service's. */
export function forEnvironment(config: Config, environment: string): Config {
  const own = Object.hasOwn(config.environments, environment) ? config.environments[environment] : undefined;
  if (!own) return config;
  const checks = Object.entries(own.checks ?? {}).map(([id, check]): [string, CheckConfig] => {
    const base = Object.hasOwn(config.checks, id) ? config.checks[id] : undefined;
    const merged = { enabled: true, mode: 'enforced' as const, ...base, ...check };
    return [id, { ...merged, options: { ...base?.options, ...check.options } }];
  });
  return {
    ...config,
    region: own.region ?? config.region,
    gate: { ...config.gate, ...own.gate },
    checks: { ...config.checks, ...Object.fromEntries(checks) },
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
