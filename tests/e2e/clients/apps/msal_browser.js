// A single-page application on @azure/msal-browser: code flow with PKCE in a redirect, renewal by refresh token and by iframe.
import { kPolicies, kScopes, run, session } from '/spa.js';

const { settings, msal } = globalThis;
const { CacheLookupPolicy, PublicClientApplication } = msal;
const authorityOf = (policy) => `${settings.tenant}/${policy}`;

const application = new PublicClientApplication({
  auth: {
    clientId: settings.msalBrowserId,
    authority: authorityOf(kPolicies.signin),
    knownAuthorities: [new URL(settings.tenant).host],
    redirectUri: `${location.origin}/msal_browser/redirect`,
    postLogoutRedirectUri: `${location.origin}/msal_browser/`,
  },
  cache: { cacheLocation: 'sessionStorage' },
});

const kLookups = {
  cached: CacheLookupPolicy.AccessToken, renew: CacheLookupPolicy.RefreshToken, iframe: CacheLookupPolicy.Skip,
};

function outcomeOf(action, result) {
  application.setActiveAccount(result.account);
  return {
    action,
    account: result.account.homeAccountId,
    claims: result.idTokenClaims,
    accessToken: result.accessToken,
    scopes: result.scopes,
    fromCache: result.fromCache,
  };
}

async function begin(action) {
  session.set('action', action);
  await application.loginRedirect({ authority: authorityOf(kPolicies[action]), scopes: kScopes });
}

async function act(action) {
  if (action in kPolicies) return begin(action);
  if (action === 'popup') return outcomeOf(action, await application.loginPopup({ scopes: kScopes }));
  const account = application.getActiveAccount();
  if (action === 'signout') return application.logoutRedirect({ account });
  const result = await application.acquireTokenSilent({
    account, authority: authorityOf(account.idTokenClaims.tfp), scopes: kScopes, cacheLookupPolicy: kLookups[action],
    forceRefresh: action === 'renew',
  });
  return outcomeOf(action, result);
}

async function arrive() {
  await application.initialize();
  try {
    const result = await application.handleRedirectPromise();
    return result && outcomeOf(session.get('action'), result);
  } catch (error) {
    if (error.errorMessage?.includes('AADB2C90118')) return begin('reset');
    throw error;
  }
}

run('msal-browser', { act, arrive });
