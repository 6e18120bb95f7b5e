import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }`;

const packages = (value: number) => ({ measurements: { 'dependencyCount/Function': { value, from: 'esbuild' } } });

export default {
  pass: [
    { name: '100 packages', template, inputs: packages(100) },
    { name: 'none, where none may be', options: { maximum: 0 }, template, inputs: packages(0) },
  ],
  fail: [
    {
      name: 'one more',
      template,
      inputs: packages(101),
      message: 'is made of 101 npm packages, more than 100',
      fixed: false,
    },
  ],
  unknown: [{ name: 'nobody has measured it', template, inputs: { measurements: {} } }],
  notApplicable: [{ name: 'nothing is measured here', template, message: 'is not measured here' }],
} satisfies CheckCases;
