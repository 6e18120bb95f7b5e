import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Password:
  Type: AWS::SecretsManager::Secret`;

const measured = (value: number) => ({
  measurements: { 'rotationDelay/Password': { value, from: 'its service', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [{ name: 'as it should be', template, inputs: measured(0) }],
  fail: [
    {
      name: 'past its time',
      template,
      inputs: measured(2.5),
      message: 'should have been rotated 2.5 days ago',
      fixed: false,
    },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: {
        measurements: { 'rotationDelay/Password': { problem: 'denied: the role needs secretsmanager:DescribeSecret' } },
      },
      message: 'denied: the role needs secretsmanager:DescribeSecret',
    },
  ],
  notApplicable: [
    {
      name: 'it is not rotated',
      template,
      inputs: { measurements: { 'rotationDelay/Password': { absent: 'it is not rotated' } } },
      message: 'it is not rotated',
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
  ],
} satisfies CheckCases;
