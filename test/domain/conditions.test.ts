import { type Condition, holds, type RequestFacts } from '../../domain/definition';
import { conditionWords } from '../../domain/draw-up';

const request: RequestFacts = {
  dataRole: 'vow',
  keyKind: 'bearer',
  keyHolder: 'office',
  ownDataLevel: null,
  price: 5000,
  developerStanding: 'new',
  firstRequest: true,
};

test.each<[Condition, holds: boolean, words: string]>([
  [{}, true, ''],
  [{ dataRole: ['vow'] }, true, 'the data role is vow'],
  [{ dataRole: ['idx', 'vow'] }, true, 'the data role is idx or vow'],
  [{ dataRole: ['idx', 'private'] }, false, 'the data role is idx or private'],
  [{ keyKind: ['bearer'] }, true, 'the key is bearer'],
  [{ keyKind: ['oidc'] }, false, 'the key is oidc'],
  [{ keyHolder: ['office', 'company'] }, true, 'the key holder is office or company'],
  [{ keyHolder: ['member'] }, false, 'the key holder is member'],
  [{ ownDataLevel: ['member', 'office', 'company'] }, false, 'own data is that of a member or office or company'],
  [{ priceAtLeast: 5000 }, true, 'the price is at least 50'],
  [{ priceAtLeast: 5001 }, false, 'the price is at least 50.01'],
  [{ priceBelow: 5000 }, false, 'the price is below 50'],
  [{ priceBelow: 5001 }, true, 'the price is below 50.01'],
  [{ priceAtLeast: 0 }, true, 'the price is at least 0'],
  [{ developerStanding: ['new', 'revoked'] }, true, 'the developer is new or revoked'],
  [{ developerStanding: ['known'] }, false, 'the developer is known'],
  [{ firstRequest: true }, true, 'it is the first request to this MLS'],
  [{ firstRequest: false }, false, 'it is not the first request to this MLS'],
  [{ dataRole: ['vow'], priceAtLeast: 5000 }, true, 'the data role is vow and the price is at least 50'],
  [{ dataRole: ['vow'], priceBelow: 5000 }, false, 'the data role is vow and the price is below 50'],
  [{ dataRole: [] }, false, 'the data role is '],
])('%j holds: %s', (condition, expected, words) => {
  expect(holds(condition, request)).toBe(expected);
  expect(conditionWords(condition)).toBe(words);
});

test('own data goes by whose listings it shows', () => {
  const own: RequestFacts = { ...request, dataRole: 'own', ownDataLevel: 'office' };
  expect(holds({ ownDataLevel: ['office', 'company'] }, own)).toBe(true);
  expect(holds({ ownDataLevel: ['member'] }, own)).toBe(false);
});
