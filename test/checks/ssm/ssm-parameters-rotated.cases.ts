import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Database:
  Type: AWS::RDS::DBInstance
  Properties:
    DBInstanceClass: db.t4g.micro
    MasterUsername: orders
    MasterUserPassword: '{{resolve:ssm-secure:/orders/password}}'`;

const measured = (value: number) => ({
  measurements: { 'secureParameterAge/Database': { value, from: 'its service', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [{ name: 'as it should be', template, inputs: measured(90) }],
  fail: [
    {
      name: 'past its time',
      template,
      inputs: measured(91),
      message: 'takes a parameter that has been the same for 91 days, and 90 are the most',
      fixed: false,
    },
    {
      name: 'one that is not secure, where those are judged',
      options: { plain: true },
      template,
      inputs: {
        measurements: {
          'secureParameterAge/Database': { absent: 'none' },
          'plainParameterAge/Database': { value: 100, from: 'SSM' },
        },
      },
      message: /^takes a parameter that has been the same for 100 days/,
    },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: {
        measurements: { 'secureParameterAge/Database': { problem: 'denied: the role needs ssm:DescribeParameters' } },
      },
      message: 'denied: the role needs ssm:DescribeParameters',
    },
  ],
  notApplicable: [
    {
      name: 'it takes no such parameter of SSM',
      template,
      inputs: { measurements: { 'secureParameterAge/Database': { absent: 'it takes no such parameter of SSM' } } },
      message: 'it takes no such parameter of SSM',
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
    {
      name: 'one that is not secure',
      template,
      inputs: {
        measurements: {
          'secureParameterAge/Database': { absent: 'none' },
          'plainParameterAge/Database': { value: 100, from: 'SSM' },
        },
      },
      message: 'none',
    },
  ],
} satisfies CheckCases;
