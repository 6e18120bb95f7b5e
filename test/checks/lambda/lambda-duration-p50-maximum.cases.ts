import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Orders:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const measured = (value: number) => ({
  measurements: { 'durationP50/Orders': { value, from: 'CloudWatch', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [
    { name: 'as much as is allowed', template, inputs: measured(1000) },
    { name: 'a target of the service’s own', options: { maximum: 2000 }, template, inputs: measured(2000) },
  ],
  fail: [
    {
      name: 'more than is allowed',
      template,
      inputs: measured(2000),
      message: 'half of the invocations take 2000 ms or more, and 1000 ms are the most',
      fixed: false,
    },
    { name: 'a stricter target', options: { maximum: 500 }, template, inputs: measured(1000) },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: {
        measurements: { 'durationP50/Orders': { problem: 'denied: the role needs cloudwatch:GetMetricData' } },
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
          'durationP50/Orders': {
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
