import { defineTrap } from './trap.ts';

const FUNCTIONS: ReadonlySet<string> = new Set([
  'pre-traffic-hook',
  'post-traffic-hook',
  'failure-reporter',
  'stack-gate',
  'recorder',
]);

export default defineTrap({
  meta: {
    code: 'hook-log-level',
    severity: 'warning',
    why: 'With JSON logging Lambda drops what is below the application log level: metrics that hooks write to their log are lost.',
    instead: '`ApplicationLogLevel: INFO` on hooks and recorder.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html',
  },
  *find(context) {
    for (const [id, kind] of context.gear) {
      if (!FUNCTIONS.has(kind) || context.property(id, 'LoggingConfig', 'LogFormat') !== 'JSON') continue;
      const level = context.property(id, 'LoggingConfig', 'ApplicationLogLevel');
      if (typeof level !== 'string' || !/^(WARN|ERROR|FATAL)$/i.test(level)) continue;
      const path =
        context.template.resources.get(id)?.sourcePath(['Properties', 'LoggingConfig', 'ApplicationLogLevel']) ?? [];
      yield {
        message: `${id} logs JSON from ${level} upward, so its metrics are lost`,
        location: context.atSource(path),
        ...(path[0] === 'Resources' && context.isWritten(path) && { fix: [{ path, set: 'INFO' }] }),
      };
    }
  },
});
