import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'recorder-concurrency',
    severity: 'warning',
    why: 'Two recorders at once overwrite each other’s baseline: Parameter Store knows no compare-and-set.',
    instead: '`ReservedConcurrentExecutions: 1` on the recorder.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  },
  *find(context) {
    for (const [id, kind] of context.gear) {
      const reserved = context.property(id, 'ReservedConcurrentExecutions');
      if (kind !== 'recorder' || typeof reserved === 'object' || Number(reserved) === 1) continue;
      yield {
        message: `${id} may run several times at once`,
        location: context.at(id, ['Properties', 'ReservedConcurrentExecutions']),
        fix: [{ path: ['Resources', id, 'Properties', 'ReservedConcurrentExecutions'], set: 1 }],
      };
    }
  },
});
