/** How functions, their aliases and layers are named. */

/** A function, by the part of it that requests go to. */
export interface FunctionName {
  readonly FunctionName: string;
  /** A version or an alias; absent for what is not published. */
  readonly Qualifier?: string;
}

/**
 * Name, partial or whole ARN, each with or without a qualifier: `orders`, `orders:live`,
 * `arn:aws:lambda:eu-west-1:123456789012:function:orders:live`.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
 */
export function functionName(text: unknown): FunctionName | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const parts = text.split(':');
  const isPartialArn = /^\d+$/.test(parts[0] ?? '') && parts[1] === 'function';
  const [name = '', qualifier] = parts.slice(parts[0] === 'arn' ? 6 : isPartialArn ? 2 : 0);
  if (name === '') return undefined;
  return { FunctionName: name, ...(qualifier !== undefined && qualifier !== LATEST && { Qualifier: qualifier }) };
}

const LATEST = '$LATEST';

/** A property `Qualifier` as requests have it. */
export function qualifierOf(text: unknown): Pick<FunctionName, 'Qualifier'> {
  return typeof text === 'string' && text !== LATEST ? { Qualifier: text } : {};
}

/** `arn:aws:lambda:eu-west-1:123456789012:layer:common:3`, which a statement's id may follow. */
export function layerVersion(arn: unknown): { LayerName: string; VersionNumber: number } | undefined {
  const found = typeof arn === 'string' ? /^(arn:.+:layer:[^:#]+):(\d+)(?:#.*)?$/.exec(arn) : null;
  const [, LayerName, version] = found ?? [];
  return LayerName === undefined ? undefined : { LayerName, VersionNumber: Number(version) };
}
