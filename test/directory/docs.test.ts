import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainJsonSchema, readChain } from '../../directory/chain-schema';
import { demoDirectory } from '../../directory/demo';

const text = readFileSync(join(__dirname, '../../docs/chains.md'), 'utf8');
const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => readChain(JSON.parse(json!)));

/** Every field of the schema with its description. */
function described(schema: unknown): readonly (readonly [field: string, description: string])[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { properties?: Record<string, { description?: string }> };
  const own = Object.entries(properties ?? {}).flatMap(([field, { description }]) =>
    description === undefined ? [] : [[field, description] as const],
  );
  return [...own, ...Object.values(schema).flatMap(described)];
}
const fields = [...new Map(described(chainJsonSchema()).map((each) => [each.join(), each])).values()];
/** Those of a quorum stand in its examples. */
const inTable = fields.filter(([field]) => !['count', 'percent'].includes(field));

test('the examples of docs/chains.md have no faults', () => {
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) expect(example).toMatchObject({ kind: 'read' });
});

test('the first example is the chain that its picture shows', () => {
  const plan = demoDirectory.plans.find(({ id }) => id === 'blue-mesa-idx')!;
  expect(examples[0]).toEqual({ kind: 'read', definition: plan.chain });
});

test.each(inTable)('docs/chains.md tells of %s in the words of the schema', (field, description) => {
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows.find(([, name, meaning]) => name === `\`${field}\`` && meaning === description)).toBeDefined();
});
