import { isList, own } from '../../../template/resolve/values.ts';
import type { Account, Parameter } from '../account.ts';
import { AwsError, jsonService } from '../service.ts';

/** Versions that are kept of a parameter. https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html */
const KEPT = 100;

/** SSM Parameter Store's part. */
export const ssm = jsonService('ssm', {
  GetParameter: ({ Name }, { account }) => {
    const [, name = '', version] = /^(.*?)(?::(\d+))?$/s.exec(String(Name)) ?? [];
    const parameter = find(account, name);
    const found = versions(parameter).find((each) => each.version === Number(version ?? parameter.version));
    if (!found) throw new AwsError('ParameterVersionNotFound', `Systems Manager could not find version ${version}`);
    return { Parameter: { Name: name, Type: 'String', Value: found.value, Version: found.version } };
  },
  PutParameter: ({ Name, Value, Type, Tier, Overwrite }, { account }) => {
    const name = String(Name);
    const value = String(Value);
    if (!/^\/[\w./-]+$/.test(name) || name.split('/').length > 16)
      throw new AwsError('ValidationException', `Parameter name is invalid: ${name}`);
    if (Type !== 'String') throw new AwsError('ValidationException', `Type is ${String(Type)}`);
    if (value === '') throw new AwsError('ValidationException', 'Parameter value must not be empty');
    const limit = Tier === 'Intelligent-Tiering' || Tier === 'Advanced' ? 8192 : 4096;
    if (Buffer.byteLength(value) > limit)
      throw new AwsError('ValidationException', `Parameter value is larger than ${limit} bytes`);
    const existing = account.parameters.get(name);
    if (existing && Overwrite !== true) throw new AwsError('ParameterAlreadyExists', 'The parameter already exists');
    const version = (existing?.version ?? 0) + 1;
    const older = existing ? versions(existing).slice(1 - KEPT) : [];
    account.parameters.set(name, { value, version, older });
    return { Version: version, Tier: 'Standard' };
  },
  GetParameterHistory: ({ Name, NextToken, MaxResults = 50 }, { account, page }) => {
    if (Number(MaxResults) > 50) throw new AwsError('ValidationException', 'MaxResults is at most 50');
    const { items, next } = page(versions(find(account, String(Name))), NextToken, Number(MaxResults));
    return {
      Parameters: items.map(({ value, version }) => ({ Name, Type: 'String', Value: value, Version: version })),
      NextToken: next,
    };
  },
  GetParametersByPath: ({ Path, Recursive, NextToken, MaxResults = 10 }, { account, page }) => {
    const path = `${String(Path).replace(/\/$/, '')}/`;
    const below = [...account.parameters].filter(
      ([name]) => name.startsWith(path) && (Recursive === true || !name.slice(path.length).includes('/')),
    );
    const { items, next } = page(below, NextToken, Number(MaxResults));
    return {
      Parameters: items.map(([Name, { value, version }]) => ({ Name, Type: 'String', Value: value, Version: version })),
      NextToken: next,
    };
  },
  DescribeParameters: ({ ParameterFilters, MaxResults = 50, NextToken }, { account, page }) => {
    const [filter] = isList(ParameterFilters) ? ParameterFilters : [];
    const names = own(filter, 'Values');
    if (own(filter, 'Key') !== 'Name' || own(filter, 'Option') !== 'Equals' || !isList(names) || names.length > 50)
      throw new AwsError('InvalidFilterValue', 'only up to 50 names are played');
    const all = [...account.parameters].filter(([name]) => names.includes(name));
    const { items, next } = page(all, NextToken, Number(MaxResults));
    return {
      Parameters: items.map(([Name, { type = 'String', version, changedAt }]) => ({
        Name,
        Type: type,
        Version: version,
        LastModifiedDate: (changedAt ?? account.now()).getTime() / 1000,
      })),
      NextToken: next,
    };
  },
  DeleteParameters: ({ Names }, { account }) => {
    const names = Array.isArray(Names) ? Names.map(String) : [];
    if (names.length < 1 || names.length > 10) throw new AwsError('ValidationException', 'one to ten names');
    const DeletedParameters = names.filter((name) => account.parameters.delete(name));
    return { DeletedParameters, InvalidParameters: names.filter((name) => !DeletedParameters.includes(name)) };
  },
});

function find(account: Account, name: string): Parameter {
  const parameter = account.parameters.get(name);
  if (!parameter) throw new AwsError('ParameterNotFound', '');
  return parameter;
}

function versions({ value, version, older = [] }: Parameter): { readonly value: string; readonly version: number }[] {
  return [...older, { value, version }];
}
