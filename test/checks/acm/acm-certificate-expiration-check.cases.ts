import type { CheckCases } from '../../../src/checks/testing.ts';

const template = `
Certificate:
  Type: AWS::CertificateManager::Certificate
  Properties: { DomainName: orders.example.com, ValidationMethod: DNS }`;

const measured = (value: number) => ({
  measurements: { 'certificateDaysLeft/Certificate': { value, from: 'its service', at: '2026-11-23T10:00:00.000Z' } },
});

export default {
  pass: [
    { name: 'as it should be', template, inputs: measured(14) },
    { name: 'a short warning', options: { daysToExpiration: 3 }, template, inputs: measured(5) },
  ],
  fail: [
    {
      name: 'past its time',
      template,
      inputs: measured(13.9),
      message: 'has a certificate that is valid for 13 more days, and 14 are the least',
      fixed: false,
    },
    { name: 'it has run out', template, inputs: measured(-2), message: /valid for -2 more days/ },
  ],
  unknown: [
    {
      name: 'the role may not read it',
      template,
      inputs: {
        measurements: {
          'certificateDaysLeft/Certificate': { problem: 'denied: the role needs acm:DescribeCertificate' },
        },
      },
      message: 'denied: the role needs acm:DescribeCertificate',
    },
  ],
  notApplicable: [
    {
      name: 'it is not issued yet (PENDING_VALIDATION)',
      template,
      inputs: {
        measurements: { 'certificateDaysLeft/Certificate': { absent: 'it is not issued yet (PENDING_VALIDATION)' } },
      },
      message: 'it is not issued yet (PENDING_VALIDATION)',
    },
    { name: 'before it is deployed', template, inputs: { measurements: {} }, message: /where the service is deployed/ },
  ],
} satisfies CheckCases;
