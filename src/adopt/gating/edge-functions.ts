/** Which functions CloudFront calls: Lambda@Edge names a version, so no alias moves traffic there. */
import { references } from '../../template/graph.ts';
import type { Resource, Template } from '../../template/model.ts';
import { resourcesOfTypes } from '../../template/resolve.ts';
import { own } from '../../template/resolve/values.ts';
import type { Obstacle } from './obstacles.ts';

/**
 * By logical id. A distribution that names a version has it at the edge as soon as the stack update is through:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-restrictions.html#lambda-at-edge-function-restrictions
 */
export function edgeFunctionsOf(template: Template): ReadonlyMap<string, Obstacle> {
  const found = [...resourcesOfTypes(template, ['AWS::CloudFront::Distribution'])].flatMap((distribution) =>
    associationsOf(distribution).map(({ name, path }): [string, Obstacle] => {
      const reason = `${distribution.logicalId} calls it at the edge, by the version that is published: no alias moves traffic there, and every release would change the distribution.`;
      const at = distribution.sourcePath(path);
      return [functionNamed(name, template), { outcome: 'refused', code: 'edge-function', reason, path: at }];
    }),
  );
  // the first place counts
  return new Map(found.reverse());
}

function associationsOf({ properties }: Resource): ReturnType<typeof references> {
  return references(properties, ['Properties']).filter(({ path }) => path.includes('LambdaFunctionAssociations'));
}

/** `Fn.Version` is SAM's where it makes one; else a person wrote the version. */
function functionNamed(name: string, template: Template): string {
  const named = template.resources.get(name);
  if (named?.type !== 'AWS::Lambda::Version') return name.split('.')[0] ?? name;
  return references(own(named.properties, 'FunctionName'))[0]?.name ?? name;
}
