/** What is used of the client, so that a bundle holds no more of it. */
export {
  APIGatewayClient,
  GetDomainNameCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetStagesCommand,
} from '@aws-sdk/client-api-gateway';
