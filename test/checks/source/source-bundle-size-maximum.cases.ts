import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Function:
  Type: AWS::Serverless::Function
  Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }
  Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [index.ts] } }`;

const bytes = (value: number) => ({ measurements: { 'bundleSize/Function': { value, from: 'esbuild' } } });

export default {
  pass: [
    { name: '5 MB', template, inputs: bytes(5_000_000) },
    { name: 'as much as is allowed', options: { maximum: 0.5 }, template, inputs: bytes(500_000) },
  ],
  fail: [
    {
      name: 'a byte more',
      template,
      inputs: bytes(5_000_001),
      message: 'its bundle has 5000001 bytes, more than 5 MB',
      fixed: false,
    },
  ],
  unknown: [{ name: 'nobody has measured it', template, inputs: { measurements: {} } }],
  notApplicable: [
    { name: 'nothing is measured here', template, message: 'is not measured here' },
    {
      name: 'it is not bundled',
      template,
      inputs: { measurements: { 'bundleSize/Function': { absent: 'nothing is bundled' } } },
      message: 'nothing is bundled',
    },
  ],
} satisfies CheckCases;
