/** What is used of the client, so that a bundle holds no more of it. */
export { ApiGatewayV2Client, GetRoutesCommand, GetStagesCommand } from '@aws-sdk/client-apigatewayv2';
