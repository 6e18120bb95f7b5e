import { boundaryParameters } from './role-without-boundary.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'codedeploy-role-without-boundary',
    severity: 'warning',
    why: 'The CodeDeploy role that SAM makes takes no permissions boundary, so an account that demands one refuses it.',
    instead: 'A role of your own with the boundary, named as `Role` in every deployment preference.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html',
  },
  *find(context) {
    const [boundary] = boundaryParameters(context);
    for (const role of context.resources('AWS::IAM::Role')) {
      if (boundary === undefined || !role.generated || role.logicalId !== 'CodeDeployServiceRole') continue;
      const message = `SAM makes the CodeDeploy role, without ${boundary}: a deployment preference names no Role`;
      yield { message, location: context.at(role.logicalId) };
    }
  },
});
