/** What is measured of a deployed stack beside the properties of its resources: how fast it is, how old its credentials are. */
import type { Config } from '../config/config.ts';
import type { MeasurementName } from '../measurements/names.ts';
import type { Measurement, Template } from '../template/model.ts';
import { NotWanted, type Aws } from './aws.ts';
import type { Operation } from './operations.ts';
import type { DeployedResource } from './reader.ts';

/** A deployed stack with its nested stacks, its resources named as `stackDocument` names them. */
export interface DeployedStack {
  /** ARN. */
  readonly stackId: string;
  readonly template: Template;
  /** The resources of a type that the template declares and that are there. */
  declared(type: string): readonly DeployedResource[];
  /** When a resource was changed last, as CloudFormation knows it. */
  updatedAt(logicalId: string): Date | undefined;
}

export interface MeasurerOptions {
  readonly now: Date;
  /** When what runs now was released: of the baseline. What was before is not measured; absent: not known. */
  readonly since?: Date | undefined;
  /** Of fitness.yaml. */
  readonly performance: Config['performance'];
}

/** By `name/LogicalId`, or `name` of the whole stack; the names are those of `src/measurements/names.ts`. */
export type Measurements = Readonly<Record<string, Measurement>>;

/**
 * Measures something of a whole stack, in as few calls as there can be. What is denied or does not answer is a
 * measurement with a `problem`, what cannot exist one with `absent`; what no enabled check needs is left out.
 */
export interface Measurer {
  readonly name: string;
  /** What it measures. Why it could not holds of each resource. */
  readonly measures: readonly MeasurementName[];
  /** Types of resources: without one of them in the template it has nothing to do. */
  readonly types: readonly string[];
  /** What it may call, depending on which checks are enabled. */
  readonly operations: readonly Operation[];
  /** What it throws is why nothing could be measured. */
  measure(stack: DeployedStack, aws: Aws, options: MeasurerOptions): Promise<Measurements>;
}

/** What all of them measure, for `TemplateInputs.measurements`. Never throws. */
export async function measureAll(
  measurers: readonly Measurer[],
  stack: DeployedStack,
  aws: Aws,
  options: MeasurerOptions,
): Promise<Measurements> {
  const all = await Promise.all(
    measurers.map(async (measurer) => {
      try {
        return await measurer.measure(stack, aws, options);
      } catch (error) {
        const problem = problemOf(error);
        return problem ? Object.fromEntries(measurer.measures.map((name) => [name, problem])) : {};
      }
    }),
  );
  return Object.assign({}, ...all) as Measurements;
}

/** One measurement of each of these resources: what `measure` finds, or why it finds nothing. */
export async function measureEach(
  name: MeasurementName,
  resources: readonly DeployedResource[],
  measure: (resource: DeployedResource) => Promise<Measurement | undefined>,
): Promise<Measurements> {
  const measured = await Promise.all(
    resources.map(async (resource): Promise<[string, Measurement][]> => {
      const measurement = await measure(resource).catch(problemOf);
      return measurement ? [[`${name}/${resource.logicalId}`, measurement]] : [];
    }),
  );
  return Object.fromEntries(measured.flat());
}

/** Why something could not be measured; undefined if no enabled check needs it. */
export function problemOf(error: unknown): Measurement | undefined {
  if (error instanceof NotWanted) return undefined;
  return { problem: error instanceof Error ? error.message : String(error) };
}
