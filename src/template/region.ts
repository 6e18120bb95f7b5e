/** A Region lies in one partition. https://docs.aws.amazon.com/general/latest/gr/rande.html */
const PARTITIONS: readonly (readonly [prefix: string, partition: string, suffix: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

/** What `AWS::Partition` and `AWS::URLSuffix` are in a Region. */
export function partitionOf(region: string): { readonly partition: string; readonly suffix: string } {
  const [, partition, suffix] = PARTITIONS.find(([prefix]) => region.startsWith(prefix)) ?? [
    '',
    'aws',
    'amazonaws.com',
  ];
  return { partition, suffix };
}
