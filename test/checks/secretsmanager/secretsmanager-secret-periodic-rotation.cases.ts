import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Password:
  Type: AWS::SecretsManager::Secret`;

const measured = (value: number) => ({
  measurements: { 'secretAge/Password': { value, from: 'its service', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [
    { name: 'as it should be', template, inputs: measured(90) },
    { name: 'a secret that may be old', options: { maxDaysSinceRotation: 365 }, template, inputs: measured(364) },
  ],
  fail: [
    {
      name: 'past its time',
      template,
      inputs: measured(120),
      message: 'has not been rotated for 120 days, and 90 are the most',
      fixed: false,
    },
    { name: 'a stricter rule', options: { maxDaysSinceRotation: 30 }, template, inputs: measured(31) },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: {
        measurements: { 'secretAge/Password': { problem: 'denied: the role needs secretsmanager:DescribeSecret' } },
      },
      message: 'denied: the role needs secretsmanager:DescribeSecret',
    },
  ],
  notApplicable: [
    {
      name: 'it is new',
      template,
      inputs: { measurements: { 'secretAge/Password': { absent: 'it is new' } } },
      message: 'it is new',
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
  ],
} satisfies CheckCases;
