/** An execution role while it is made: events and destinations add what they need. */
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import type { Draft, Expansion, SamResource } from './expansion.ts';
import { defined, getAtt } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { addManaged, readPolicies } from './policies.ts';

export class Role {
  readonly logicalId: string;
  readonly #sam: SamResource;
  readonly #properties: Properties;
  readonly #managed: unknown[] = [];
  readonly #inline: unknown[] = [];
  readonly #sources: Path[] = [];
  #draft: Draft | undefined;

  constructor(sam: SamResource, logicalId: string, properties: Properties) {
    this.#sam = sam;
    this.logicalId = logicalId;
    this.#properties = properties;
  }

  addManaged(policy: unknown): void {
    addManaged(this.#managed, policy);
  }

  addInline(policy: unknown, source: Path): void {
    this.#inline.push(policy);
    this.#sources.push(source);
    if (this.#draft) this.#draft.properties.Policies = this.#inline;
  }

  /** As `addInline`, unless a policy with this document is there. */
  addInlineOnce(policy: Properties, source: Path): void {
    const document = JSON.stringify(policy.PolicyDocument);
    const same = (other: unknown) => isRecord(other) && JSON.stringify(other.PolicyDocument) === document;
    if (!this.#inline.some(same)) this.addInline(policy, source);
  }

  /** What the property `Policies` of the SAM resource says. */
  addPolicies(policies: unknown, x: Expansion): void {
    const { managed, inline } = readPolicies(this.logicalId, policies, x);
    for (const policy of managed) this.addManaged(policy);
    for (const { policy, from } of inline) this.addInline(policy, this.#sam.source(from));
  }

  /** Adds the role to the template. @returns its ARN */
  add(x: Expansion, condition?: string): Properties {
    const properties = {
      ...defined(this.#properties),
      ManagedPolicyArns: this.#managed,
      ...(this.#inline.length && { Policies: this.#inline }),
    };
    const attributes = condition === undefined ? {} : { Condition: condition };
    const source = (path: Path) => this.#source(path);
    this.#draft = x.addGenerated(this.#sam, this.logicalId, 'AWS::IAM::Role', properties, source, attributes);
    return getAtt(this.logicalId, 'Arn');
  }

  #source([, property, index, , ...rest]: Path): Path {
    const policy = property === 'Policies' && typeof index === 'number' ? this.#sources[index] : undefined;
    if (policy) return [...policy, ...rest];
    if (property === 'Path') return this.#sam.source(['RolePath']);
    if (property === 'ManagedPolicyArns') return this.#sam.source(['Policies']);
    if (property === 'PermissionsBoundary' || property === 'AssumeRolePolicyDocument' || property === 'Tags') {
      return this.#sam.source([property]);
    }
    return ['Resources', this.#sam.logicalId];
  }
}
