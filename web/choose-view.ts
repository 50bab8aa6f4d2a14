import type { Audience, KeyAnswers, KeyChoice, SignInAnswer } from '../domain/choose-key';
import { keyKindWords, roleWords } from '../domain/words';
import { contactPath } from './contact-form';
import type { ChooseModel } from './pages/datamart-models';
import type { FieldError } from './problem';

interface Question<A extends string> {
  readonly title: string;
  readonly hint: string;
  readonly answers: Readonly<Record<A, { readonly label: string; readonly hint: string }>>;
}

const signIn: Question<SignInAnswer> = {
  title: 'Will several agents sign in, each as themselves?',
  hint: 'This decides between a bearer token and an OpenID Connect key.',
  answers: {
    no: {
      label: 'No',
      hint: 'One Flexmls user, or a generic agent, stands behind the key. Most developers need this.',
    },
    yes: {
      label: 'Yes',
      hint: 'Agents sign in with their own Flexmls user name and password, and the product acts as each of them.',
    },
  },
};

const audience: Question<Audience> = {
  title: 'Who sees the data?',
  hint: 'This decides which role the key has: which listings it reads, and what of them.',
  answers: {
    everybody: { label: 'Everybody', hint: 'Visitors of a public web site or app.' },
    registered: { label: 'Visitors who registered', hint: 'Consumers with an account on the site.' },
    members: { label: 'Only agents, brokers and their staff', hint: 'A back-office product.' },
    own: {
      label: "Only one broker's or agent's own listings are needed",
      hint: 'Those in which a member, an office or a company took part as listing or selling agent.',
    },
  },
};

const questions = { signIn, audience } as const;

/** A page of the guide: the next question, or what it came to. */
export function chooseModel(answers: KeyAnswers, choice: KeyChoice, isUnanswered: boolean): ChooseModel {
  const given = givenAnswers(answers);
  return {
    number: given.length + 1,
    question: choice.kind === 'question' ? questionView(choice.question, isUnanswered) : null,
    hidden: choice.kind === 'question' ? hiddenFor(choice.question, answers) : [],
    answers: given,
    result: choice.kind === 'question' ? null : resultView(choice),
    back: given.at(-1)?.change ?? null,
  };
}

function questionView(name: keyof KeyAnswers, isUnanswered: boolean): ChooseModel['question'] {
  const { title, hint, answers } = questions[name];
  const options = Object.entries(answers).map(([value, words], index) => ({
    id: index === 0 ? name : `${name}-${value}`,
    value,
    ...words,
    isChosen: false,
  }));
  return { name, title, hint, options, error: isUnanswered ? { ...unanswered, field: name } : null };
}

const unanswered: FieldError = {
  field: '',
  problem: 'No answer is chosen.',
  remedy: 'Choose one; you can change it later.',
};

function hiddenFor(question: keyof KeyAnswers, answers: KeyAnswers): ChooseModel['hidden'] {
  const earlier = question === 'audience' && answers.signIn ? [{ name: 'signIn', value: answers.signIn }] : [];
  return [...earlier, { name: 'asked', value: question }];
}

function givenAnswers({ signIn: first, audience: second }: KeyAnswers): ChooseModel['answers'] {
  if (first === undefined) return [];
  const one = { question: signIn.title, answer: signIn.answers[first].label, change: '/choose' };
  if (second === undefined) return [one];
  const change = `/choose?signIn=${first}`;
  return [one, { question: audience.title, answer: audience.answers[second].label, change }];
}

function resultView({ kind, keyKind, role, because }: Exclude<KeyChoice, { kind: 'question' }>): ChooseModel['result'] {
  const heading = `${keyKindWords[keyKind]}: ${roleWords[role]}`;
  return kind === 'data-plan'
    ? {
        heading,
        because,
        href: `/datamart?role=${role}&keyKind=${keyKind}`,
        label: 'Show the data plans that fit',
        note: 'Not every MLS offers every plan. One that has none that fits is asked directly.',
      }
    : {
        heading,
        because,
        href: contactPath({ keyKind, role }),
        label: 'Ask an MLS directly',
        note: 'A form asks what the MLS wants to know. Whether, how and to whom an MLS gives access is up to each MLS.',
      };
}
