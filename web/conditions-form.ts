import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { DateTime } from 'luxon';
import type { Instant } from '../domain/instant';
import type { Limits } from '../domain/limits';
import type { Form } from './bodies';
import type { FieldError } from './problem';

export type ConditionField = 'until' | 'domains' | 'ips' | 'userAgent';
export type ConditionErrors = Readonly<Record<ConditionField, FieldError | null>>;

export const noConditionErrors: ConditionErrors = { until: null, domains: null, ips: null, userAgent: null };

const mostOfEach = 50;
const longestUserAgent = 200;

/** The conditions of an approval as they were typed; an empty field is no condition. `today`: YYYY-MM-DD in the MLS's zone. */
export function readConditions(
  form: Form,
  today: string,
): { readonly limits: Limits } | { readonly errors: ConditionErrors } {
  const until = readDay(form, 'until', today);
  const domains = readList(form, 'domains', domainOf, notADomain);
  const ips = readList(form, 'ips', addressOf, notAnAddress);
  const userAgent = (form['userAgent'] ?? '').trim();
  const errors: ConditionErrors = {
    until: isError(until) ? until : null,
    domains: isError(domains) ? domains : null,
    ips: isError(ips) ? ips : null,
    userAgent: userAgentError(userAgent),
  };
  if (isError(until) || isError(domains) || isError(ips) || errors.userAgent) return { errors };
  return {
    limits: {
      readOnly: form['readOnly'] === 'yes',
      ips,
      userAgent: userAgent === '' ? null : userAgent,
      noReplication: form['noReplication'] === 'yes',
      until,
      domains,
    },
  };
}

/** The day it is somewhere, YYYY-MM-DD; in UTC for a zone that luxon does not know. */
export function dayAt(at: Instant, timeZone: string): string {
  const utc = DateTime.fromMillis(at, { zone: 'utc' });
  const local = utc.setZone(timeZone);
  return (local.isValid ? local : utc).toFormat('yyyy-MM-dd');
}

/** A day that is not over; null when none was typed. */
export function readDay(form: Form, field: string, today: string): string | null | FieldError {
  const day = (form[field] ?? '').trim();
  if (day === '') return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !DateTime.fromISO(day).isValid) {
    return { field, problem: 'This is not a date.', remedy: 'Write it as year-month-day, like 2027-01-31.' };
  }
  return day < today ? { field, problem: 'This day is over.', remedy: `Choose ${today} or a later day.` } : day;
}

export function isError(value: unknown): value is FieldError {
  return typeof value === 'object' && value !== null && 'problem' in value;
}

function readList(
  form: Form,
  field: string,
  read: (text: string) => string | undefined,
  unfit: (text: string) => Omit<FieldError, 'field'>,
): readonly string[] | FieldError {
  const typed = (form[field] ?? '').split(/[\s,;]+/).filter((text) => text !== '');
  const wrong = typed.find((text) => read(text) === undefined);
  if (wrong !== undefined) return { field, ...unfit(wrong) };
  if (typed.length > mostOfEach) {
    return { field, problem: 'These are too many.', remedy: `Name at most ${mostOfEach}.` };
  }
  return [...new Set(typed.flatMap((text) => read(text) ?? []))];
}

/** As the domain name system spells it; undefined for what is no public name. */
function domainOf(text: string): string | undefined {
  const name = domainToASCII(text.toLowerCase().replace(/\.$/, ''));
  return name.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(name)
    ? name
    : undefined;
}

/** An address, or a block of them in CIDR notation, in one spelling. */
function addressOf(text: string): string | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const spelled = version === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
  if (bits === undefined) return spelled;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
    ? `${spelled}/${Number(bits)}`
    : undefined;
}

function notADomain(text: string) {
  return {
    problem: `"${shortened(text)}" is not a web domain.`,
    remedy: 'Write the name alone, like search.example.com, without https:// and without a path.',
  };
}

function notAnAddress(text: string) {
  return {
    problem: `"${shortened(text)}" is not an address.`,
    remedy: 'Write IPv4 or IPv6 addresses, or blocks of them, like 192.0.2.7 or 192.0.2.0/24.',
  };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function userAgentError(text: string): FieldError | null {
  const field = 'userAgent';
  if (/[\t\r\n]/.test(text)) {
    return { field, problem: 'The user agent has several lines.', remedy: 'Write it on one line.' };
  }
  return text.length > longestUserAgent
    ? { field, problem: 'The user agent is too long.', remedy: `Keep it under ${longestUserAgent} characters.` }
    : null;
}
