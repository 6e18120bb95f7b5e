/** What adoption knows and decides, as data: what a repository holds, what becomes of each function, what is in the way. */
import type { Deployment, PackageManager } from '../config/config.ts';
import type { Edit } from '../template/edit.ts';
import type { Diagnostic, Location } from '../template/model.ts';

export type Language = 'node' | 'python' | 'java' | 'go' | 'dotnet' | 'ruby' | 'rust' | 'other';

/** A template of the repository. */
export interface FoundTemplate {
  /** Relative to the folder that was looked through, `/` as separator. */
  readonly path: string;
  /** `sam`: it has the transform. `cloudformation`: it has not. `cdk`: CDK wrote it. */
  readonly kind: 'sam' | 'cloudformation' | 'cdk';
  /** Paths of the templates that hold it as a nested application or stack. */
  readonly nestedIn: readonly string[];
  /** Does a samconfig name it? */
  readonly named: boolean;
}

/** What builds and deploys the repository. */
export interface Pipeline {
  readonly kind: 'codebuild' | 'github' | 'gitlab' | 'sam-pipelines' | 'jenkins' | 'bitbucket' | 'azure';
  readonly path: string;
  /** Does it run `sam build`, `sam deploy`? With the place of the command. */
  readonly build?: Location;
  readonly deploy?: Location;
  /** It gives each release an id of its own already. */
  readonly givesReleaseId?: true;
}

/** What stands in a repository. Reads files; runs nothing of them. */
export interface Survey {
  /** Absolute: the service's folder, where fitness.yaml goes. */
  readonly root: string;
  /** Path of the template that is adopted, in `root`. */
  readonly template: string;
  readonly languages: readonly Language[];
  /** Hooks are TypeScript that the service's own build compiles (`source`), or bundles in fitness/dist/ (`prebuilt`). */
  readonly hooks: 'source' | 'prebuilt';
  readonly packageManager?: PackageManager;
  readonly region?: string;
  /** Name for the service: package.json's, samconfig's stack, the folder's. */
  readonly service: string;
  /** In the order of promotion. */
  readonly environments: readonly { readonly name: string; readonly deployment: Deployment }[];
  /** Parameter of the template whose values are the environments, if its owner has one. */
  readonly environmentParameter?: string;
  /** One that looks as if it was meant for that, and cannot be used. */
  readonly unusedParameter?: UnusedParameter;
  /** A template that samconfig names, and that is not looked at: it lies outside of what is adopted. */
  readonly outside?: { readonly samconfig: string; readonly template: string };
  readonly pipelines: readonly Pipeline[];
  /** Paths, in `root`, of files that get a part of ours: package.json, buildspec.yml, .gitignore, Makefile … */
  readonly files: readonly string[];
  /** Runners of tests, and reports of coverage that are there or configured; for the reader. */
  readonly tests: readonly string[];
  readonly coverage: readonly string[];
  /** Templates that `template` nests. */
  readonly nested: readonly string[];
}

/** A parameter of the template that a gate cannot go by. */
export interface UnusedParameter {
  readonly name: string;
  /** A clause. */
  readonly reason: string;
}

export type Outcome = 'gated' | 'in-part' | 'refused';

/** What becomes of one function. */
export interface FunctionOutcome {
  /** Logical id. */
  readonly id: string;
  /** `in-part`: our hook runs after the traffic only, or the stack gate judges. */
  readonly outcome: Outcome;
  /** Kebab-case, stable; absent if it is gated. */
  readonly code?: string;
  /** A sentence; absent if it is gated. */
  readonly reason?: string;
  readonly location?: Location;
}

/** Something that the owner should know before anything is written. */
export interface Finding extends Diagnostic {
  /** Logical ids that it is about. */
  readonly resources: readonly string[];
  /** How it could be put right by changing a value of the owner's; only done with `--fix`. */
  readonly proposal?: { readonly summary: string; readonly edits: readonly Edit[] };
}

/** What deploying the adopted template does to what is deployed, beside what is new. */
export interface Effect {
  readonly kind: 'replaced' | 'changed' | 'removed' | 'output';
  /** Logical id after the transform, or the name of an output. */
  readonly id: string;
  readonly type?: string;
  /** Property that makes the difference. */
  readonly property?: string;
  /** Of what is replaced: `none`, nobody notices; `brief`, calls are refused for seconds. Absent: something is lost. */
  readonly gap?: 'none' | 'brief';
  readonly reason: string;
  readonly location?: Location;
}
