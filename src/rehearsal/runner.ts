/**
 * What plays Lambda around a bundled handler, in a process of its own: the time is the rehearsal's, and may pass faster
 * than ours. Text, because the child has nothing of this program but its arguments.
 */
export const RUNNER = `
import timers from 'node:timers/promises';
import { syncBuiltinESMExports } from 'node:module';

const { bundle, handler, event, now, timeout, speed } = JSON.parse(process.argv[1]);
const began = performance.now();
const elapsed = () => (performance.now() - began) * speed;
const RealDate = Date;
globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now + Math.floor(elapsed())] : given));
  }
  static now() {
    return now + Math.floor(elapsed());
  }
};
if (speed !== 1) {
  const { setTimeout: real } = globalThis;
  globalThis.setTimeout = Object.assign((run, milliseconds, ...more) => real(run, milliseconds / speed, ...more), real);
  const { setTimeout: pause } = timers;
  timers.setTimeout = (milliseconds, ...more) => pause(milliseconds / speed, ...more);
  syncBuiltinESMExports();
}
if (process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON') {
  for (const level of ['debug', 'info', 'log', 'warn', 'error'])
    console[level] = (message) => {
      const line = { timestamp: new Date().toISOString(), level: level === 'log' ? 'INFO' : level.toUpperCase(), message };
      process.stdout.write(JSON.stringify(line) + '\\n');
    };
}
const end = (message) => process.send({ ...message, elapsed: elapsed() }, () => process.exit());
try {
  const module = await import(bundle);
  const result = await module[handler](event, {
    getRemainingTimeInMillis: () => Math.max(0, timeout - elapsed()),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: process.env.REHEARSAL_FUNCTION_ARN,
    awsRequestId: 'rehearsal',
  });
  end({ result });
} catch (error) {
  end({ error: { type: error?.name ?? 'Error', message: String(error?.message ?? error) } });
}
`;
