// A single-page application on oidc-client-ts: a UserManager for each policy, renewal by refresh token, and by iframe where
// no refresh token was asked for.
import { claimsOf, kPolicies, kScopes, run, session } from '/spa.js';

const { settings, oidc } = globalThis;

function managerOf(policy, scopes = ['openid', 'offline_access', ...kScopes]) {
  return new oidc.UserManager({
    authority: `${settings.tenant}/${policy}/v2.0`,
    client_id: settings.oidcClientTsId,
    redirect_uri: `${location.origin}/oidc_client_ts/redirect`,
    silent_redirect_uri: `${location.origin}/oidc_client_ts/silent`,
    post_logout_redirect_uri: `${location.origin}/oidc_client_ts/`,
    scope: scopes.join(' '),
    automaticSilentRenew: false,
    userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
  });
}
const pending = () => managerOf(kPolicies[session.get('action')]);

function outcomeOf(action, user, fromCache) {
  return { action, claims: claimsOf(user.id_token), accessToken: user.access_token, scopes: user.scopes, fromCache };
}

async function begin(action) {
  session.set('action', action);
  await managerOf(kPolicies[action]).signinRedirect({ nonce: crypto.randomUUID() });
}

async function act(action) {
  if (action in kPolicies) return begin(action);
  if (action === 'cached') return outcomeOf(action, await pending().getUser(), true);
  if (action === 'renew') return outcomeOf(action, await pending().signinSilent(), false);
  if (action === 'popup') return outcomeOf(action, await managerOf(kPolicies.signin).signinPopup({ nonce: crypto.randomUUID() }), false);
  if (action === 'signout') return pending().signoutRedirect();
  // Without a refresh token the library renews in a hidden frame.
  return outcomeOf(action, await managerOf(kPolicies.signin, ['openid', ...kScopes]).signinSilent({ forceIframeAuth: true }), false);
}

async function arrive() {
  if (location.pathname.endsWith('/silent')) return pending().signinSilentCallback();
  if (opener) return managerOf(kPolicies.signin).signinPopupCallback();
  if (!location.pathname.endsWith('/redirect')) return undefined;
  const manager = pending();
  const result = await manager.signinRedirectCallback().then(
    (user) => outcomeOf(session.get('action'), user, false),
    (error) => {
      if (error.error_description?.startsWith('AADB2C90118')) return begin('reset');
      return { error: error.error ?? 'error', description: error.error_description ?? error.message };
    },
  );
  // The address of the answer does not belong into the history.
  if (result) history.replaceState(null, '', '/oidc_client_ts/');
  return result;
}

run('oidc-client-ts', { act, arrive });
