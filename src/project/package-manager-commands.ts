import type { PackageManager } from '../config/config.ts';

/** How a package manager does what the generated files need of it. */
export interface PackageManagerCommands {
  readonly install: string;
  /** What a pipeline does before it can call the package manager. */
  readonly setup: readonly string[];
  /** Installs exactly what the lockfile says. */
  readonly clean: string;
  /** What stands before the name of a script, and between it and its own arguments. */
  readonly run: string;
  readonly separator: string;
  /** The downloads that a pipeline on Amazon's images keeps. */
  readonly cache: string;
}

export const PACKAGE_MANAGERS: Readonly<Record<PackageManager, PackageManagerCommands>> = {
  npm: {
    install: 'npm install',
    setup: [],
    clean: 'npm ci',
    run: 'npm run',
    separator: ' --',
    cache: '/root/.npm/**/*',
  },
  pnpm: {
    install: 'pnpm install',
    setup: ['npm install --global pnpm@10'],
    clean: 'pnpm install --frozen-lockfile',
    run: 'pnpm run',
    separator: '',
    cache: '/root/.local/share/pnpm/store/**/*',
  },
  yarn: {
    install: 'yarn install',
    setup: ['npm install --global yarn@1'],
    clean: 'yarn install --frozen-lockfile',
    run: 'yarn run',
    separator: '',
    cache: '/usr/local/share/.cache/yarn/**/*',
  },
};

/** The command that runs a script of package.json, with arguments of its own. */
export function runScript(packageManager: PackageManager, script: string, args = ''): string {
  const { run, separator } = PACKAGE_MANAGERS[packageManager];
  return args ? `${run} ${script}${separator} ${args}` : `${run} ${script}`;
}
