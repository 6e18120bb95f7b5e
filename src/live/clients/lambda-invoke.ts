/**
 * Of the runtime, whose Node.js carries the SDK for who asks by `require`: only where a hook of its owner's comes next is anything
 * called, and the bundles of all others are the smaller for it.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from 'node:module';
import type * as sdk from '@aws-sdk/client-lambda';

export const { InvokeCommand, LambdaClient } = createRequire(import.meta.url)('@aws-sdk/client-lambda') as typeof sdk;
