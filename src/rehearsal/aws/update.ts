/** A stack's update as CloudFormation carries it out: in the order of dependencies, and all of it or nothing. */
import { dependencyGraph } from '../../template/graph.ts';
import type { Hole } from '../../template/model.ts';
import type { Account, Stack, StackEvent, StackParameter, StackResource } from './account.ts';
import type { ChangeSet } from './change-set.ts';
import { attributeOf, functionName, physicalIdOf } from './identity.ts';
import { replaces } from './replacements.ts';
import { filled, stackTemplate, type Declared, type StackTemplate } from './stack-template.ts';

/** An alias that is to name another version, through CodeDeploy. */
export interface Shift {
  readonly logicalId: string;
  readonly functionName: string;
  readonly alias: string;
  readonly from: string;
  readonly to: string;
  /** The alias's UpdatePolicy, without holes. */
  readonly policy: Readonly<Record<string, unknown>>;
  /** Is the stack on its way back? */
  readonly rollback: boolean;
}

/** A custom resource that is to be made, or to be another one. */
export interface CustomRequest {
  readonly logicalId: string;
  readonly type: 'Create' | 'Update';
  /** Without holes. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly physicalId?: string;
}

export interface UpdateOptions {
  /** Called after each event. */
  readonly onEvent?: (event: StackEvent) => void | Promise<void>;
  /** Shifts the traffic of an alias with a deployment group; says why not if it failed. @default at once */
  readonly shift?: (shift: Shift) => Promise<{ failed: string } | undefined>;
  /** Asks the function behind a custom resource; says why not if it did not agree. @default nobody is asked */
  readonly ask?: (request: CustomRequest) => Promise<{ failed: string } | undefined>;
}

interface Target {
  readonly text: string;
  readonly original: string;
  readonly parameters: readonly StackParameter[];
}

/** Carries out a change set; true if the stack kept it. */
export async function executeChangeSet(
  account: Account,
  stackId: string,
  changeSet: ChangeSet,
  options: UpdateOptions = {},
): Promise<boolean> {
  const stack = account.stacks.get(stackId)!;
  const before: Target = {
    text: stack.template,
    original: stack.original ?? stack.template,
    parameters: stack.parameters,
  };
  const update = new Update(account, stackId, stack, options, nestedIn(account, changeSet));
  const { processed: text, original, parameters } = changeSet;
  const kept = await update.run(changeSet.type, { text, original, parameters }, before);
  changeSet.executionStatus = kept ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  return kept;
}

/** The change sets of nested stacks, by logical id. */
function nestedIn(account: Account, { changes }: ChangeSet): Map<string, { stackId: string; changeSet: ChangeSet }> {
  const found = changes.flatMap(({ LogicalResourceId, PhysicalResourceId: stackId = '', ChangeSetId }) => {
    const changeSet = account.stacks.get(stackId)?.changeSets?.find(({ id }) => id === ChangeSetId);
    return changeSet ? [[LogicalResourceId, { stackId, changeSet }] as const] : [];
  });
  return new Map(found);
}

class Update {
  readonly #account: Account;
  readonly #stackId: string;
  readonly #stack: Stack;
  readonly #options: UpdateOptions;
  /** What was replaced: it goes when all is well, and comes back when not. */
  readonly #replaced: { readonly entry: StackResource; readonly old: string; readonly kept: boolean }[] = [];

  readonly #nested: ReturnType<typeof nestedIn>;

  constructor(
    account: Account,
    stackId: string,
    stack: Stack,
    options: UpdateOptions,
    nested: ReturnType<typeof nestedIn>,
  ) {
    this.#nested = nested;
    this.#account = account;
    this.#stackId = stackId;
    this.#stack = stack;
    this.#options = options;
  }

  async run(type: ChangeSet['type'], target: Target, before: Target): Promise<boolean> {
    this.#stack.operationAt = this.#account.now();
    await this.#become(`${type}_IN_PROGRESS`, 'User Initiated');
    this.#take(target);
    const after = this.#parsed();
    const failed = await this.#carryOut(after, false);
    if (failed === undefined) {
      if (type === 'UPDATE') await this.#become('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.#cleanUp(after);
      for (const { old, kept } of this.#replaced) if (!kept) this.#account.resources.delete(old);
      await this.#become(`${type}_COMPLETE`);
      return true;
    }
    const rollback = type === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
    await this.#become(
      `${rollback}_IN_PROGRESS`,
      `The following resource(s) failed to ${type.toLowerCase()}: [${failed}].`,
    );
    if (type === 'CREATE') {
      await this.#cleanUp({ resources: new Map() });
    } else {
      this.#takeBack();
      this.#take(before);
      const old = this.#parsed();
      await this.#carryOut(old, true);
      await this.#become('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.#cleanUp(old);
    }
    await this.#become(`${rollback}_COMPLETE`);
    return false;
  }

  #take({ text, original, parameters }: Target): void {
    this.#stack.template = text;
    this.#stack.original = original;
    this.#stack.parameters = [...parameters];
  }

  #takeBack(): void {
    for (const { entry, old } of this.#replaced.splice(0)) {
      this.#account.resources.delete(entry.physicalId ?? '');
      entry.physicalId = old;
    }
  }

  #parsed(): StackTemplate {
    const { template, parameters } = this.#stack;
    return stackTemplate(template, { account: this.#account, stackId: this.#stackId, parameters });
  }

  /** The logical id of what could not be done; undefined if all was. */
  async #carryOut(target: StackTemplate, rollback: boolean): Promise<string | undefined> {
    for (const resource of inOrder(target)) {
      const failed = await this.#bring(resource, rollback);
      if (failed !== undefined) {
        await this.#tell(resource, 'UPDATE_FAILED', failed);
        return resource.logicalId;
      }
    }
    return undefined;
  }

  /** Makes the resource what is declared; says why not if that failed. */
  async #bring(declared: Declared, rollback: boolean): Promise<string | undefined> {
    const { logicalId, type } = declared;
    const entry = this.#stack.resources.find((resource) => resource.logicalId === logicalId);
    const existing = entry?.physicalId === undefined ? undefined : this.#account.resources.get(entry.physicalId);
    const properties = filled(declared.properties, (hole) => this.#fill(hole)) as Record<string, unknown>;
    const nested = rollback ? undefined : this.#nested.get(logicalId);
    if (nested) await executeChangeSet(this.#account, nested.stackId, nested.changeSet, this.#options);
    if (!existing) return this.#create(declared, properties, 0);
    const changed = changedNames(existing.properties, properties);
    if (changed.length === 0) return undefined;
    if (changed.some((name) => replaces(type, name)) && type !== 'AWS::Lambda::Alias')
      return this.#create(declared, properties, 1 + this.#generations(logicalId));
    await this.#tell(declared, 'UPDATE_IN_PROGRESS');
    const failed =
      type === 'AWS::Lambda::Alias'
        ? await this.#shift(declared, properties, rollback)
        : await this.#ask(declared, properties, entry?.physicalId);
    if (failed !== undefined) return failed;
    existing.properties = properties;
    await this.#tell(declared, 'UPDATE_COMPLETE');
    return undefined;
  }

  async #create(
    declared: Declared,
    properties: Record<string, unknown>,
    generation: number,
  ): Promise<string | undefined> {
    const { logicalId, type } = declared;
    const { resources, functions } = this.#account;
    const birth = { account: this.#account, stackId: this.#stackId, logicalId, type, properties, generation };
    const physicalId = this.#nested.get(logicalId)?.stackId ?? physicalIdOf(birth);
    await this.#tell(declared, 'CREATE_IN_PROGRESS');
    const failed = await this.#ask(declared, properties);
    if (failed !== undefined) return failed;
    resources.set(physicalId, { logicalId, type, properties });
    const entry = this.#stack.resources.find((resource) => resource.logicalId === logicalId);
    if (entry?.physicalId !== undefined && generation > 0) {
      const kept = declared.attributes['UpdateReplacePolicy'] === 'Retain';
      this.#replaced.push({ entry, old: entry.physicalId, kept });
    }
    if (entry) entry.physicalId = physicalId;
    else this.#stack.resources.push({ logicalId, type, physicalId, deletion: declared.attributes['DeletionPolicy'] });
    if (type === 'AWS::Lambda::Function') functions.set(physicalId, { versions: [], aliases: {} });
    if (type === 'AWS::Lambda::Version')
      functions.get(functionName(properties))?.versions.push(attributeOf(physicalId, birth, 'Version', this.#account));
    if (type === 'AWS::Lambda::Alias') this.#point(properties);
    await this.#tell(declared, 'CREATE_COMPLETE');
    return undefined;
  }

  async #ask(
    { logicalId, type }: Declared,
    properties: Readonly<Record<string, unknown>>,
    physicalId?: string,
  ): Promise<string | undefined> {
    if (!type.startsWith('Custom::')) return undefined;
    const asked = { logicalId, type: physicalId === undefined ? 'Create' : 'Update', properties } as const;
    return (await this.#options.ask?.({ ...asked, ...(physicalId !== undefined && { physicalId }) }))?.failed;
  }

  #generations(logicalId: string): number {
    return [...this.#account.resources.values()].filter((resource) => resource.logicalId === logicalId).length;
  }

  async #shift(
    declared: Declared,
    properties: Readonly<Record<string, unknown>>,
    rollback: boolean,
  ): Promise<string | undefined> {
    const { logicalId, attributes } = declared;
    const name = functionName(properties);
    const alias = String(properties['Name']);
    const from = this.#account.functions.get(name)?.aliases[alias]?.version ?? '';
    const to = String(properties['FunctionVersion']);
    const policy = (attributes['UpdatePolicy'] as Record<string, unknown> | undefined)?.['CodeDeployLambdaAliasUpdate'];
    if (policy !== undefined && from !== to && this.#options.shift) {
      const plain = this.#plain(policy);
      const result = await this.#options.shift({
        logicalId,
        functionName: name,
        alias,
        from,
        to,
        policy: plain,
        rollback,
      });
      if (result) return result.failed;
    }
    this.#point(properties);
    return undefined;
  }

  /** References in an attribute, which the resolver does not read. */
  #plain(policy: unknown): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries(policy as Record<string, unknown>).map(([key, value]) => {
        const ref = (value as { Ref?: unknown } | null)?.Ref;
        return [
          key,
          typeof ref === 'string' ? this.#fill({ kind: 'hole', reason: '', ref: { logicalId: ref } }) : value,
        ];
      }),
    );
  }

  #point(properties: Readonly<Record<string, unknown>>): void {
    const state = this.#account.functions.get(functionName(properties));
    if (state) state.aliases[String(properties['Name'])] = { version: String(properties['FunctionVersion']) };
  }

  /** Removes what is not declared. */
  async #cleanUp({ resources }: Pick<StackTemplate, 'resources'>): Promise<void> {
    for (const entry of [...this.#stack.resources].reverse()) {
      if (resources.has(entry.logicalId)) continue;
      await this.#tell(entry, 'DELETE_IN_PROGRESS');
      this.#stack.resources.splice(this.#stack.resources.indexOf(entry), 1);
      const retained = entry.deletion === 'Retain';
      if (!retained && entry.physicalId !== undefined) this.#account.resources.delete(entry.physicalId);
      await this.#tell(entry, retained ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE');
    }
  }

  #fill({ ref, id, reason }: Hole): string {
    if (!ref) return id ?? reason;
    const entry = this.#stack.resources.find(({ logicalId }) => logicalId === ref.logicalId);
    if (entry?.physicalId === undefined) return ref.logicalId;
    if (ref.attribute === undefined) return entry.physicalId;
    const { properties } = this.#account.resources.get(entry.physicalId) ?? { properties: {} };
    return attributeOf(entry.physicalId, { type: entry.type, properties }, ref.attribute, this.#account);
  }

  async #become(status: string, reason?: string): Promise<void> {
    this.#stack.status = status;
    await this.#event({ status, at: this.#account.now(), ...(reason !== undefined && { reason }) });
  }

  async #tell(
    { logicalId, type }: Pick<Declared, 'logicalId' | 'type'>,
    status: string,
    reason?: string,
  ): Promise<void> {
    const at = this.#account.now();
    const entry = this.#stack.resources.find((resource) => resource.logicalId === logicalId);
    if (entry) Object.assign(entry, { status, updatedAt: at });
    const physicalId = entry?.physicalId ?? '';
    await this.#event({ status, at, logicalId, type, physicalId, ...(reason !== undefined && { reason }) });
  }

  async #event(event: StackEvent): Promise<void> {
    this.#stack.events.unshift(event);
    await this.#options.onEvent?.(event);
  }
}

/** Each after what it needs. */
function inOrder({ template, resources }: StackTemplate): Declared[] {
  const graph = dependencyGraph(template);
  const ordered = new Set<string>();
  const visit = (start: string): void => {
    const work = [{ id: start, rest: [...graph.dependenciesOf(start)] }];
    const open = new Set([start]);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        ordered.add(top.id);
        work.pop();
      } else if (!ordered.has(next) && !open.has(next)) {
        open.add(next);
        work.push({ id: next, rest: [...graph.dependenciesOf(next)] });
      }
    }
  };
  for (const id of resources.keys()) if (!ordered.has(id)) visit(id);
  return [...ordered].flatMap((id) => resources.get(id) ?? []);
}

function changedNames(was: Readonly<Record<string, unknown>>, is: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]),
  );
}
