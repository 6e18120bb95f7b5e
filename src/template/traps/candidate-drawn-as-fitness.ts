import { dashboards } from './dashboards.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'candidate-drawn-as-fitness',
    severity: 'warning',
    why: '`FILL(…, REPEAT)` over the candidate of a release that was rolled back shows it as today’s fitness for weeks.',
    instead: 'Repeat `Fitness`, which only the recorder publishes; draw `CandidateFitness` as points.',
    docs: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html',
  },
  *find(context) {
    for (const { logicalId, widgets, location } of dashboards(context)) {
      for (const { metrics } of widgets) {
        const candidates = metrics.filter(
          ({ namespace, name }) => namespace === 'Fitness' && name?.startsWith('Candidate'),
        );
        const expressions = metrics.map(({ options }) => JSON.stringify(options.expression ?? ''));
        for (const { name, options } of candidates) {
          const repeat = new RegExp(`FILL\\(\\s*${String(options.id).replace(/\W/g, '')}\\s*,\\s*REPEAT`);
          if (!expressions.some((expression) => repeat.test(expression))) continue;
          yield { message: `${logicalId} repeats ${name}, also that of releases that were rolled back`, location };
        }
      }
    }
  },
});
