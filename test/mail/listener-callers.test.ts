import { callerOf, createCallers } from '../../mail/listener/callers';

describe('by whom a mail counts', () => {
  test('a stranger by their address, whatever they say', () => {
    expect(callerOf('203.0.113.7', 'a@one.example')).toBe(callerOf('203.0.113.7', 'b@two.example'));
    expect(callerOf('203.0.113.7', 'a@one.example')).not.toBe(callerOf('203.0.113.8', 'a@one.example'));
  });

  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8::ffff:1', true],
    ['2001:db8::1', '2001:db9::1', false],
  ])('%s and %s: the same network is %s', (one, other, isSame) => {
    expect(callerOf(one, 'a@x.example') === callerOf(other, 'b@y.example')).toBe(isSame);
  });

  test.each(['127.0.0.1', '::1', '10.1.2.3', '172.17.0.1', '192.168.0.9', 'fd00::1'])(
    'behind a relay of our own (%s) by the domain of the sender',
    (ip) => {
      expect(callerOf(ip, 'a@one.example')).toBe(callerOf(ip, 'b@ONE.example'));
      expect(callerOf(ip, 'a@one.example')).not.toBe(callerOf(ip, 'a@two.example'));
    },
  );
});

test('counts begin anew after a minute', () => {
  let now = 0;
  const callers = createCallers(1, () => now);
  const send = () => callers.send('203.0.113.7', 'a@x.example');
  expect([send(), send()]).toEqual([1, 2]);
  now = 59_999;
  expect(send()).toBe(3);
  now = 60_000;
  expect(send()).toBe(1);
});

test('a place is held until it is left', () => {
  const callers = createCallers(2);
  const arrive = (ip: string) => callers.arrive(ip);
  expect(['2001:db8::1', '2001:db8::2', '2001:db8::3'].map(arrive)).toEqual([true, true, false]);
  expect(arrive('203.0.113.7')).toBe(true);
  callers.leave('2001:db8::2');
  expect(['2001:db8::3', '2001:db8::4'].map(arrive)).toEqual([true, false]);
});
