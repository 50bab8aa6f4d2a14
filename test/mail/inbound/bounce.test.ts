import { judgeText } from './signed-mail';

const lines = (...all: readonly string[]) => all.join('\r\n');
const bounceIn = async (message: string) => judgeText(message, { dns: {} });

const head = (from: string, subject: string, type: string, ...more: readonly string[]) =>
  lines(
    ...more,
    `From: ${from}`,
    'To: bounce+abc@countersign.example',
    `Subject: ${subject}`,
    'Date: Tue, 24 Nov 2026 15:55:00 +0000',
    'Message-ID: <dsn@mx.example>',
    `Content-Type: ${type}`,
    '',
    '',
  );

function dsn(status: readonly string[], original = 'message/rfc822'): string {
  return (
    head(
      'MAILER-DAEMON@mx.example',
      'Undelivered Mail Returned to Sender',
      'multipart/report; report-type=delivery-status; boundary="B"',
      'Return-Path: <>',
    ) +
    lines(
      '--B',
      'Content-Type: text/plain',
      '',
      'This is the mail system at host mx.example.',
      '--B',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      ...status,
      '',
      '--B',
      `Content-Type: ${original}`,
      '',
      'From: approvals@countersign.example',
      'Message-ID: <abc.mls.1@countersign.example>',
      'Subject: Request abc',
      '',
      'Approved',
      '--B--',
      '',
    )
  );
}

test.each<[string, readonly string[], object]>([
  [
    'permanent',
    [
      'Final-Recipient: rfc822; ann@mls.example',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 <ann@mls.example>:',
      '    User unknown',
    ],
    {
      recipient: 'ann@mls.example',
      action: 'failed',
      status: '5.1.1',
      permanent: true,
      diagnostic: '550 5.1.1 <ann@mls.example>: User unknown',
    },
  ],
  [
    'delayed',
    ['Final-Recipient: rfc822; ann@mls.example', 'Action: delayed', 'Status: 4.4.1'],
    { action: 'delayed', status: '4.4.1', permanent: false },
  ],
  [
    'failed after trying',
    ['Final-Recipient: rfc822;ann@mls.example', 'Action: failed', 'Status: 4.4.7'],
    { action: 'failed', status: '4.4.7', permanent: false },
  ],
  [
    'delivered',
    ['Final-Recipient: rfc822; ann@mls.example', 'Action: relayed', 'Status: 2.0.0'],
    { action: 'relayed', permanent: false },
  ],
  [
    'two recipients',
    [
      'Final-Recipient: rfc822; bob@mls.example',
      'Action: delivered',
      'Status: 2.0.0',
      '',
      'Final-Recipient: rfc822; ann@mls.example',
      'Action: failed',
      'Status: 5.2.2',
    ],
    { recipient: 'ann@mls.example', status: '5.2.2', permanent: true },
  ],
  [
    'an alias behind the address',
    [
      'Original-Recipient: rfc822;ann@mls.example',
      'Final-Recipient: rfc822; a.lee@host.example',
      'Action: failed',
      'Status: 5.0.0',
    ],
    { recipient: 'ann@mls.example' },
  ],
  [
    'no status',
    ['Final-Recipient: rfc822; ann@mls.example', 'Action: failed', 'Diagnostic-Code: smtp; 550 no such user'],
    { status: '5.0.0', permanent: true },
  ],
])('[case 43] DSN: %s', async (_, status, expected) => {
  const judged = await bounceIn(dsn(status));
  expect(judged).toMatchObject({ machine: { kind: 'bounce' }, command: null });
  expect(judged.bounce).toMatchObject({ messageId: '<abc.mls.1@countersign.example>', ...expected });
});

test('[case 43] DSN with headers only', async () => {
  const judged = await bounceIn(
    dsn(['Final-Recipient: rfc822; ann@mls.example', 'Action: failed', 'Status: 5.1.1'], 'text/rfc822-headers'),
  );
  expect(judged.bounce).toMatchObject({ messageId: '<abc.mls.1@countersign.example>', permanent: true });
});

test.each<[string, string, object]>([
  [
    'exim',
    head(
      'Mail Delivery System <Mailer-Daemon@mx.example>',
      'Mail delivery failed: returning message to sender',
      'text/plain',
      'X-Failed-Recipients: ann@mls.example',
      'Auto-Submitted: auto-replied',
    ) +
      lines(
        'This message was created automatically by mail delivery software.',
        '',
        'A message that you sent could not be delivered to one or more of its',
        'recipients. This is a permanent error.',
        '',
        '  ann@mls.example',
        '    host mx.mls.example [192.0.2.1]: 550 5.1.1 No such user',
        '',
        '------ This is a copy of the message, including all the headers. ------',
        '',
        'Message-ID: <abc.mls.1@countersign.example>',
        'Subject: x',
        '',
        'Approved',
      ),
    { recipient: 'ann@mls.example', status: '5.1.1', permanent: true, messageId: '<abc.mls.1@countersign.example>' },
  ],
  [
    'qmail',
    head('MAILER-DAEMON@mx.example', 'failure notice', 'text/plain', 'Return-Path: <>') +
      lines(
        'Hi. This is the qmail-send program at mx.example.',
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        "This is a permanent error; I've given up. Sorry it didn't work out.",
        '',
        '<ann@mls.example>:',
        'Sorry, no mailbox here by that name. (#5.1.1)',
        '',
        '--- Below this line is a copy of the message.',
        '',
        'Message-Id: <abc.mls.1@countersign.example>',
        '',
        'Approved',
      ),
    { recipient: 'ann@mls.example', status: '5.1.1', permanent: true, messageId: '<abc.mls.1@countersign.example>' },
  ],
  [
    'Gmail in words',
    head(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      'text/plain',
      'In-Reply-To: <abc.mls.1@countersign.example>',
    ) +
      lines(
        'Delivery to the following recipient failed permanently:',
        '',
        '     ann@mls.example',
        '',
        'Technical details of permanent failure:',
        '550 5.1.1 The email account that you tried to reach does not exist.',
      ),
    { recipient: 'ann@mls.example', status: '5.1.1', permanent: true, messageId: '<abc.mls.1@countersign.example>' },
  ],
  [
    'a delay in words',
    head('MAILER-DAEMON@mx.example', 'Warning: could not send message for past 4 hours', 'text/plain') +
      lines(
        'The original message was received at Tue',
        '',
        '   ----- Transcript of session follows -----',
        'ann@mls.example... Deferred: 451 4.4.1 Connection timed out',
        'Message could not be delivered for 4 hours; will be retried.',
      ),
    { recipient: 'ann@mls.example', action: 'delayed', status: '4.4.1', permanent: false },
  ],
])('[case 43] %s', async (_, message, expected) => {
  const judged = await bounceIn(message);
  expect(judged).toMatchObject({ machine: { kind: 'bounce' }, command: null });
  expect(judged.bounce).toMatchObject(expected);
});
