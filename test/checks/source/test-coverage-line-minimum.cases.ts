import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const covered = (value: number) => ({
  measurements: { lineCoverage: { value, from: 'coverage/coverage-summary.json' } },
});

export default {
  pass: [
    { name: '80 % of the lines', template, inputs: covered(80) },
    { name: 'as much as is asked for', options: { minimum: 60 }, template, inputs: covered(60) },
  ],
  fail: [
    {
      name: 'a little less',
      template,
      inputs: covered(79.96),
      message: 'tests run 79.9 % of the lines, less than 80 %',
      fixed: false,
    },
    { name: 'nothing', template, inputs: covered(0), message: 'tests run 0 % of the lines, less than 80 %' },
  ],
  unknown: [
    {
      name: 'nobody has measured it',
      template,
      inputs: { measurements: {} },
      message: 'lineCoverage was not measured; tests that run with coverage leave it in coverage/',
    },
    {
      name: 'a report that cannot be read',
      template,
      inputs: { measurements: { lineCoverage: { problem: 'coverage/lcov.info counts no lines' } } },
      message: /^coverage\/lcov.info counts no lines; /,
    },
  ],
  notApplicable: [
    {
      name: 'there is no source, as in a traffic hook',
      template,
      message: 'is measured where the code is, before it is deployed',
    },
    {
      name: 'no function',
      template: 'Topic: { Type: AWS::SNS::Topic }',
      inputs: covered(0),
      message: 'there is no function whose code could be tested',
    },
  ],
} satisfies CheckCases;
