import { describe, expect, test } from '@jest/globals';
import { hasFitness, withFitness } from '../../src/report/existing-dashboard.ts';
import type { DashboardConfig, Widget } from '../../src/report/release-dashboard.ts';
import {
  annotations,
  fitnessWidgets,
  markerOf,
  releaseDashboard,
  releaseDashboardName,
} from '../../src/report/release-dashboard.ts';
import { entry, PAST } from '../history/support.ts';

const config: DashboardConfig = {
  service: 'orders',
  environment: 'prod',
  stackName: 'orders-prod',
  region: 'eu-west-1',
  account: '123456789012',
  floor: 80,
  metrics: [
    {
      namespace: 'orders',
      metric: 'ItemsStored',
      dimensions: { service: 'orders', stack: '${AWS::StackName}', of: '${Environment} ${other}' },
      stat: 'Sum',
      label: 'Items stored',
    },
  ],
  functions: [{ name: 'orders-prod-Api', alias: 'live' }],
};

type Properties = {
  title?: string;
  markdown?: string;
  metrics?: unknown[][];
  period?: number;
  annotations?: { horizontal?: unknown[]; vertical?: { label: string; value: string; color: string }[] };
};
const propertiesOf = ({ properties }: Widget): Properties => properties;
const widgets = (own = config, history = PAST) =>
  releaseDashboard(own, history).widgets.map((widget) => ({ ...widget, properties: propertiesOf(widget) }));
const titled = (title: string) => widgets().find(({ properties }) => properties.title === title)!.properties;

describe('the release dashboard', () => {
  test('is named by stack and Region: names are one set in an account', () => {
    expect(releaseDashboardName(config)).toBe('orders-prod-eu-west-1-releases');
  });

  test('draws fitness on from release to release, over the floor, with a mark for each', () => {
    const { metrics, annotations: marks, period } = titled('Fitness of orders-prod (eu-west-1)');
    expect(metrics).toEqual([
      [{ expression: 'FILL(m1, REPEAT)', label: 'fitness', id: 'e1' }],
      [
        'Fitness',
        'Fitness',
        ...['Service', 'orders', 'Environment', 'prod', 'Stack', 'orders-prod'],
        { id: 'm1', visible: false },
      ],
    ]);
    expect(period).toBeGreaterThanOrEqual(3600);
    expect(marks?.horizontal).toMatchObject([{ label: 'floor', value: 80 }]);
    expect(marks?.vertical).toHaveLength(6);
    expect(marks?.vertical?.[1]).toEqual({
      label: 'v2 encryption at rest +6',
      value: '2026-10-02T10:00:00.000Z',
      color: '#1f77b4',
    });
  });

  test('what was rolled back is red, what an override let through is marked', () => {
    expect(annotations(PAST, 100).map(({ color }) => color)).toEqual([
      '#1f77b4',
      '#1f77b4',
      '#d62728',
      '#1f77b4',
      '#ff7f0e',
      '#1f77b4',
    ]);
    expect(annotations(PAST, 100)[4]?.label).toContain('(override)');
  });

  test('categories, complexity and coverage beside it', () => {
    const names = (title: string) =>
      titled(title)
        .metrics?.map((line) => line[1])
        .filter(Boolean);
    expect(names('Fitness of orders-prod (eu-west-1) by category')).toEqual([
      'FitnessSecurity',
      'FitnessReliability',
      'FitnessCost',
    ]);
    expect(names('Complexity and coverage')).toEqual(['Complexity', 'Coverage']);
  });

  test('business metrics of this stack, with the same marks', () => {
    const { metrics, annotations: marks } = titled('Items stored');
    expect(metrics).toEqual([
      [
        ...['orders', 'ItemsStored', 'service', 'orders', 'stack', 'orders-prod', 'of', 'prod ${other}'],
        { label: 'Items stored' },
      ],
    ]);
    expect(marks?.vertical).toHaveLength(6);
  });

  test('latency and errors of the functions at their alias', () => {
    expect(titled('Latency (ms)').metrics).toHaveLength(2);
    expect(titled('Errors and throttles').metrics?.[0]).toEqual([
      'AWS/Lambda',
      'Errors',
      'FunctionName',
      'orders-prod-Api',
      'Resource',
      'orders-prod-Api:live',
      { label: 'orders-prod-Api errors' },
    ]);
  });

  test('the table of releases is no markup of whoever wrote an override', () => {
    const { markdown } = widgets().at(-1)!.properties;
    expect(markdown).toContain('| v5 | 2026-10-05 10:00 | released | 77.0 |');
    expect(markdown).toContain('incident 42 \\| \\<b\\>now\\</b\\>');
    expect(markdown).toContain('**rolled back**');
  });

  test('lies on 24 columns, without overlap', () => {
    const cells = new Set<string>();
    for (const { x, y, width, height } of widgets()) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let row = y; row < y + height; row++)
        for (let column = x; column < x + width; column++) {
          expect(cells.has(`${row} ${column}`)).toBe(false);
          cells.add(`${row} ${column}`);
        }
    }
  });

  test('stays within what CloudWatch takes for 100 releases, 50 metrics and 500 functions', () => {
    const large = {
      ...config,
      metrics: Array.from({ length: 50 }, (_, index) => ({ ...config.metrics[0]!, metric: `M${index}` })),
      functions: Array.from({ length: 500 }, (_, index) => ({ name: `orders-prod-Function${index}`, alias: 'live' })),
    };
    const changes = [{ what: 'x'.repeat(300), points: 3 }];
    const history = Array.from({ length: 120 }, (_, index) => entry(index + 1, { changes }));
    const body = releaseDashboard(large, history);
    const lines = body.widgets.map((widget) => propertiesOf(widget).metrics?.length ?? 0);
    expect(body.widgets.length).toBeLessThanOrEqual(500);
    expect(Math.max(...lines)).toBeLessThanOrEqual(500);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2500);
    const [first] = body.widgets;
    const vertical = propertiesOf(first!).annotations!.vertical!;
    expect(vertical).toHaveLength(100);
    expect(vertical.at(-1)!.label).toMatch(/^v120 .{1,80}$/);
    expect(JSON.stringify(body).length).toBeLessThan(400_000);
  });

  test('without a release yet it is a dashboard all the same', () => {
    const body = releaseDashboard({ ...config, functions: [], metrics: [] }, []);
    expect(body.widgets).toHaveLength(4);
    expect(JSON.stringify(body)).toContain('None yet.');
  });
});

describe('fitness on a dashboard of the team’s own', () => {
  const own = fitnessWidgets(config, PAST);
  const marker = markerOf(config);
  const theirs = { type: 'metric', x: 3, y: 4, width: 5, height: 6, properties: { title: 'Fitness of someone' } };

  test('is there after it was put, whatever order CloudWatch writes it in', () => {
    const body = withFitness('{"widgets":[]}', own, marker);
    expect(hasFitness('{"widgets":[]}', own, marker)).toBe(false);
    expect(hasFitness(body, own, marker)).toBe(true);
    const { widgets: put } = JSON.parse(body) as { widgets: { properties: object }[] };
    const turned = put.map((widget) => ({
      ...widget,
      properties: Object.fromEntries(Object.entries(widget.properties).reverse()),
    }));
    expect(hasFitness(JSON.stringify({ widgets: turned }), own, marker)).toBe(true);
  });

  test('stands below what is there, and every other widget and setting stays', () => {
    const body = JSON.parse(withFitness(JSON.stringify({ start: '-P1D', widgets: [theirs] }), own, marker));
    expect(body).toMatchObject({ start: '-P1D', widgets: [theirs, { y: 10 }, { y: 16 }] });
  });

  test('put twice it is there once; a copy and one of an older version go', () => {
    const once = JSON.parse(withFitness('{"widgets":[]}', own, marker)) as { widgets: object[] };
    const gone = { type: 'metric', properties: { title: `${marker} of old` } };
    const body = JSON.stringify({ widgets: [...once.widgets, ...once.widgets, gone] });
    expect(JSON.parse(withFitness(body, own, marker))).toEqual(once);
  });

  test('two stacks do not take each other’s', () => {
    const other = { ...config, stackName: 'orders-prod-2' };
    const both = withFitness(withFitness('{"widgets":[]}', own, marker), fitnessWidgets(other, PAST), markerOf(other));
    expect((JSON.parse(both) as { widgets: object[] }).widgets).toHaveLength(4);
    expect(hasFitness(both, own, marker)).toBe(true);
  });

  test.each(['', 'null', '[]', '{"widgets":{}}'])('%j is no dashboard', (body) => {
    expect(() => withFitness(body, own, marker)).toThrow('it has no widgets');
  });

  test('what is no widget is passed over', () => {
    expect(() => withFitness('{"widgets":[null,3,{"properties":null}]}', own, marker)).not.toThrow();
    expect(
      (JSON.parse(withFitness('{"widgets":[null]}', own, marker)) as { widgets: unknown[] }).widgets[0],
    ).toBeNull();
  });
});
