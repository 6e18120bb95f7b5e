import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const twice = (value: number) => ({ measurements: { duplicatedLines: { value, from: 'jscpd' } } });

export default {
  pass: [
    { name: 'nothing is written twice', template, inputs: twice(0) },
    { name: 'as much as is allowed', options: { maximum: 12.5 }, template, inputs: twice(12.5) },
  ],
  fail: [
    {
      name: 'a little more',
      template,
      inputs: twice(5.01),
      message: '5.1 % of the lines of code stand in two places, more than 5 %',
      fixed: false,
    },
    {
      name: 'nothing may be',
      options: { maximum: 0 },
      template,
      inputs: twice(2),
      message: '2 % of the lines of code stand in two places, more than 0 %',
    },
  ],
  unknown: [{ name: 'nobody has measured it', template, inputs: { measurements: {} } }],
  notApplicable: [
    { name: 'nothing is measured here', template, message: 'is not measured here' },
    { name: 'no function', template: 'Topic: { Type: AWS::SNS::Topic }', inputs: twice(90) },
  ],
} satisfies CheckCases;
