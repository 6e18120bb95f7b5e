import { describe, expect, test } from '@jest/globals';
import type { Answers } from '../../src/config/answers.ts';
import { service, TRIGGERS } from './support.ts';

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; metrics: unknown[][]; alarms?: string[]; period?: number; [key: string]: unknown };
}

/** The dashboard as CloudWatch gets it, references left as they are written. */
function dashboard(answers: Partial<Answers> = {}, edit?: (fitnessYaml: string) => string) {
  const { data } = service(answers, edit);
  const { DashboardName, DashboardBody } = data.Resources['Dashboard'].Properties;
  const [text, variables] = DashboardBody['Fn::Sub'] as [string, object];
  const body = text.replaceAll('${Floor}', '80').replaceAll('${!', '${');
  return { name: DashboardName, text, variables, widgets: (JSON.parse(body) as { widgets: Widget[] }).widgets };
}

const titled = (widgets: Widget[], title: string) => widgets.find(({ properties }) => properties.title === title);

test('fitness is one unbroken line over months, with the floor of the environment', () => {
  const { widgets, variables } = dashboard();
  const { properties } = titled(widgets, 'Fitness')!;
  expect(properties).toMatchObject({
    start: '-P3M',
    metrics: [
      [{ expression: 'FILL(m1, REPEAT)' }],
      [
        ...['Fitness', 'Fitness', 'Service', 'orders', 'Environment', '${Environment}', 'Stack', '${AWS::StackName}'],
        { id: 'm1', visible: false },
      ],
    ],
    annotations: { horizontal: [{ label: 'floor', value: 80 }] },
  });
  // Points of less than five minutes are gone after 15 days, of less than an hour after 63.
  expect(properties.period).toBeGreaterThanOrEqual(3600);
  expect(variables).toEqual({
    Floor: { 'Fn::FindInMap': ['Environments', { Ref: 'Environment' }, 'FitnessFloor'] },
  });
});

test('the floor is the minimum of the environment’s gate', () => {
  const { data, config } = service();
  expect((data['Mappings'] as { Environments: object }).Environments).toMatchObject({
    dev: { FitnessFloor: config.environments['dev']?.gate?.minimum ?? config.gate.minimum },
    prod: { FitnessFloor: config.environments['prod']?.gate?.minimum ?? config.gate.minimum },
  });
});

test('its name is of the stack and the Region: dashboards of all Regions share one namespace', () => {
  expect(dashboard().name).toEqual({ 'Fn::Sub': '${AWS::StackName}-${AWS::Region}' });
});

test('every function is in traffic, errors and duration, every alarm among the alarms', () => {
  const { widgets } = dashboard({ triggers: [...TRIGGERS] });
  for (const title of ['Traffic', 'Errors and throttles', 'Duration (ms)']) {
    const functions = titled(widgets, title)!.properties.metrics.map((line) => line[3]);
    expect(new Set(functions).size).toBe(TRIGGERS.length);
  }
  const { data } = service({ triggers: [...TRIGGERS] });
  const alarms = Object.keys(data.Resources).filter((id) => data.Resources[id].Type === 'AWS::CloudWatch::Alarm');
  expect(titled(widgets, 'Alarms')!.properties.alarms).toEqual(alarms.map((id) => `\${${id}.Arn}`));
});

test('everything that the text names is there', () => {
  const { data } = service({ triggers: [...TRIGGERS] });
  const named = dashboard({ triggers: [...TRIGGERS] }).text.matchAll(/\$\{([A-Za-z]+)[.}]/g);
  const known = [...Object.keys(data.Resources), 'Environment', 'Floor'];
  for (const [, name] of named) expect(known).toContain(name);
});

test('widgets stand side by side, none upon another', () => {
  const { widgets } = dashboard({ triggers: [...TRIGGERS] });
  const taken = widgets.flatMap(({ x, y, width }) =>
    Array.from({ length: width }, (_, column) => `${x + column},${y}`),
  );
  expect(new Set(taken).size).toBe(taken.length);
  expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
});

describe('business metrics', () => {
  const withMetrics = (metrics: object[]) => (text: string) =>
    text.replace(/^dashboard:[^]*/m, `dashboard: ${JSON.stringify({ metrics })}\n`);

  test('are drawn as fitness.yaml says', () => {
    const metric = { namespace: 'shop', metric: 'Orders', dimensions: { country: 'NL' }, stat: 'p90', label: 'Orders' };
    const { widgets } = dashboard({}, withMetrics([metric]));
    expect(titled(widgets, 'Orders')!.properties).toMatchObject({
      stat: 'p90',
      metrics: [['shop', 'Orders', 'country', 'NL', { label: 'Orders' }]],
    });
  });

  test('may be of this stack: a few names are filled in, all other text stays text', () => {
    const metric = {
      namespace: 'a ${b}',
      metric: 'c "d"',
      dimensions: { stack: '${AWS::StackName}', other: '${HttpFunction}' },
      label: '${e}',
    };
    const { text, widgets } = dashboard({}, withMetrics([metric]));
    expect(text).toContain('["a ${!b}", "c \\"d\\"", "stack", "${AWS::StackName}", "other", "${!HttpFunction}"');
    expect(titled(widgets, '${e}')).toBeDefined();
  });

  test('what the handlers count is there from the start', () => {
    const { files } = service({ triggers: [...TRIGGERS] });
    const lines = dashboard({ triggers: [...TRIGGERS] }).widgets.flatMap(({ properties }) => properties.metrics ?? []);
    for (const trigger of TRIGGERS) {
      const [, counted] = /addMetric\("(\w+)"/.exec(files.get(`src/${trigger}.ts`) ?? '') ?? [];
      expect(lines.filter((line) => line[1] === counted)).toEqual([
        ['orders', counted, 'service', 'orders', 'stack', '${AWS::StackName}', expect.anything()],
      ]);
    }
  });
});
