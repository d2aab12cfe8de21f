// A web application on @azure/msal-node, after Microsoft's sample for Azure AD B2C.
import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node';

import { authorityOf, kPolicies, kScopes, msalOutcome, serve, settings } from './application.mjs';

const redirectUri = `${settings.ORIGIN}/redirect`;

const crypto = new CryptoProvider();
const msal = new ConfidentialClientApplication({
  auth: {
    clientId: settings.CLIENT_ID,
    clientSecret: settings.CLIENT_SECRET,
    authority: authorityOf(kPolicies.signin),
    knownAuthorities: [new URL(settings.TENANT).host],
  },
});

async function begin(session, action) {
  const { verifier, challenge } = await crypto.generatePkceCodes();
  const request = {
    authority: authorityOf(kPolicies[action]), scopes: kScopes, redirectUri, state: crypto.createNewGuid(), nonce: crypto.createNewGuid(),
  };
  session.pending = { ...request, codeVerifier: verifier, action };
  return { go: await msal.getAuthCodeUrl({ ...request, codeChallenge: challenge, codeChallengeMethod: 'S256' }) };
}

function silently(session, action) {
  // The policy that the account came from is part of its id.
  const authority = authorityOf(session.account.idTokenClaims.tfp);
  return msal.acquireTokenSilent({ account: session.account, authority, scopes: kScopes, forceRefresh: action === 'renew' });
}

async function act(session, action) {
  if (action in kPolicies) return begin(session, action);
  if (action === 'signout') {
    session.account = undefined;
    const query = new URLSearchParams({ post_logout_redirect_uri: `${settings.ORIGIN}/` });
    return { go: `${authorityOf(kPolicies.signin)}/oauth2/v2.0/logout?${query}` };
  }
  return msalOutcome(session, action, await silently(session, action));
}

async function arrive(session, url) {
  const { action, ...request } = session.pending;
  const answer = Object.fromEntries(url.searchParams);
  if (answer.state !== request.state) throw new Error('the answer belongs to another request');
  if (answer.error_description?.startsWith('AADB2C90118')) return begin(session, 'reset');
  if (answer.error) throw answer;
  return msalOutcome(session, action, await msal.acquireTokenByCode({ ...request, code: answer.code }));
}

serve('msal-node', { act, arrive });
