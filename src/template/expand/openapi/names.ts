/**
 * Names in the API definitions that API Gateway imports.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export const ANY_METHOD = 'x-amazon-apigateway-any-method';
export const AUTHORIZER = 'x-amazon-apigateway-authorizer';
export const AUTHORIZER_TYPE = 'x-amazon-apigateway-authtype';
export const BINARY_MEDIA_TYPES = 'x-amazon-apigateway-binary-media-types';
export const CORS = 'x-amazon-apigateway-cors';
export const ENDPOINT_CONFIGURATION = 'x-amazon-apigateway-endpoint-configuration';
export const GATEWAY_RESPONSES = 'x-amazon-apigateway-gateway-responses';
export const INTEGRATION = 'x-amazon-apigateway-integration';
export const POLICY = 'x-amazon-apigateway-policy';
export const REQUEST_VALIDATOR = 'x-amazon-apigateway-request-validator';
export const REQUEST_VALIDATORS = 'x-amazon-apigateway-request-validators';
export const TAG_VALUE = 'x-amazon-apigateway-tag-value';

/** The route of an HTTP API that takes what no other does. */
export const DEFAULT_PATH = '$default';

/** The name of the definition's key for a method. */
export function methodKey(method: string): string {
  const name = method.toLowerCase();
  return name === 'any' ? ANY_METHOD : name;
}
