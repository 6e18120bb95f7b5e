/** What is used of the client, so that a bundle holds no more of it. */
export {
  BatchGetDeploymentGroupsCommand,
  CodeDeployClient,
  GetDeploymentConfigCommand,
} from '@aws-sdk/client-codedeploy';
