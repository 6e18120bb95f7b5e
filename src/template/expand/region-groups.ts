/**
 * Groups of Regions by the names that `ReplicaRegions` of a web function takes.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-webfunction.html
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  US: ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  AP: ['ap-south-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
  CA: ['ca-central-1'],
  EU: ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-north-1'],
  SA: ['sa-east-1'],
  SPARSE_GLOBAL: [
    'us-east-1',
    'eu-west-1',
    'eu-central-1',
    'ap-northeast-1',
    'ap-southeast-2',
    'sa-east-1',
    'ap-southeast-1',
  ],
};

const ALL = 'ALL_STANDARD';

/** The Regions of names of Regions and groups, each once, sorted; what is no text is left out. */
export function regionsOf(names: readonly unknown[]): string[] {
  const texts = names.filter((name): name is string => typeof name === 'string');
  const regions = texts.flatMap((name): readonly string[] => {
    const key = name.toUpperCase();
    if (key === ALL) return Object.values(GROUPS).flat();
    return (Object.hasOwn(GROUPS, key) ? GROUPS[key] : undefined) ?? [name];
  });
  return [...new Set(regions)].sort();
}
