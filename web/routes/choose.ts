import type { FastifyInstance, FastifyRequest } from 'fastify';
import { audiences, chooseKey, type KeyAnswers, signInAnswers } from '../../domain/choose-key';
import { chooseModel } from '../choose-view';
import type { WebContext } from '../deps';
import { showChecked } from '../reply';

type WithAnswers = FastifyRequest<{ Querystring: { signIn?: string; audience?: string; asked?: string } }>;

/** The guide to the key that fits, one question a page. Every page is an address of its own, so that going back just works. */
export function chooseRoutes(scope: FastifyInstance, context: WebContext): void {
  scope.get('/choose', async (request: WithAnswers, reply) => {
    const { query } = request;
    const answers: KeyAnswers = {
      signIn: signInAnswers.find((answer) => answer === query.signIn),
      audience: audiences.find((answer) => answer === query.audience),
    };
    const choice = chooseKey(answers);
    // A form that was sent without an answer comes back to the same question.
    const isUnanswered = choice.kind === 'question' && query.asked === choice.question;
    const model = chooseModel(answers, choice, isUnanswered);
    const heading = model.question?.title ?? model.result!.heading;
    const developer = await context.developerSessions.whoIs(request);
    const frame = { title: heading, staff: null, developer: developer?.name };
    return showChecked(context, reply, isUnanswered, 'choose', frame, model);
  });
}
