/**
 * Makes, once, what the end-to-end tests run against, in .cache/e2e: a Python environment with the SAM CLI, cfn-lint,
 * the SAM transform, moto, and the peer of a benchmark (from the pinned requirements.txt), and Node 24 with the Lambda runtime
 * client.
 * A second run finds the stamp of the same inputs and does nothing.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const cache = join(here, '..', '..', '.cache', 'e2e');

function python() {
  const requirements = join(here, 'requirements.txt');
  const venv = join(cache, 'venv');
  const stamp = join(venv, 'stamp');
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const found = ['python3.13', 'python3.12', 'python3.11', 'python3'].find(runs);
  if (!found)
    throw new Error(
      'Python 3.11 or newer with venv is needed for the end-to-end tests: install python3 and python3-venv',
    );
  console.error(`e2e: installing the SAM CLI, cfn-lint and moto with ${found} (about a minute, once)`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  execFileSync(found, ['-m', 'venv', venv], { stdio: 'inherit' });
  execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements], {
    stdio: 'inherit',
  });
  writeFileSync(stamp, hash);
}

function runs(command) {
  try {
    execFileSync(command, ['-c', 'import venv, ensurepip, sys; sys.exit(sys.version_info < (3, 11))'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

python();
const { installRuntimeClient } = await import('../support/runtime-client/install.mjs');
await installRuntimeClient();
