/** What the changes that gating brings mean, in clauses. */

/** By type and property or attribute. */
export const REASONS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage DeploymentId': 'it serves the new deployment',
  'AWS::CodeDeploy::Application Condition': 'it is there where one of its functions is',
  'AWS::CodeDeploy::DeploymentGroup AlarmConfiguration': 'our alarms stop its deployments, too',
  'AWS::CodeDeploy::DeploymentGroup Condition': 'it is there where its function is',
  'AWS::CodeDeploy::DeploymentGroup ServiceRoleArn': 'our role may call the hooks, which the one of SAM may not',
  'AWS::IAM::Role Condition': 'it is there where one of its functions is',
  'AWS::IAM::Role Policies': 'it is for the alias then',
  'AWS::Lambda::Alias FunctionVersion': 'it goes to the new version',
  'AWS::Lambda::Alias UpdatePolicy': 'CodeDeploy calls the hooks and shifts its traffic',
  'AWS::Lambda::EventInvokeConfig Qualifier':
    'it is of the alias then: calls that name the function itself lose its destinations and retries',
  'AWS::Lambda::Function Description': 'SAM writes the ReleaseId behind it, so that Lambda publishes a version',
  'AWS::Lambda::Permission FunctionName':
    'it is for the alias then, as what it allows goes there: a new one is made before the old one goes',
  'AWS::Lambda::Url TargetFunctionArn': 'it is of the alias then and has another address, so that its clients break',
  'AWS::SNS::Subscription Endpoint': 'it goes to the alias then: a message in between may come twice, or not at all',
};

/** What SAM names by its content, and makes anew whenever that is another. */
export const SUCCEEDED: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Deployment': 'a new deployment of the API takes its place, as with every change of it',
  'AWS::Lambda::Permission': 'one for the alias takes its place',
  'AWS::Lambda::Version': 'a new version is published, as with every release; the old one stays',
  'AWS::Lambda::LayerVersion': 'a new version of the layer is published',
};

/** Types that nobody notices a replacement of: the new one is there before the old one goes, and answers to the same name. */
export const UNNOTICED: ReadonlySet<string> = new Set([...Object.keys(SUCCEEDED), 'AWS::Lambda::Permission']);

/** Of a permission that waits for what it lets call: that is updated first. */
export const ALLOWED_LATE =
  'for some seconds of the deployment what calls it is not yet allowed to call the alias, since the permission waits for the caller: deploy it in a quiet hour';

/** Of a permission for what is not in the template, and so calls what it called. */
export const ALLOWED_AS_BEFORE =
  'it is for the alias then, and the function itself gets one of ours: what calls it is not in this template, and goes on calling it';

/** By logical id. */
export const REMOVED: Readonly<Record<string, string>> = {
  CodeDeployServiceRole: 'every deployment preference names a role then, so that SAM makes none',
};
