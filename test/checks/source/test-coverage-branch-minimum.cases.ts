import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const taken = (value: number) => ({
  measurements: { branchCoverage: { value, from: 'coverage/coverage-summary.json' } },
});

export default {
  pass: [
    { name: '70 % of the branches', template, inputs: taken(70) },
    { name: 'as many as are asked for', options: { minimum: 90 }, template, inputs: taken(90) },
  ],
  fail: [
    {
      name: 'a little less',
      template,
      inputs: taken(69.99),
      message: 'tests take 69 % of the branches, less than 70 %',
      fixed: false,
    },
    { name: 'none', template, inputs: taken(0), message: 'tests take 0 % of the branches, less than 70 %' },
  ],
  unknown: [{ name: 'nobody has measured it', template, inputs: { measurements: {} } }],
  notApplicable: [
    { name: 'nothing is measured here', template, message: 'is not measured here' },
    {
      name: 'the report counts no branches',
      template,
      inputs: { measurements: { branchCoverage: { absent: 'lcov.info counts no branches' } } },
      message: 'lcov.info counts no branches',
    },
    { name: 'no function', template: 'Topic: { Type: AWS::SNS::Topic }', inputs: taken(0) },
  ],
} satisfies CheckCases;
