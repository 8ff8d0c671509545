// npm oidc-provider over TLS below a path (MSAL needs one), with apps of each kind. Interactions end by themselves.
// Arguments: certificate file, key file. Prints its port. GET /shift?seconds=N moves its clock.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const now = Date.now.bind(Date);
let shift = 0;
Date.now = () => now() + shift * 1000;

const PATH = '/realm';
const [certificate, key] = process.argv.slice(2);
let callback;

const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  const url = new URL(request.url, 'https://localhost');
  if (url.pathname === '/shift') {
    shift = Number(url.searchParams.get('seconds'));
    response.end('shifted');
    return;
  }
  const interaction = /^\/realm\/finish\/([\w-]+)$/.exec(url.pathname);
  if (interaction) {
    finish(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
    return;
  }
  request.originalUrl = request.url;
  request.url = request.url.startsWith(PATH) ? request.url.slice(PATH.length) || '/' : request.url;
  callback(request, response);
});

let provider;

async function finish(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (params.login_hint === 'nobody') {
    await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'The person said no' });
    return;
  }
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: 'ada' } });
    return;
  }
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

server.listen(0, '127.0.0.1', () => {
  const issuer = `https://localhost:${server.address().port}${PATH}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const common = { application_type: 'native', token_endpoint_auth_method: 'none', response_types: ['code'] };
  provider = new Provider(issuer, {
    clients: [
      { ...common, client_id: 'desktop', redirect_uris: ['http://localhost', 'http://127.0.0.1/back'], grant_types: ['authorization_code', 'refresh_token'] },
      { ...common, client_id: 'television', redirect_uris: [], response_types: [], grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] },
      { client_id: 'daemon', client_secret: 'daemon-secret', token_endpoint_auth_method: 'client_secret_post', redirect_uris: [], response_types: [], grant_types: ['client_credentials'] },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'test' }] },
    cookies: { keys: ['made-up'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'profile'],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: `${id}@provider.test` }) }),
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true }, clientCredentials: { enabled: true } },
    interactions: { url: (_context, interaction) => `${issuer}/finish/${interaction.uid}` },
    rotateRefreshToken: true,
    ttl: { AuthorizationCode: 60, DeviceCode: 600, AccessToken: 3600, IdToken: 3600, Interaction: 600, Grant: 3600, Session: 3600, RefreshToken: 3600, ClientCredentials: 600 },
  });
  provider.proxy = false;
  callback = provider.callback();
  console.log(server.address().port);
});
