import type { CheckCases } from '../../../src/checks/testing.ts';

const lambda = (properties: string) => `
Function:
  Type: AWS::Lambda::Function
  Properties: { ${properties} }`;

export default {
  pass: [
    { template: lambda('Runtime: nodejs22.x'), now: '2027-04-29' },
    {
      name: 'from Globals',
      now: '2026-11-23',
      template: `
Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs24.x } }
Resources:
  Function: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, InlineCode: '0' } }
`,
    },
    {
      name: 'one that is allowed, whatever its age',
      options: { runtime: ['nodejs18.x'] },
      template: lambda('Runtime: nodejs18.x'),
    },
    {
      name: 'the settings that are demanded',
      now: '2026-11-23',
      options: { memorySize: 512, timeout: 3 },
      template: lambda("Runtime: nodejs24.x, MemorySize: '512'"),
    },
  ],
  fail: [
    {
      name: 'on the day of its deprecation',
      now: '2027-04-30',
      template: lambda('Runtime: nodejs22.x'),
      message: 'nodejs22.x is deprecated since 2027-04-30; its successor is nodejs24.x',
      path: ['Properties', 'Runtime'],
      fixed: false,
    },
    {
      name: 'long since',
      template: lambda('Runtime: nodejs8.10'),
      message: /^nodejs8.10 is deprecated since 2020-03-06/,
    },
    {
      name: 'not allowed',
      options: { runtime: ['nodejs24.x'] },
      template: lambda('Runtime: nodejs22.x'),
      message: 'nodejs22.x is none of nodejs24.x',
    },
    {
      name: 'another timeout',
      now: '2026-11-23',
      options: { timeout: 30 },
      template: lambda('Runtime: nodejs24.x'),
      message: 'Timeout is not 30',
    },
    { name: 'none', template: lambda('Handler: index.handler'), message: 'has no Runtime' },
    {
      name: 'an OS-only runtime whose system is at its end',
      template: lambda('Runtime: provided'),
      message: 'provided is deprecated since 2024-01-08; its successor is provided.al2023',
    },
  ],
  unknown: [
    {
      name: 'newer than the tool',
      template: lambda('Runtime: nodejs99.x'),
      message: 'nodejs99.x is no runtime that this version of the tool knows',
    },
    { name: 'from elsewhere', template: lambda('Runtime: !ImportValue runtime') },
  ],
  notApplicable: [
    { name: 'a container image', template: lambda('PackageType: Image') },
    { name: 'an OS-only runtime', template: lambda('Runtime: provided.al2023') },
  ],
} satisfies CheckCases;
