// What the single-page applications under test have in common: the page of application.mjs, drawn in the browser. The
// session storage keeps over the redirects what a server-side application keeps in its session.

const kTitles = {
  signin: 'Sign in', classic: 'Sign in (classic)', stepup: 'Confirm with a second factor', edit: 'Edit profile',
  reset: 'Reset password', cached: 'Token from the cache', renew: 'New token', iframe: 'New token by an iframe',
  popup: 'Sign in (window)', signout: 'Sign out',
};
export const kPolicies = {
  signin: 'B2C_1_signupsignin', classic: 'B2C_1_signin_classic', stepup: 'B2C_1_signin_mfa', edit: 'B2C_1_profileediting',
  reset: 'B2C_1_passwordreset',
};
export const kScopes = ['https://clients.onmicrosoft.com/api/Read', 'https://clients.onmicrosoft.com/api/Write'];

export function claimsOf(jwt) {
  const bytes = Uint8Array.from(atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

export const session = {
  get(name) {
    return JSON.parse(sessionStorage.getItem(`app.${name}`));
  },
  set(name, value) {
    sessionStorage.setItem(`app.${name}`, JSON.stringify(value));
  },
};

// The parts of an error that a person at the page would be told.
function told(error) {
  const { errorCode, errorMessage, error: code, error_description: description, message } = error;
  return { error: errorCode ?? code ?? 'error', description: errorMessage ?? description ?? message };
}

function show(outcome) {
  if (outcome) {
    session.set('turn', (session.get('turn') ?? 0) + 1);
    session.set('outcome', outcome);
  }
  const place = document.querySelector('#outcome');
  place.textContent = JSON.stringify(session.get('outcome') ?? {}, null, 1);
  place.dataset.turn = session.get('turn') ?? 0;
}

// `act(action)` answers an outcome, or nothing when it leaves the page; `arrive()` answers what a redirect brought, if any.
export async function run(title, { act, arrive }) {
  document.title = title;
  document.querySelector('h1').textContent = title;
  const links = document.querySelector('nav');
  for (const [id, text] of Object.entries(kTitles)) {
    const link = document.createElement('a');
    Object.assign(link, { id, href: '#', textContent: text });
    link.addEventListener('click', (event) => {
      event.preventDefault();
      act(id).catch(told).then((outcome) => outcome && show(outcome));
    });
    links.append(link);
  }
  show(await arrive().catch(told));
}
