import { AwsError, jsonService } from '../service.ts';

/** SSM Parameter Store's part. */
export const ssm = jsonService('ssm', {
  GetParameter: ({ Name }, { account }) => {
    const parameter = account.parameters.get(String(Name));
    if (!parameter) throw new AwsError('ParameterNotFound', '');
    return { Parameter: { Name, Type: 'String', Value: parameter.value, Version: parameter.version } };
  },
  PutParameter: ({ Name, Value, Type, Tier, Overwrite }, { account }) => {
    const name = String(Name);
    const value = String(Value);
    if (!/^\/[\w./-]+$/.test(name) || name.split('/').length > 16)
      throw new AwsError('ValidationException', `Parameter name is invalid: ${name}`);
    if (Type !== 'String') throw new AwsError('ValidationException', `Type is ${String(Type)}`);
    const limit = Tier === 'Intelligent-Tiering' || Tier === 'Advanced' ? 8192 : 4096;
    if (Buffer.byteLength(value) > limit)
      throw new AwsError('ValidationException', `Parameter value is larger than ${limit} bytes`);
    const existing = account.parameters.get(name);
    if (existing && Overwrite !== true) throw new AwsError('ParameterAlreadyExists', 'The parameter already exists');
    const version = (existing?.version ?? 0) + 1;
    account.parameters.set(name, { value, version });
    return { Version: version, Tier: 'Standard' };
  },
});
