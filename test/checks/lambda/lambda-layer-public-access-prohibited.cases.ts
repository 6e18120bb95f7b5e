import type { CheckCases } from '../../../src/checks/testing.ts';

const permission = (properties: string) => `
Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer/ } }
Permission:
  Type: AWS::Lambda::LayerVersionPermission
  Properties: { Action: lambda:GetLayerVersion, LayerVersionArn: !Ref Layer, ${properties} }`;

export default {
  pass: [
    { template: permission("Principal: '123456789012'") },
    { name: 'this account', template: permission('Principal: !Ref AWS::AccountId') },
    { name: 'an organization', template: permission("Principal: '*', OrganizationId: o-aa111bb222") },
  ],
  fail: [
    {
      template: permission("Principal: '*'"),
      message: 'lets everyone use it',
      path: ['Properties', 'OrganizationId'],
      fixed: false,
    },
    {
      name: 'an organization, where everyone is never meant',
      options: { anyPrincipal: 'never' },
      template: permission("Principal: '*', OrganizationId: o-aa111bb222"),
      message: 'names everyone as Principal',
    },
  ],
  unknown: [
    { template: permission('Principal: !ImportValue principal') },
    { name: 'which organization', template: permission("Principal: '*', OrganizationId: !Ref Unresolvable") },
  ],
} satisfies CheckCases;
