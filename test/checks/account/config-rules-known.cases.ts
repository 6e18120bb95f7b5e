import type { CheckCases } from '../../../src/checks/testing.ts';

const template = 'Orders: { Type: AWS::S3::Bucket }';

export default {
  pass: [
    {
      name: 'its rules have judged the resources',
      template,
      inputs: { measurements: { configRules: { value: 12, from: 'AWS Config', at: '2026-11-23T10:00:00.000Z' } } },
    },
  ],
  fail: [],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: { measurements: { configRules: { problem: 'denied: the role needs config:DescribeConfigRules' } } },
      message: 'denied: the role needs config:DescribeConfigRules',
    },
  ],
  notApplicable: [
    {
      name: 'it does not record',
      template,
      inputs: { measurements: { configRules: { absent: 'AWS Config does not record in this Region' } } },
      message: 'AWS Config does not record in this Region',
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
  ],
} satisfies CheckCases;
