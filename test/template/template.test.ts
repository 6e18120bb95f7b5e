import { expect, test } from '@jest/globals';
import { parseDocument } from '../../src/template/parse.ts';
import { loadResources, loadTemplate } from '../../src/template/template.ts';

/** SAM refuses it: an event has no such property. */
const TEXT = `
Transform: AWS::Serverless-2016-10-31
Conditions: { Always: !Equals [a, a] }
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs24.x
      CodeUri: src/
      AutoPublishAlias: live
      Events:
        Get: { Type: Api, Properties: { Path: /orders, Method: get, Methode: get } }
  Odd: { Type: AWS::Serverless::Unknown }
Outputs:
  Url: { Value: !Ref ServerlessRestApi.Stage }
`;

test('the resources alone are those of the template, without what CloudFormation would refuse', () => {
  const document = parseDocument(TEXT, 'template.yaml');
  const plain = (template: ReturnType<typeof loadTemplate>) => {
    const { resources, diagnostics: _, ...rest } = template;
    return JSON.stringify({ ...rest, resources: [...resources] });
  };
  const whole = loadTemplate(document);
  const alone = loadResources(document);
  expect(plain(alone)).toBe(plain(whole));
  expect([...alone.resources.keys()]).toContain('OrdersAliaslive');
  const said = alone.diagnostics.map(({ code }) => code);
  expect(said).toContain('not-expanded');
  const more = whole.diagnostics.filter(({ message }) => !alone.diagnostics.some((each) => each.message === message));
  expect(more.map(({ message }) => message).join('\n')).toContain('Methode');
});
