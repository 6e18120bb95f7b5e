/** The gate at the end: the last resource of every operation. It says the same as `templates/partials/template/stack-gate.ejs`. */
import type { KeyPart } from '../../../insert/part.ts';
import { resource, waiting } from './resources.ts';
import type { Rendering } from './rendering.ts';

export function stackGateParts({ called, config, order: { stack } }: Rendering): KeyPart[] {
  if (!config.stackGate) return [];
  const part = resource(
    called('FitnessGate'),
    'Custom::FitnessGate',
    {
      ServiceToken: { 'Fn::GetAtt': [called('StackGate'), 'Arn'] },
      ServiceTimeout: 600,
      ReleaseId: { Ref: called('ReleaseId') },
      OnCreate: 'observe',
    },
    waiting(stack),
  );
  const comment = [
    'Comes after all of the traffic, and rolls the whole operation back; during a rollback and a deletion it agrees.',
    'A new ReleaseId asks again.',
  ];
  return [{ ...part, comment }];
}
