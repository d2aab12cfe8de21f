// A program on the desktop on @azure/msal-node: a public client that opens a browser and listens on a port of its own for the
// answer (RFC 8252 §7.3). The page of application.mjs stands for its window.
import { PublicClientApplication } from '@azure/msal-node';

import { authorityOf, kPolicies, kScopes, msalOutcome, serve, settings } from './application.mjs';

const msal = new PublicClientApplication({
  auth: {
    clientId: settings.CLIENT_ID,
    authority: authorityOf(kPolicies.signin),
    knownAuthorities: [new URL(settings.TENANT).host],
  },
});

// The library's own page at the end of a sign-in leads back to the window.
const kBack = `<!doctype html><html lang="en"><head><title>Done</title><link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0;url=${settings.ORIGIN}/redirect"></head></html>`;

function begin(session, action) {
  return new Promise((resolve, reject) => {
    const answer = msal.acquireTokenInteractive({
      authority: authorityOf(kPolicies[action]),
      scopes: kScopes,
      openBrowser: async (url) => resolve({ go: url }),
      successTemplate: kBack,
      errorTemplate: kBack,
    });
    answer.catch(reject);
    session.pending = { action, answer };
  });
}

async function act(session, action) {
  if (action in kPolicies) return begin(session, action);
  if (action === 'signout') {
    const query = new URLSearchParams({ post_logout_redirect_uri: `${settings.ORIGIN}/` });
    return { go: `${authorityOf(kPolicies.signin)}/oauth2/v2.0/logout?${query}` };
  }
  const authority = authorityOf(session.account.idTokenClaims.tfp);
  const result = await msal.acquireTokenSilent({
    account: session.account, authority, scopes: kScopes, forceRefresh: action === 'renew',
  });
  return msalOutcome(session, action, result);
}

async function arrive(session) {
  const { action, answer } = session.pending;
  try {
    return msalOutcome(session, action, await answer);
  } catch (error) {
    if (error.errorMessage?.includes('AADB2C90118')) return begin(session, 'reset');
    throw error;
  }
}

serve('msal-node native', { act, arrive });
