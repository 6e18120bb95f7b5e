import { describe, expect, test } from '@jest/globals';
import { mergeGlobals } from '../../../src/template/expand/globals.ts';

const merge = (globals: Record<string, unknown>, local: Record<string, unknown>, ignored?: unknown) => {
  return mergeGlobals('Function', { Function: globals }, local, ['Resources', 'Fn', 'Properties'], ignored);
};

describe('Globals', () => {
  test('maps merge at every depth, the resource wins', () => {
    const { properties } = merge(
      { Environment: { Variables: { A: 1, B: 1 } } },
      { Environment: { Variables: { B: 2 } } },
    );
    expect(properties).toEqual({ Environment: { Variables: { A: 1, B: 2 } } });
  });

  test('lists are global then local, twice is twice, and items know where they come from', () => {
    const { properties, source } = merge({ Layers: ['a', 'b'] }, { Layers: ['b', 'c'] });
    expect(properties).toEqual({ Layers: ['a', 'b', 'b', 'c'] });
    expect(source(['Layers', 1])).toEqual(['Globals', 'Function', 'Layers', 1]);
    expect(source(['Layers', 3])).toEqual(['Resources', 'Fn', 'Properties', 'Layers', 1]);
  });

  test('an intrinsic is a primitive and never merges', () => {
    const tags = { 'Fn::If': ['C', { a: 1 }, { b: 1 }] };
    expect(merge({ Tags: { x: 1 } }, { Tags: tags }).properties).toEqual({ Tags: tags });
    expect(merge({ Tags: tags }, { Tags: { x: 1 } }).properties).toEqual({ Tags: { x: 1 } });
  });

  test('architectures are replaced', () => {
    expect(merge({ Architectures: ['x86_64'] }, { Architectures: ['arm64'] }).properties).toEqual({
      Architectures: ['arm64'],
    });
  });

  test('IgnoreGlobals leaves out all, or some', () => {
    const globals = { Timeout: 5, MemorySize: 512 };
    expect(merge(globals, {}, '*').properties).toEqual({});
    expect(merge(globals, {}, ['Timeout']).properties).toEqual({ MemorySize: 512 });
  });
});
