/** What CloudFormation cannot read because it lies on this disk. */
import { UserError } from '../../errors.ts';
import { isRecord } from '../../template/resolve/values.ts';
import type { ServiceTemplate } from '../service.ts';

/** Properties that `sam package` uploads. https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html */
const UPLOADED: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['BodyS3Location'],
  'AWS::AppSync::GraphQLSchema': ['DefinitionS3Location'],
  'AWS::AppSync::Resolver': ['RequestMappingTemplateS3Location', 'ResponseMappingTemplateS3Location', 'CodeS3Location'],
  'AWS::CloudFormation::Stack': ['TemplateURL'],
  'AWS::ElasticBeanstalk::ApplicationVersion': ['SourceBundle'],
  'AWS::Lambda::Function': ['Code'],
  'AWS::Lambda::LayerVersion': ['Content'],
  'AWS::Serverless::Api': ['DefinitionUri'],
  'AWS::Serverless::Application': ['Location'],
  'AWS::Serverless::Function': ['CodeUri', 'ImageUri'],
  'AWS::Serverless::GraphQLApi': ['SchemaUri'],
  'AWS::Serverless::HttpApi': ['DefinitionUri'],
  'AWS::Serverless::LayerVersion': ['ContentUri'],
  'AWS::Serverless::StateMachine': ['DefinitionUri'],
  'AWS::StepFunctions::StateMachine': ['DefinitionS3Location'],
};

/** @throws UserError `not-packaged` with the place of the first path that is a file's */
export function refuseUnpackaged({ document, shown }: ServiceTemplate, deploy: string): void {
  const data = isRecord(document.data) ? document.data : {};
  const resources = isRecord(data['Resources']) ? data['Resources'] : {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    if (!isRecord(resource)) continue;
    const properties = isRecord(resource['Properties']) ? resource['Properties'] : {};
    for (const name of uploadedOf(resource['Type'])) {
      const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (typeof value === 'string' && !isRemote(value))
        throw notPackaged(`${logicalId} has ${name}: ${value}`, ['Resources', logicalId, 'Properties', name]);
    }
  }
  const globals = isRecord(data['Globals']) && isRecord(data['Globals']['Function']) ? data['Globals']['Function'] : {};
  if (typeof globals['CodeUri'] === 'string' && !isRemote(globals['CodeUri']))
    throw notPackaged(`Globals has CodeUri: ${globals['CodeUri']}`, ['Globals', 'Function', 'CodeUri']);

  function notPackaged(what: string, path: string[]): UserError {
    return new UserError('not-packaged', `${shown} is not packaged: ${what}, which is on this disk.`, {
      location: document.locate(path),
      hint: `\`sam package --output-template-file packaged.yaml\` uploads it; or let \`${deploy}\` do both.`,
    });
  }
}

function uploadedOf(type: unknown): readonly string[] {
  return typeof type === 'string' && Object.hasOwn(UPLOADED, type) ? (UPLOADED[type] ?? []) : [];
}

/** In a bucket, behind a URL, or an image in a registry. */
function isRemote(value: string): boolean {
  return /^(?:s3|https?):\/\//.test(value) || /^[\w.-]+\.[\w.-]+(?::\d+)?\/\S+$/.test(value);
}
