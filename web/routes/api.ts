import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { chainJsonSchema } from '../../directory/chain-schema';
import { acceptJson } from '../bodies';
import type { WebContext } from '../deps';
import { HttpProblem } from '../problem';
import { apiAuditRoutes } from './api-audit';
import { apiChainRoutes } from './api-chains';
import { apiDirectoryRoutes } from './api-directory';
import { apiDirectoryImportRoutes } from './api-directory-import';
import { apiEvidenceRoutes } from './api-evidence';
import { apiGrantRoutes } from './api-grants';
import { apiMailRoutes } from './api-mails';
import { apiMessageRoutes } from './api-messages';
import { apiRegisterRoutes } from './api-register';
import { apiRequestRoutes } from './api-requests';
import { apiRosterRoutes } from './api-rosters';
import { apiSealingRoutes } from './api-sealing';
import { apiTaskRoutes } from './api-tasks';

/** The HTTP API for staff and their programs, and its description. */
export async function apiRoutes(app: FastifyInstance, context: WebContext): Promise<void> {
  acceptJson(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Countersign',
        version: '1',
        description:
          'Start requests for listing-data keys, follow them, get them going again, withdraw them; renew, change, suspend or revoke what was granted, replace or disable keys.',
      },
      servers: [{ url: context.settings.baseUrl }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/schemas/chain.json', { schema: { hide: true } }, async () => chainJsonSchema());

  await app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        const staff = await context.sessions.whoIs(request);
        if (!staff) {
          reply.header('www-authenticate', 'Bearer');
          throw new HttpProblem(401, 'Not signed in', 'Send a session token: Authorization: Bearer TOKEN.');
        }
        request.staff = staff;
      });
      apiRequestRoutes(scope, context);
      apiGrantRoutes(scope, context);
      apiMessageRoutes(scope, context);
      apiChainRoutes(scope, context);
      apiTaskRoutes(scope, context);
      apiMailRoutes(scope, context);
      apiEvidenceRoutes(scope, context);
      apiAuditRoutes(scope, context);
      apiSealingRoutes(scope, context);
      apiDirectoryRoutes(scope, context);
      apiRegisterRoutes(scope, context);
      apiRosterRoutes(scope, context);
      apiDirectoryImportRoutes(scope, context);
    },
    { prefix: '/v1' },
  );
}
