import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Client, errors } from 'oidc-provider';
import type Library from 'oidc-provider';
import { mlsOf, nameOf } from './clients';
import type { Agents, Asked, OidcProvider } from './port';

type Interaction = Awaited<ReturnType<Library['interactionDetails']>>;

/** What agents are asked, and what their answers do. */
export function createInteractions(
  library: Library,
  agents: Agents,
): Pick<OidcProvider, 'asked' | 'signIn' | 'answer'> {
  async function details(request: IncomingMessage, response: ServerResponse): Promise<Interaction | undefined> {
    try {
      return await library.interactionDetails(request, response);
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    }
  }

  const clientOf = async ({ params }: Interaction) => library.Client.find(params['client_id'] as string);

  return {
    async asked(request, response) {
      const interaction = await details(request, response);
      const client = interaction && (await clientOf(interaction));
      return client && askedOf(interaction, client, agents);
    },

    async signIn(request, response, user, password) {
      const accountId = agents.check(user, password);
      const agent = accountId === undefined ? undefined : agents.find(accountId);
      if (accountId === undefined || !agent) return { kind: 'unknown' };
      const client = await clientOf(await library.interactionDetails(request, response));
      const mlsId = client ? mlsOf(client) : null;
      if (mlsId !== null && agent.mlsId !== mlsId) return { kind: 'other-mls', agent };
      const next = await library.interactionResult(request, response, { login: { accountId } });
      return { kind: 'signed-in', next };
    },

    async answer(request, response, isGranted) {
      if (!isGranted) {
        const refused = { error: 'access_denied', error_description: 'The agent did not allow it.' };
        return library.interactionResult(request, response, refused, { mergeWithLastSubmission: false });
      }
      const interaction = await library.interactionDetails(request, response);
      const grant = await grantOf(library, interaction);
      grant.addOIDCScope(missingScopes(interaction).join(' '));
      return library.interactionResult(request, response, { consent: { grantId: await grant.save() } });
    },
  };
}

function askedOf(interaction: Interaction, client: Client, agents: Agents): Asked {
  const { prompt, params, session } = interaction;
  return {
    prompt: prompt.name === 'login' ? 'login' : 'consent',
    client: { name: nameOf(client), url: client.clientUri ?? null },
    redirectUri: String(params['redirect_uri']),
    scopes: missingScopes(interaction),
    agent: agents.find(session?.accountId ?? ''),
  };
}

function missingScopes({ prompt }: Interaction): readonly string[] {
  return (prompt.details['missingOIDCScope'] as readonly string[] | undefined) ?? [];
}

async function grantOf(library: Library, { grantId, params, session }: Interaction) {
  const before = grantId === undefined ? undefined : await library.Grant.find(grantId);
  return before ?? new library.Grant({ accountId: session!.accountId, clientId: params['client_id'] as string });
}
