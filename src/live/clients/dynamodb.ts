/** What is used of the client, so that a bundle holds no more of it. */
export { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
