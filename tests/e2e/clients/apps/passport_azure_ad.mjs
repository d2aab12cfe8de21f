// A web application on passport-azure-ad: the hybrid flow, answered by a form that the browser posts here. Passport itself
// is a dozen lines around a strategy; they stand in run().
import { createRequire } from 'node:module';

import { kPolicies, kScopes, serve, settings } from './application.mjs';

const { OIDCStrategy } = createRequire(import.meta.url)('passport-azure-ad');

const strategy = new OIDCStrategy({
  identityMetadata: `${settings.TENANT}/v2.0/.well-known/openid-configuration`,
  clientID: settings.CLIENT_ID,
  clientSecret: settings.CLIENT_SECRET,
  responseType: 'code id_token',
  responseMode: 'form_post',
  redirectUrl: `${settings.ORIGIN}/redirect`,
  allowHttpForRedirectUrl: true,
  isB2C: true,
  scope: ['offline_access', ...kScopes],
  loggingLevel: 'error',
}, (issuer, subject, profile, claims, accessToken, refreshToken, parameters, done) =>
  done(null, { claims, accessToken, scopes: parameters.scope.split(' ') }));

// Answers where to go, or who it is.
function run(request) {
  return new Promise((resolve, reject) => {
    const instance = Object.create(strategy);
    instance.redirect = (go) => resolve({ go });
    instance.success = (user) => resolve({ user });
    instance.fail = (why) => reject(new Error(String(why)));
    instance.error = reject;
    instance.authenticate(request, { session: false });
  });
}

async function begin(session, action) {
  session.action = action;
  session.store ??= {};
  return run({ method: 'GET', query: { p: kPolicies[action] }, session: session.store });
}

async function act(session, action) {
  if (action in kPolicies) return begin(session, action);
  const query = new URLSearchParams({ post_logout_redirect_uri: `${settings.ORIGIN}/` });
  return { go: `${settings.TENANT}/${kPolicies.signin}/oauth2/v2.0/logout?${query}` };
}

async function arrive(session, url, body) {
  // The library tells nobody the description, so applications look at the form themselves.
  if (body.error_description?.startsWith('AADB2C90118')) return begin(session, 'reset');
  if (body.error) throw body;
  const { user } = await run({ method: 'POST', query: {}, body, session: session.store });
  return { outcome: { action: session.action, ...user, fromCache: false } };
}

serve('passport-azure-ad', { act, arrive, cookie: 'SameSite=None; Secure' });
