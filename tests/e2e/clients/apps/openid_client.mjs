// A web application on openid-client, with a configuration for each policy. Given an issuer it is strict: discovery at the
// issuer's own address and nothing else.
import * as client from 'openid-client';

import { kPolicies, kScopes, serve, settings } from './application.mjs';

const redirectUri = `${settings.ORIGIN}/redirect`;
const kStrictPolicies = { signin: 'B2C_1_strict' };
const policies = settings.ISSUERS ? kStrictPolicies : kPolicies;

const configurations = new Map();
async function configurationOf(action) {
  if (!configurations.has(action)) {
    const server = settings.ISSUERS
      ? `${settings.ISSUERS}/${policies[action].toLowerCase()}/v2.0/`
      : `${settings.TENANT}/${policies[action]}/v2.0/.well-known/openid-configuration`;
    const secret = client.ClientSecretBasic(settings.CLIENT_SECRET);
    configurations.set(action, await client.discovery(new URL(server), settings.CLIENT_ID, undefined, secret));
  }
  return configurations.get(action);
}

async function begin(session, action) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  session.pending = {
    action, pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true,
  };
  return {
    go: client.buildAuthorizationUrl(await configurationOf(action), {
      redirect_uri: redirectUri,
      scope: ['openid', 'offline_access', ...kScopes].join(' '),
      state: session.pending.expectedState,
      nonce: session.pending.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    }).href,
  };
}

function outcomeOf(session, action, tokens, fromCache) {
  session.tokens = tokens;
  // A refreshed answer may come without an ID token.
  session.claims = tokens.claims() ?? session.claims;
  return {
    outcome: { action, claims: session.claims, accessToken: tokens.access_token, scopes: tokens.scope.split(' '), fromCache },
  };
}

async function act(session, action) {
  if (action in policies) {
    session.policy = action;
    return begin(session, action);
  }
  const configuration = await configurationOf(session.policy);
  if (action === 'cached') return outcomeOf(session, action, session.tokens, true);
  if (action === 'renew')
    return outcomeOf(session, action, await client.refreshTokenGrant(configuration, session.tokens.refresh_token), false);
  return {
    go: client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: `${settings.ORIGIN}/`, id_token_hint: session.tokens.id_token,
    }).href,
  };
}

async function arrive(session, url) {
  const { action, ...checks } = session.pending;
  if (url.searchParams.get('error_description')?.startsWith('AADB2C90118')) {
    session.policy = 'reset';
    return begin(session, 'reset');
  }
  return outcomeOf(session, action, await client.authorizationCodeGrant(await configurationOf(action), url, checks), false);
}

serve(settings.TITLE, { act, arrive });
