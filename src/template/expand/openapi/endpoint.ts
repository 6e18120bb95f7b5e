/**
 * `DisableExecuteApiEndpoint`: clients may use custom domain names only.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-endpoint-configuration.html
 */
import { isList, isRecord } from '../../resolve/values.ts';
import { isVersion3 } from './definition.ts';
import type { Definition } from './definition.ts';
import { ENDPOINT_CONFIGURATION } from './names.ts';

/** OpenAPI 3 has it in every server, Swagger 2 at the top. */
export function disableEndpoint({ body }: Definition, disable: unknown): void {
  if (disable === undefined || disable === null) return;
  const configure = (place: unknown) => {
    const written = isRecord(place) ? place : {};
    const before = written[ENDPOINT_CONFIGURATION];
    const configuration = { ...(isRecord(before) ? before : {}), disableExecuteApiEndpoint: disable };
    return { ...written, [ENDPOINT_CONFIGURATION]: configuration };
  };
  if (isVersion3(body.openapi)) body.servers = (isList(body.servers) ? body.servers : [{}]).map(configure);
  else body[ENDPOINT_CONFIGURATION] = configure(body)[ENDPOINT_CONFIGURATION];
}
