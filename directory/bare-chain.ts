import { isDeepStrictEqual } from 'node:util';
import type { ChainDefinition, StepDefinition } from '../domain/definition';
import { chainDefinition } from './chain-schema';

const plain = chainDefinition.parse({ version: 1, steps: [{ id: 'step', title: 'Step', approvers: [] }] });

/** The chain as a person would write it: without what is so by default. */
export function bareChain(chain: ChainDefinition): object {
  return { ...without(chain, plain), version: chain.version, steps: chain.steps.map(bareStep) };
}

/** The step without what is so by default. */
export function bareStep(step: StepDefinition): object {
  const { id, title, approvers } = step;
  return { id, title, approvers, ...without(step, plain.steps[0]!) };
}

function without(written: object, defaults: object): object {
  const usual = new Map<string, unknown>(Object.entries(defaults));
  return Object.fromEntries(
    Object.entries(written).filter(([name, value]) => !isDeepStrictEqual(value, usual.get(name))),
  );
}
