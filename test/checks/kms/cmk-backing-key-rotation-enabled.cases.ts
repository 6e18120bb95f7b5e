import type { CheckCases } from '../../../src/checks/testing.ts';

const key = (properties: string) => `
Key:
  Type: AWS::KMS::Key
  Properties:
    ${properties}`;

export default {
  pass: [
    { template: key('EnableKeyRotation: true') },
    { name: 'said to be symmetric', template: key('{ KeySpec: SYMMETRIC_DEFAULT, EnableKeyRotation: true }') },
  ],
  fail: [
    {
      template: key('EnableKeyRotation: false'),
      message: 'is never rotated',
      path: ['Properties', 'EnableKeyRotation'],
      fixed: key('EnableKeyRotation: true'),
    },
    { name: 'as KMS makes it', template: 'Key: { Type: AWS::KMS::Key }' },
  ],
  unknown: [
    { template: key('EnableKeyRotation: !ImportValue rotation') },
    { name: 'its kind', template: key('KeySpec: !ImportValue spec') },
  ],
  notApplicable: [
    {
      name: 'an asymmetric key',
      template: key('KeySpec: RSA_2048'),
      message: 'KMS does not rotate keys of the KeySpec RSA_2048',
    },
    { name: 'a key for codes of messages', template: key('KeyUsage: GENERATE_VERIFY_MAC') },
    { name: 'a key whose material is imported', template: key('Origin: EXTERNAL') },
  ],
} satisfies CheckCases;
