import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Orders:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const measured = (value: number) => ({
  measurements: { 'concurrencyUse/Orders': { value, from: 'CloudWatch', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [
    { name: 'as much as is allowed', template, inputs: measured(80) },
    { name: 'a target of the service’s own', options: { maximum: 100 }, template, inputs: measured(100) },
  ],
  fail: [
    {
      name: 'more than is allowed',
      template,
      inputs: measured(100),
      message: '100 % of the executions that are allowed at the same time were used, and 80 % are the most',
      fixed: false,
    },
    { name: 'a stricter target', options: { maximum: 40 }, template, inputs: measured(80) },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: {
        measurements: { 'concurrencyUse/Orders': { problem: 'denied: the role needs cloudwatch:GetMetricData' } },
      },
      message: 'denied: the role needs cloudwatch:GetMetricData',
    },
  ],
  notApplicable: [
    {
      name: 'too few invocations',
      template,
      inputs: {
        measurements: {
          'concurrencyUse/Orders': {
            absent: 'it takes 100 invocations, and from 2026-11-22T10:00Z to 2026-11-23T10:00Z there were 3',
          },
        },
      },
      message: /^it takes 100 invocations/,
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
    { name: 'nothing is measured', template, message: 'is not measured here' },
  ],
} satisfies CheckCases;
