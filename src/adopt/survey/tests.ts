/** How a service is tested, and what its tests report of coverage. For the reader. */
import { isRecord, own } from '../../template/resolve/values.ts';
import { joined, pathBelow } from './folder.ts';
import type { Folder } from './folder.ts';

interface Sign {
  readonly name: string;
  /** A file of this path says so by being there, or by a text that it holds. */
  readonly path: RegExp;
  readonly text?: RegExp;
  /** Or a package that package.json names. */
  readonly package?: string;
}

const PYTHON = /(^|\/)(pyproject\.toml|tox\.ini|setup\.cfg|Pipfile|requirements[^/]*\.txt)$/;
const JAVA = /(^|\/)(pom\.xml|build\.gradle(\.kts)?)$/;
const DOTNET = /\.(cs|fs)proj$/;

const RUNNERS: readonly Sign[] = [
  { name: 'jest', path: /(^|\/)jest\.config\.\w+$/, package: 'jest' },
  { name: 'vitest', path: /(^|\/)vitest\.config\.\w+$/, package: 'vitest' },
  { name: 'mocha', path: /(^|\/)\.mocharc(\.\w+)?$/, package: 'mocha' },
  { name: 'pytest', path: /(^|\/)(pytest\.ini|conftest\.py)$/ },
  { name: 'pytest', path: PYTHON, text: /\bpytest\b/ },
  { name: 'JUnit', path: JAVA, text: /junit/i },
  { name: 'go test', path: /_test\.go$/ },
  { name: 'xUnit', path: DOTNET, text: /"xunit"/i },
  { name: 'NUnit', path: DOTNET, text: /"NUnit"/i },
  { name: 'MSTest', path: DOTNET, text: /"MSTest/i },
  { name: 'RSpec', path: /(^|\/)\.rspec$/ },
  { name: 'RSpec', path: /(^|\/)Gemfile$/, text: /\brspec\b/ },
  { name: 'cargo test', path: /(^|\/)tests\/[^/]+\.rs$/ },
];

const COVERAGE: readonly Sign[] = [
  { name: 'c8', path: /(^|\/)\.c8rc(\.json)?$/, package: 'c8' },
  { name: 'nyc', path: /(^|\/)\.nycrc(\.\w+)?$/, package: 'nyc' },
  { name: 'vitest', path: /^$/, package: '@vitest/coverage-v8' },
  {
    name: 'jest',
    path: /(^|\/)(jest\.config\.\w+|package\.json)$/,
    text: /\bcollectCoverage|\bcoverageDirectory|jest\b.*--coverage/,
  },
  { name: 'coverage.py', path: /(^|\/)\.coveragerc$/ },
  { name: 'coverage.py', path: PYTHON, text: /pytest-cov|\[tool\.coverage|--cov\b/ },
  { name: 'JaCoCo', path: JAVA, text: /jacoco/i },
  { name: 'coverlet', path: DOTNET, text: /coverlet/i },
  { name: 'SimpleCov', path: /(^|\/)Gemfile$/, text: /simplecov/ },
];

/** Where reports lie below a service. */
const REPORTS = [
  'coverage/coverage-summary.json',
  'coverage/lcov.info',
  'coverage/cobertura-coverage.xml',
  'coverage/coverage-final.json',
  'coverage.xml',
  'coverage.out',
  'lcov.info',
  'cobertura.xml',
  'target/site/jacoco/jacoco.xml',
  'build/reports/jacoco/test/jacocoTestReport.xml',
];

/** As many files are opened to look into them. */
const MAX_OPENED = 60;

export interface Tested {
  readonly tests: string[];
  readonly coverage: string[];
}

/** @param ours files of this tool, whose tests are not those of the service */
export function testsOf(
  folder: Folder,
  root: string,
  manifest: unknown,
  ours: ReadonlySet<string> = new Set(),
): Tested {
  const own = folder.files.filter((path) => pathBelow(root, path) !== undefined && !ours.has(path));
  const reports = REPORTS.filter((path) => folder.text(joined(root, path)) !== undefined);
  return {
    tests: seen(RUNNERS, own, folder, manifest),
    coverage: [...seen(COVERAGE, own, folder, manifest), ...reports],
  };
}

function seen(signs: readonly Sign[], files: readonly string[], folder: Folder, manifest: unknown): string[] {
  const packages = packagesOf(manifest);
  let opened = 0;
  const holds = (path: string, text: RegExp | undefined): boolean =>
    text === undefined || (opened++ < MAX_OPENED && text.test(folder.text(path) ?? ''));
  const found = signs.filter(
    (sign) =>
      (sign.package !== undefined && packages.has(sign.package)) ||
      files.some((path) => sign.path.test(path) && holds(path, sign.text)),
  );
  return [...new Set(found.map(({ name }) => name))];
}

function packagesOf(manifest: unknown): ReadonlySet<string> {
  const kinds = ['dependencies', 'devDependencies'].map((kind) => own(manifest, kind));
  return new Set(kinds.flatMap((packages) => (isRecord(packages) ? Object.keys(packages) : [])));
}
