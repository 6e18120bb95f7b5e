import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Publisher: { Type: AWS::IAM::User }
Key:
  Type: AWS::IAM::AccessKey
  Properties: { UserName: !Ref Publisher }`;

const measured = (value: number) => ({
  measurements: { 'accessKeyAge/Key': { value, from: 'its service', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [
    { name: 'as it should be', template, inputs: measured(90) },
    { name: 'a team that takes its time', options: { maxAccessKeyAge: 180 }, template, inputs: measured(120) },
  ],
  fail: [
    {
      name: 'past its time',
      template,
      inputs: measured(91),
      message: 'is 91 days old, and 90 are the most',
      fixed: false,
    },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: { measurements: { 'accessKeyAge/Key': { problem: 'denied: the role needs iam:ListAccessKeys' } } },
      message: 'denied: the role needs iam:ListAccessKeys',
    },
  ],
  notApplicable: [
    {
      name: 'it is not active',
      template,
      inputs: { measurements: { 'accessKeyAge/Key': { absent: 'it is not active' } } },
      message: 'it is not active',
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
  ],
} satisfies CheckCases;
