/** JSON Schema (draft 7) of fitness.yaml: what the validator is compiled from, and what editors show. */
import type { CheckMeta, OptionSchema } from '../checks/api.ts';
import { COMPLEXITY, ENVIRONMENT_NAME, GATE, LIMITS, LIVE, NAME, PERFORMANCE, REGION } from './defaults.ts';
import { DEPLOYMENT_TYPES, TRIGGERS } from './config.ts';
import { FUNCTION_NAME } from './functions.ts';

type Schema = { readonly [key: string]: unknown };

const email: Schema = {
  type: 'string',
  pattern: '^[^\\s@<>"\']+@[^\\s@<>"\']+\\.[^\\s@<>"\']+$',
  maxLength: 254,
  description: 'Address that alarms are sent to; absent: an SNS topic without subscribers.',
};

const region: Schema = { type: 'string', pattern: REGION.source };

const gateProperties: Record<string, Schema> = {
  mode: {
    enum: ['enforce', 'observe'],
    default: GATE.mode,
    description: '`enforce` rolls a release back; `observe` only says what it would have stopped.',
  },
  minimum: {
    type: 'number',
    minimum: 0,
    maximum: 100,
    default: GATE.minimum,
    description: 'Least fitness of a release.',
  },
  minCoverage: {
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: GATE.minCoverage,
    description: 'Least part of the applicable weight that must be known: what cannot be read does not count as good.',
  },
  noNewFailures: {
    type: 'boolean',
    default: GATE.noNewFailures,
    description: 'A check that fails for a resource and did not in the last good release is red, whatever the total.',
  },
  maxDrop: {
    type: 'number',
    minimum: 0,
    maximum: 100,
    description: 'Points that the score before complexity may lose against the last good release.',
  },
  maxComplexityGrowth: {
    type: 'number',
    minimum: 0,
    maximum: 100,
    description: 'Points that the penalty for complexity may grow against the last good release.',
  },
  requireImprovement: {
    type: 'number',
    minimum: 0,
    maximum: 100,
    description: 'Until this fitness is reached, a release that changes resources must improve it.',
  },
  withoutBaseline: {
    enum: ['fail', 'pass'],
    default: GATE.withoutBaseline,
    description:
      'What the hook makes of a baseline that it cannot read: `fail` stops the release, `pass` judges it without comparing. A first release, which has none, is never stopped for it.',
  },
};

/** A path that stays in the service; the reader of the file makes sure of it. */
const path: Schema = { type: 'string' };

/** What it takes of code to see that names are logical ids, and files named once, is in read.ts, for it is in every hook. */
const adopted: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['template'],
  description: 'What `adopt` put where, in a service that was there before; `unadopt` takes it out again.',
  properties: {
    template: { ...path, description: 'Template of the service; ours is put into it, and every byte of yours stays.' },
    hooks: {
      enum: ['source', 'prebuilt', 'none'],
      default: 'source',
      description:
        '`source`: TypeScript in fitness/hooks/ that your build compiles. `prebuilt`: bundles in fitness/dist/, which need no Node.js to build. `none`: there is no function to gate.',
    },
    functions: {
      type: 'object',
      default: {},
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          hooks: {
            enum: ['ours', 'chained', 'beside'],
            default: 'ours',
            description:
              '`ours`: CodeDeploy calls our hooks. `chained`: ours before the traffic, which then calls yours. `beside`: yours stay, ours only where you have none.',
          },
          next: {
            type: 'string',
            description: 'Of `chained`: your hook, which ours calls: its logical id, name or ARN.',
          },
          alias: {
            type: 'string',
            description: 'What you call the alias that came with the gate, if not `live`.',
          },
        },
      },
      description: 'Functions whose deployments are gated, by logical id.',
    },
    environment: {
      type: 'string',
      default: 'Environment',
      description: 'Parameter of the template that says which environment a stack is.',
    },
    names: {
      type: 'object',
      default: {},
      additionalProperties: { type: 'string' },
      description: 'What of ours is called otherwise, since you have something of that name.',
    },
    files: {
      type: 'array',
      default: [],
      items: path,
      description: 'Files beside the template that hold a part of ours.',
    },
  },
};

/** The schema for a catalogue of checks. */
export function configSchema(checks: readonly CheckMeta[]): Schema {
  const ids = checks.map(({ id }) => id);
  const gate: Schema = {
    type: 'object',
    additionalProperties: false,
    description: 'When a release is stopped and rolled back.',
    properties: {
      ...gateProperties,
      require: {
        type: 'array',
        uniqueItems: true,
        // the service's own checks are known to the loader alone
        items: { type: 'string', examples: ids },
        default: [],
        description: 'Checks that must pass, whoever changed what.',
      },
    },
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'fitness.yaml',
    description: 'The answers of a service made by create-fitness-serverless, its checks, its gate and its dashboard.',
    type: 'object',
    additionalProperties: false,
    required: ['tool', 'service', 'runtime', 'region', 'packageManager', 'environments', 'checks'],
    properties: {
      tool: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        pattern: '^[\\w@^~<>=.:/*+|][\\w@^~<>=.:/*+| -]*$',
        description: 'npm specification of create-fitness-serverless, e.g. `^0.1.0`.',
      },
      service: {
        type: 'string',
        pattern: NAME.source,
        maxLength: LIMITS.service,
        description: 'Name of the service; stacks are called `<service>-<environment>`.',
      },
      description: {
        type: 'string',
        maxLength: LIMITS.description,
        pattern: '^[^\\u0000-\\u001f\\u007f]*$',
        default: '',
        description: 'What the service does, in one line.',
      },
      runtime: {
        enum: ['nodejs24.x', 'nodejs22.x'],
        description: 'Lambda runtime of every function.',
      },
      triggers: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'string', enum: [...TRIGGERS] },
        description: 'What starts the service; each is a function with a resource behind it.',
      },
      functions: {
        type: 'object',
        default: {},
        maxProperties: LIMITS.functions,
        propertyNames: { pattern: FUNCTION_NAME.source, maxLength: LIMITS.function },
        additionalProperties: { $ref: '#/definitions/function' },
        description:
          'Functions beside those of the triggers, by name: `report` is src/report.ts and, in template.yaml, ReportFunction.',
      },
      table: {
        type: 'boolean',
        default: false,
        description: 'Whether the service keeps its data in a DynamoDB table.',
      },
      region: { ...region, description: 'AWS Region, unless an environment names its own.' },
      packageManager: { enum: ['npm', 'pnpm', 'yarn'], description: 'Package manager of the repository.' },
      adopted,
      alarms: {
        type: 'object',
        additionalProperties: false,
        default: {},
        description: 'Who is told.',
        properties: { email },
      },
      environments: {
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: ENVIRONMENT_NAME.source, maxLength: LIMITS.environment },
        additionalProperties: { $ref: '#/definitions/environment' },
        description: 'Environments in the order of promotion; the last is what `--env` defaults to.',
      },
      checks: { $ref: '#/definitions/checks' },
      gate: { $ref: '#/definitions/gate' },
      stackGate: {
        type: 'boolean',
        default: false,
        description:
          'Whether a custom resource judges the stack once more when everything else of an operation is finished, for who deploys without `fitness-serverless deploy`. It comes after all of the traffic; what it stops is rolled back as a whole.',
      },
      complexity: {
        type: 'object',
        additionalProperties: false,
        description: 'What the architecture’s complexity costs: fitness = raw score − lambda · complexity.',
        properties: {
          lambda: {
            type: 'number',
            minimum: 0,
            maximum: 100,
            default: COMPLEXITY.lambda,
            description: 'Points that a service as complex as its budget loses.',
          },
          budget: {
            type: 'number',
            exclusiveMinimum: 0,
            maximum: 1e6,
            default: COMPLEXITY.budget,
            description: 'Weighted sum of the terms at which complexity is 1.',
          },
          terms: {
            type: 'object',
            additionalProperties: false,
            description: 'Weight of each term in the sum.',
            properties: Object.fromEntries(
              Object.entries(COMPLEXITY.terms).map(([term, weight]) => [
                term,
                { type: 'number', minimum: 0, maximum: 1000, default: weight },
              ]),
            ),
          },
        },
      },
      performance: {
        type: 'object',
        additionalProperties: false,
        description: 'How performance is measured of what runs; the targets are options of the checks.',
        properties: {
          windowHours: {
            type: 'integer',
            minimum: 1,
            maximum: 360,
            default: PERFORMANCE.windowHours,
            description: 'Hours of the past that are measured, from the last release on if that is nearer.',
          },
          minSamples: {
            type: 'integer',
            minimum: 1,
            maximum: 1e9,
            default: PERFORMANCE.minSamples,
            description: 'Least number of invocations: of fewer nothing is judged.',
          },
          tolerance: {
            type: 'object',
            additionalProperties: false,
            description: 'How much worse than the old version a new one may be before its release is rolled back.',
            properties: {
              duration: {
                type: 'number',
                minimum: 0,
                maximum: 1e4,
                default: PERFORMANCE.tolerance.duration,
                description: 'Percent by which p50 and p99 of the duration may rise.',
              },
              errorRate: {
                type: 'number',
                minimum: 0,
                maximum: 100,
                default: PERFORMANCE.tolerance.errorRate,
                description: 'Percentage points by which the rate of errors may rise.',
              },
            },
          },
        },
      },
      live: {
        type: 'object',
        additionalProperties: false,
        description: 'How a deployed stack is read.',
        properties: {
          cloudControl: {
            anyOf: [
              { type: 'boolean' },
              {
                type: 'array',
                uniqueItems: true,
                maxItems: 100,
                items: { type: 'string', pattern: '^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$' },
              },
            ],
            default: LIVE.cloudControl,
            description:
              'Whether Cloud Control reads the resources whose types have no reader of their own: all that checks judge, or the types that are listed. It is slow, and needs the permissions of every service that it calls.',
          },
        },
      },
      dashboard: {
        type: 'object',
        additionalProperties: false,
        description: 'What the dashboard shows beside traffic, errors, duration and fitness.',
        properties: {
          metrics: {
            type: 'array',
            maxItems: LIMITS.metrics,
            default: [],
            items: { $ref: '#/definitions/metric' },
            description: 'Business metrics.',
          },
          existing: {
            type: 'string',
            maxLength: 255,
            pattern: '^(?:[\\w-]|\\$\\{(?:Environment|AWS::(?:StackName|Region|AccountId))\\})+$',
            description:
              'Name of a CloudWatch dashboard of yours, not one that CloudFormation manages, that fitness is put into; may name `${Environment}` or `${AWS::StackName}`.',
          },
        },
      },
    },
    definitions: {
      gate,
      check,
      checks: {
        type: 'object',
        additionalProperties: { $ref: '#/definitions/check' },
        description:
          'The checks of the fitness function, the service’s own included; of an environment: what differs there.',
        properties: Object.fromEntries(checks.map((meta) => [meta.id, { $ref: `#/definitions/${meta.id}` }])),
      },
      environment: {
        type: 'object',
        additionalProperties: false,
        required: ['deployment'],
        properties: {
          deployment: {
            anyOf: [
              { enum: [...DEPLOYMENT_TYPES] },
              { type: 'string', pattern: '^(Canary|Linear):[1-9][0-9]?:[1-9][0-9]{0,3}$' },
            ],
            description:
              'How traffic shifts to a new version: a type of SAM’s, or an own one `Canary:20:7` or `Linear:5:2` (percent, minutes).',
          },
          region: { ...region, description: 'AWS Region; the service’s if absent.' },
          gate: { $ref: '#/definitions/gate' },
          checks: { $ref: '#/definitions/checks' },
        },
      },
      function: {
        type: 'object',
        additionalProperties: false,
        required: ['trigger'],
        properties: {
          trigger: {
            enum: [...TRIGGERS],
            description:
              'What starts it: a route of the HTTP API, a queue, a schedule or a bucket of its own, or the stream of the service.',
          },
        },
      },
      metric: {
        type: 'object',
        additionalProperties: false,
        required: ['namespace', 'metric', 'label'],
        properties: {
          namespace: { type: 'string', minLength: 1, maxLength: 255, description: 'CloudWatch namespace.' },
          metric: { type: 'string', minLength: 1, maxLength: 255, description: 'Name of the metric.' },
          dimensions: {
            type: 'object',
            maxProperties: 30,
            default: {},
            additionalProperties: { type: 'string', minLength: 1, maxLength: 1024 },
            description: 'Dimensions of the metric; a value may name `${AWS::StackName}` or `${Environment}`.',
          },
          stat: {
            type: 'string',
            pattern: '^(Sum|Average|Minimum|Maximum|SampleCount|IQM|(p|tm|wm|tc|ts)\\d{1,2}(\\.\\d+)?)$',
            default: 'Sum',
            description: 'CloudWatch statistic, e.g. `Sum`, `Average`, `p99`.',
          },
          label: { type: 'string', minLength: 1, maxLength: 200, description: 'What the line is called.' },
        },
      },
      ...Object.fromEntries(checks.map((meta) => [meta.id, checkSchema(meta)])),
    },
  };
}

/** What every check has; its own texts and options are laid over it. */
const check: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    enabled: { type: 'boolean', default: true, description: 'Whether the check runs.' },
    weight: {
      type: 'number',
      minimum: 0,
      maximum: 100,
      description: 'Points of penalty for the first failing resource; 0 shows the check without counting it.',
    },
    mode: { enum: ['enforced', 'trial'], default: 'enforced', description: '`trial`: shown, not counted.' },
    since: { type: 'string', maxLength: 50, description: 'Version of the tool that brought the check, in trial.' },
    options: { type: 'object', default: {}, description: 'Options of the check.' },
  },
};

function checkSchema(meta: CheckMeta): Schema {
  const options = Object.entries(meta.options ?? {}).map(([name, option]) => [name, optionSchema(option)] as const);
  return {
    description: `${meta.title}. ${meta.why}`,
    allOf: [{ $ref: '#/definitions/check' }],
    properties: {
      weight: { default: meta.weight },
      options: { additionalProperties: false, properties: Object.fromEntries(options) },
    },
  };
}

function optionSchema(option: OptionSchema): Schema {
  return { ...option };
}
