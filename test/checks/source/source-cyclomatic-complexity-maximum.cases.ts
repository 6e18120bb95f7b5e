import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const worst = (value: number, id = 'Function') => ({
  measurements: { [`cyclomaticMaximum/${id}`]: { value, from: "src/index.ts:12:7 async method 'put'" } },
});

export default {
  pass: [
    { name: '20 paths', template, inputs: worst(20) },
    { name: 'as many as are allowed', options: { maximum: 30 }, template, inputs: worst(30) },
  ],
  fail: [
    {
      name: 'one more',
      template,
      inputs: worst(21),
      message: "has a cyclomatic complexity of 21, more than 20, at src/index.ts:12:7 async method 'put'",
      fixed: false,
    },
  ],
  unknown: [
    {
      name: 'the source cannot be read',
      template,
      inputs: { measurements: { 'cyclomaticMaximum/Function': { problem: 'src/index.ts:3:5: Unexpected "}"' } } },
      message: 'src/index.ts:3:5: Unexpected "}"',
    },
    {
      name: 'the hooks were built without measurements',
      template,
      inputs: { measurements: { cyclomaticMaximum: { problem: 'the hooks were built without measurements' } } },
      message: 'the hooks were built without measurements',
    },
    { name: 'another function is measured', template, inputs: worst(1, 'Other') },
    {
      name: 'the service is measured, and not this function',
      template,
      inputs: { measurements: { cyclomaticMaximum: { value: 3, from: 'src/other.ts:1:1 function' } } },
      message: 'cyclomaticMaximum was not measured',
    },
  ],
  notApplicable: [
    { name: 'nothing is measured here', template, message: 'is not measured here' },
    {
      name: 'another language',
      template,
      inputs: { measurements: { 'cyclomaticMaximum/Function': { absent: 'this is python3.13' } } },
      message: 'this is python3.13',
    },
  ],
} satisfies CheckCases;
