/** What the transform writes as Swagger 2, as OpenAPI 3 has it. */
import { isRecord, own } from '../../resolve/values.ts';
import { set } from '../../syntax/yaml.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { isVersion3 } from './definition.ts';
import type { Definition } from './definition.ts';

const MOVED = [
  { from: 'securityDefinitions', to: 'securitySchemes' },
  { from: 'definitions', to: 'schemas' },
] as const;

/** @param wanted `OpenApiVersion` of the API; without it that of the definition counts */
export function toOpenApi3(definition: Definition, wanted: unknown): void {
  const { body } = definition;
  if (isTruthy(body.swagger) || !isVersion3(isTruthy(wanted) ? wanted : body.openapi)) return;
  for (const { from, to } of MOVED) {
    if (!isTruthy(body[from])) continue;
    set(definition.section('components'), to, body[from]);
    delete body[from];
  }
  for (const path of Object.keys(definition.paths)) {
    const options = own(own(definition.paths, path), 'options');
    if (isRecord(options)) convertPreflight(options);
  }
}

/** The transform wraps headers each time that it comes by; API Gateway reads no deeper than the first. */
function convertPreflight(options: Properties): void {
  delete options.consumes;
  delete options.produces;
  const { responses } = options;
  const answer = own(responses, '200');
  const headers = own(answer, 'headers');
  if (!isRecord(responses) || !isRecord(answer) || !isRecord(headers)) return;
  const wrapped = Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, { schema: header }]));
  options.responses = { ...responses, '200': { ...answer, headers: wrapped } };
}
