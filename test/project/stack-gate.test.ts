/** `stackGate: true` of fitness.yaml. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/checks/catalogue.ts';
import { complexityTerms } from '../../src/fitness/complexity.ts';
import { assess } from '../../src/fitness/assess.ts';
import { PERMISSIONS } from '../../src/hooks/permissions.ts';
import { doctor } from '../../src/template/doctor.ts';
import { classifyGear } from '../../src/template/gear.ts';
import { dependencyGraph } from '../../src/template/graph.ts';
import { hookOrder } from '../../src/template/order.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { findTraps } from '../../src/template/traps/index.ts';
import { service, SHAPES, TRIGGERS } from './support.ts';
import type { Service } from './support.ts';

const gated = (answers: Parameters<typeof service>[0]): Service =>
  service(answers, (text) => text.replace(/^checks:$/m, 'stackGate: true\nchecks:'));

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const statements = ({ data }: Service, id: string): Statement[] =>
  data.Resources[id].Properties.Policies.flatMap(({ Statement }: { Statement: Statement[] }) => Statement);

describe.each(SHAPES)('%s', (_, answers) => {
  const made = gated(answers);
  const template = made.template({ Environment: 'prod', ReleaseId: 'abcdef0123' });
  const graph = dependencyGraph(template);
  const gear = classifyGear(template);

  test('is a template without a diagnostic, a loop or a trap', () => {
    expect(template.diagnostics).toEqual([]);
    expect(graph.cycles()).toEqual([]);
    for (const Environment of Object.keys(made.config.environments))
      expect(findTraps(made.template({ Environment }), Object.fromEntries(made.files))).toEqual([]);
  });

  test('the gate waits for every resource of the service, its aliases and what waits for them included', () => {
    const ours = [...gear].filter(([, kind]) => kind !== 'deployment' && kind !== 'watching').map(([id]) => id);
    const others = [...template.resources.values()]
      .filter(({ logicalId, type }) => !ours.includes(logicalId) && !/::(Version|LayerVersion|Deployment)$/.test(type))
      .map(({ logicalId }) => logicalId);
    expect(others.length).toBeGreaterThan(8);
    const waitedFor = graph.reachableFrom('FitnessGate');
    expect(others.filter((id) => !waitedFor.has(id))).toEqual([]);
    expect(graph.edgesTo('FitnessGate')).toEqual([]);
  });

  test('no name of the list changes with a release', () => {
    const list: string[] = made.data.Resources['FitnessGate'].DependsOn;
    const other = made.template({ Environment: 'prod', ReleaseId: 'zzzzzz9999' });
    expect(list.filter((id) => !other.resources.has(id))).toEqual([]);
  });

  test('function, role, log group and resource are our own gear, and cost the product nothing', () => {
    expect(Object.fromEntries([...gear].filter(([id]) => /^(StackGate|FitnessGate)/.test(id)))).toEqual({
      StackGate: 'stack-gate',
      FitnessGate: 'stack-gate',
      StackGateLogs: 'support',
      StackGateRole: 'support',
      StackGateEventInvokeConfig: 'support',
    });
    const plain = service(answers).template({ Environment: 'prod', ReleaseId: 'abcdef0123' });
    expect(complexityTerms(template)).toEqual(complexityTerms(plain));
  });
});

describe('with every trigger', () => {
  const made = gated({ triggers: [...TRIGGERS] });
  const { Resources } = made.data;

  test('what is created is asked again by each release, and bounded in time', () => {
    expect(Resources['FitnessGate']).toMatchObject({
      Type: 'Custom::FitnessGate',
      Properties: {
        ServiceToken: { 'Fn::GetAtt': ['StackGate', 'Arn'] },
        ReleaseId: { Ref: 'ReleaseId' },
        OnCreate: 'observe',
      },
    });
    const { ServiceTimeout } = Resources['FitnessGate'].Properties;
    const { Timeout, EventInvokeConfig } = Resources['StackGate'].Properties;
    // Lambda tries a failed event again after one minute and after two more.
    const tries = EventInvokeConfig.MaximumRetryAttempts + 1;
    expect(tries * Timeout + 60 + 120).toBeLessThanOrEqual(ServiceTimeout);
    expect(EventInvokeConfig.MaximumEventAgeInSeconds).toBeLessThanOrEqual(ServiceTimeout);
  });

  test('the function may read what the pre-traffic hook may, and do what it needs, and no more', () => {
    const own = PERMISSIONS['stack-gate'].map(({ sid }) => sid);
    const hooks = PERMISSIONS['pre-traffic'].map(({ sid }) => sid);
    const reading = statements(made, 'PreTrafficHook').filter(({ Sid }) => !hooks.includes(Sid));
    const gate = statements(made, 'StackGate');
    expect(reading.length).toBeGreaterThan(3);
    expect(gate.filter(({ Sid }) => !own.includes(Sid))).toEqual(reading);
    expect(gate.filter(({ Sid }) => own.includes(Sid)).map(({ Sid, Action }) => [Sid, Action])).toEqual(
      PERMISSIONS['stack-gate'].map(({ sid, actions }) => [sid, actions]),
    );
    expect(gate.flatMap(({ Action }) => Action).filter((action) => /:(Put|Delete|Update|Create)/.test(action))).toEqual(
      [],
    );
  });

  test('its entry point judges by what the pre-traffic hook does', () => {
    const [gate = '', hook = ''] = ['stack-gate', 'pre-traffic'].map((name) =>
      made.files.get(`fitness/hooks/${name}.ts`),
    );
    const body = (text: string) => text.slice(text.indexOf('\n')).replaceAll(/stackGate|preTrafficHook/g, 'hook');
    expect(gate).toContain('export const handler = stackGate({');
    expect(body(gate)).toBe(body(hook));
  });

  test('the whole is as fit as without it', () => {
    const report = (one: Service) =>
      assess({
        template: one.template({ Environment: 'prod', ReleaseId: 'abcdef0123' }),
        config: one.config,
        environment: 'prod',
        now: new Date('2026-11-23'),
        phase: 'template',
        checks: catalogue,
      });
    expect(report(made).fitness).toBe(report(service({ triggers: [...TRIGGERS] })).fitness);
  });

  test('the doctor finds what has come since, and lists it', () => {
    const text = made.files
      .get('template.yaml')!
      .replace(/^Resources:\n/m, 'Resources:\n  Later:\n    Type: AWS::SQS::Queue\n');
    const { findings, remaining } = doctor(
      parseDocument(text, 'template.yaml'),
      undefined,
      Object.fromEntries(made.files),
    );
    const about = findings.filter(({ code }) => code === 'hook-order-incomplete').map(({ message }) => message);
    expect(about).toEqual([
      'PreTrafficHook may measure before these are updated: Later',
      'FitnessGate may measure before these are updated: Later',
    ]);
    expect(remaining).toEqual([]);
  });
});

test('a service has nothing of it where fitness.yaml does not say so', () => {
  const { files, data, config } = service();
  expect(config.stackGate).toBe(false);
  expect(files.has('fitness/hooks/stack-gate.ts')).toBe(false);
  expect(Object.keys(data.Resources).filter((id) => /StackGate|FitnessGate/.test(id))).toEqual([]);
  const template = service({}, (text) => text.replace(/^checks:$/m, 'stackGate: false\nchecks:')).files.get(
    'template.yaml',
  );
  expect(template).toBe(files.get('template.yaml'));
});

test('the hooks and the gate at the end have an order, in which nothing is missing', () => {
  const made = gated({ triggers: ['http'] });
  expect(
    hookOrder(made.template()).map(({ hook, phases, missing, closing }) => [hook, phases, missing, closing]),
  ).toEqual([
    ['PreTrafficHook', ['pre-traffic'], [], []],
    ['PostTrafficHook', ['post-traffic'], [], []],
    ['FitnessGate', ['stack'], [], []],
  ]);
});
