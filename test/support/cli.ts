import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Program } from '../../src/cli/options.ts';
import { makeOnce } from './make-once.ts';
import { CACHE, ROOT } from './packed.ts';
import { run, type Ended } from './process.ts';

export { ROOT };

/** The bin of a program; what it needs is built once, if it is not there. */
export function bin(program: Program = 'create-fitness-serverless'): string {
  build();
  return join(ROOT, 'bin', `${program}.js`);
}

export interface CliOptions {
  readonly cwd: string;
  readonly program?: Program;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeout?: number;
}

/** Runs a program as a person without a terminal does. */
export function cli(args: readonly string[], { cwd, program, env, ...options }: CliOptions): Promise<Ended> {
  return run(process.execPath, [bin(program), ...args], { cwd, env: { ...plainEnvironment(), ...env }, ...options });
}

/** The environment without what the run of these tests says about itself. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const own = /^(npm_|INIT_CWD$|GIT_|AWS_|CI$|NO_COLOR$|FORCE_COLOR$|NODE_OPTIONS$|JEST_|NODE_ENV$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

let built = false;

function build(): void {
  if (built) return;
  const make = (): void =>
    void execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs')], { cwd: ROOT, stdio: 'inherit' });
  makeOnce(join(ROOT, 'dist', 'cli', 'main.js'), make, { lock: join(CACHE, 'build.lock') });
  built = true;
}
