/** Measures the sources of a service: by function of its template, and all of them together. */
import type { Measurement, Template } from '../template/model.ts';
import { bundler } from './bundle.ts';
import type { Bundle, BundleOf } from './bundle.ts';
import { coverageOf } from './coverage.ts';
import { functionsOf, isModule, isUnmeasured, otherFolders } from './functions.ts';
import type { FunctionCode, Unmeasured } from './functions.ts';
import type { MeasurementName } from './names.ts';
import { filesBelow } from './other-sources.ts';
import { readSources } from './sources.ts';
import type { SourceFacts, Sources } from './sources.ts';

export interface CollectInput {
  readonly template: Template;
  /** Of the service: where its tools, its packages and its reports of coverage are. */
  readonly root: string;
  /** Of the template: where CodeUri starts from. */
  readonly folder: string;
}

export interface Collected {
  /** By `name` of the service, `name/LogicalId` of a function. */
  readonly measurements: Readonly<Record<string, Measurement>>;
  /** Every file of the service that goes into a bundle, or is of a function in another language; relative to the service's folder, sorted. */
  readonly sources: readonly string[];
  /** Logical ids of the functions, in the order of the template. */
  readonly functions: readonly string[];
}

export async function collect({ template, root, folder }: CollectInput): Promise<Collected> {
  const bundles = await bundlesOf(functionsOf(template, root, folder), bundler(root));
  const known = together([...bundles.values()].filter(isBundle));
  const facts = await readSources(known.sources.filter(isModule), root);
  // What is known of some says nothing of the service.
  const broken = [...bundles.values()].find((bundle) => 'problem' in bundle);
  const whole = broken ?? (known.sources.length > 0 ? known : NOTHING);
  const parts = [...bundles].flatMap(([id, bundle]) =>
    Object.entries(measured(bundle, facts)).map(([name, measurement]) => [`${name}/${id}`, measurement] as const),
  );
  return {
    measurements: {
      ...NO_REPORT,
      ...coverageOf(root),
      ...measured(whole, facts),
      ...Object.fromEntries(parts),
    },
    sources: [...new Set([...known.sources, ...filesBelow(root, otherFolders(template, root, folder))])].sort(),
    functions: [...bundles.keys()],
  };
}

const WITHOUT_TESTS = { problem: 'no report says how much of the code the tests run: run them with coverage before' };
const NO_REPORT = { lineCoverage: WITHOUT_TESTS, branchCoverage: WITHOUT_TESTS } as const;

const NOTHING: Unmeasured = { absent: 'no function has code beside the template that could be measured' };

async function bundlesOf(
  functions: ReadonlyMap<string, FunctionCode | Unmeasured>,
  bundleOf: BundleOf,
): Promise<ReadonlyMap<string, Bundle | Unmeasured>> {
  const all = [...functions].map(async ([id, code]) => [id, isUnmeasured(code) ? code : await bundleOf(code)] as const);
  return new Map(await Promise.all(all));
}

function isBundle(bundle: Bundle | Unmeasured): bundle is Bundle {
  return 'sources' in bundle;
}

/** What functions share counts once; but for the bytes, which are deployed with each. */
function together(bundles: readonly Bundle[]): Bundle {
  const sizes = bundles.flatMap(({ size }) => size ?? []);
  return {
    sources: [...new Set(bundles.flatMap(({ sources }) => sources))].sort(),
    packages: [...new Set(bundles.flatMap(({ packages }) => packages))].sort(),
    ...(sizes.length > 0 && { size: sizes.reduce((sum, size) => sum + size, 0) }),
  };
}

type Measured = Readonly<Record<OfFiles | 'bundleSize' | 'dependencyCount', Measurement>>;

function measured(bundle: Bundle | Unmeasured, sources: Sources): Measured {
  if (!isBundle(bundle)) return { ...ofFiles(() => bundle), bundleSize: bundle, dependencyCount: bundle };
  const facts = bundle.sources.flatMap((path) => sources.get(path) ?? []);
  // The part that can be read says nothing of the rest.
  const broken = facts.find((each) => 'problem' in each);
  const known = facts.filter((each) => 'functions' in each);
  return {
    ...ofFiles((name) => broken ?? FILES[name](known)),
    bundleSize:
      bundle.size === undefined
        ? { absent: 'SAM deploys its folder as it is: nothing is bundled' }
        : { value: bundle.size, from: 'esbuild' },
    dependencyCount: { value: bundle.packages.length, from: 'esbuild' },
  };
}

/** What is measured of source files, several together. */
const FILES = {
  cyclomaticComplexity: (files) => ({ value: sum(complexities(files)), from: 'ESLint' }),
  cyclomaticMean: (files) => {
    const all = complexities(files);
    return all.length > 0 ? { value: sum(all) / all.length, from: 'ESLint' } : NO_FUNCTION;
  },
  cyclomaticMaximum: (files) => {
    const [first, ...others] = files.flatMap(({ functions }) => functions);
    if (!first) return NO_FUNCTION;
    const worst = others.reduce((most, each) => (each.complexity > most.complexity ? each : most), first);
    return { value: worst.complexity, from: `${worst.place} ${worst.name}` };
  },
  linesOfCode: (files) => ({ value: sum(files.map(({ lines }) => lines)), from: 'ESLint' }),
  duplicatedLines: (files) => {
    const lines = sum(files.map((file) => file.lines));
    const duplicated = sum(files.map((file) => file.duplicated));
    return { value: lines > 0 ? (100 * duplicated) / lines : 0, from: 'jscpd' };
  },
} as const satisfies Partial<Record<MeasurementName, (files: readonly SourceFacts[]) => Measurement>>;

type OfFiles = keyof typeof FILES;

const NO_FUNCTION: Measurement = { absent: 'there is no function in it' };

function ofFiles(measure: (name: OfFiles) => Measurement): Record<OfFiles, Measurement> {
  const names = Object.keys(FILES) as OfFiles[];
  return Object.fromEntries(names.map((name) => [name, measure(name)])) as Record<OfFiles, Measurement>;
}

function complexities(files: readonly SourceFacts[]): number[] {
  return files.flatMap(({ functions }) => functions.map(({ complexity }) => complexity));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
