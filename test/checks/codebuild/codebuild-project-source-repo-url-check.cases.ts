import type { CheckCases } from '../../../src/checks/testing.ts';

const project = (source: string, parameters = '') => `
${parameters && `Parameters: { ${parameters} }`}
Resources:
  Project: { Type: AWS::CodeBuild::Project, Properties: { Source: { ${source} } } }
`;

export default {
  pass: [
    { template: project('Type: GITHUB, Location: https://github.com/shop/orders.git') },
    { name: 'without a URL', template: project('Type: CODEPIPELINE') },
    { name: 'in a bucket', template: project('Type: S3, Location: builds/orders.zip') },
    {
      name: 'in the region of the stack',
      template: project(
        "Type: CODECOMMIT, Location: !Sub 'https://git-codecommit.${AWS::Region}.amazonaws.com/v1/repos/orders'",
      ),
    },
    {
      name: 'an @ in the path',
      template: project("Type: GITHUB, Location: 'https://github.com/shop/orders@2.git'"),
    },
    {
      name: 'a path that a parameter names',
      template: project("Type: GITHUB, Location: !Sub 'https://github.com/${Name}'", 'Name: { Type: String }'),
    },
  ],
  fail: [
    {
      template: project('Type: BITBUCKET, Location: https://shop:correct-horse@bitbucket.org/shop/orders.git'),
      message: 'the URL of its source holds credentials',
      path: ['Properties', 'Source', 'Location'],
      fixed: false,
    },
    { name: 'a token', template: project('Type: GITHUB, Location: https://token@github.com/shop/orders.git') },
    {
      name: 'a token that a parameter holds',
      template: project(
        "Type: GITHUB, Location: !Sub 'https://${Token}@github.com/shop/orders.git'",
        'Token: { Type: String, NoEcho: true }',
      ),
    },
    {
      name: 'of a secondary source',
      template: `
Project:
  Type: AWS::CodeBuild::Project
  Properties:
    Source: { Type: NO_SOURCE }
    SecondarySources:
      - { Type: GITHUB, Location: https://github.com/shop/orders.git }
      - { Type: GITHUB, Location: https://token@github.com/shop/stock.git }`,
      path: ['Properties', 'SecondarySources', 1, 'Location'],
    },
  ],
  unknown: [
    { template: project('Type: GITHUB, Location: !ImportValue repository') },
    {
      name: 'where a parameter leads',
      template: project("Type: GITHUB, Location: !Sub 'https://${Host}/orders'", 'Host: { Type: String }'),
    },
    {
      name: 'secondary sources',
      template: 'Project: { Type: AWS::CodeBuild::Project, Properties: { SecondarySources: !ImportValue sources } }',
    },
  ],
} satisfies CheckCases;
