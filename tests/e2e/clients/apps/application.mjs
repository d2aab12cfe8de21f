// What the server-side applications under test have in common: a session, a page with a link for each thing a person may
// want, and below it what came of the last one. Every application shows the same page, so one walk tries them all.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

export const settings = process.env;
export const kPolicies = {
  signin: 'B2C_1_signupsignin', classic: 'B2C_1_signin_classic', stepup: 'B2C_1_signin_mfa', edit: 'B2C_1_profileediting',
  reset: 'B2C_1_passwordreset',
};
export const kScopes = ['https://clients.onmicrosoft.com/api/Read', 'https://clients.onmicrosoft.com/api/Write'];
export const authorityOf = (policy) => `${settings.TENANT}/${policy}`;

const kTitles = {
  signin: 'Sign in', classic: 'Sign in (classic)', stepup: 'Confirm with a second factor', edit: 'Edit profile',
  reset: 'Reset password', cached: 'Token from the cache', renew: 'New token', signout: 'Sign out',
};

const kEscapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text) => text.replace(/[&<>]/g, (one) => kEscapes[one]);

function page(title, session) {
  const links = Object.entries(kTitles).map(([id, text]) => `<a id="${id}" href="/do/${id}">${text}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body{font:16px sans-serif;margin:2em}a{margin-right:1em}pre{white-space:pre-wrap;overflow-wrap:anywhere}</style></head>
<body><main><h1>${title}</h1><nav>${links.join('\n')}</nav>
<pre id="outcome" data-turn="${session.turn}">${escape(JSON.stringify(session.outcome, null, 1))}</pre></main></body></html>`;
}

// The parts of an error that a person at the page would be told.
function told(error) {
  const { errorCode, errorMessage, error: code, error_description: description, message } = error;
  return { error: errorCode ?? code ?? 'error', description: errorMessage ?? description ?? message };
}

// An AuthenticationResult of msal-node.
export function msalOutcome(session, action, result) {
  session.account = result.account;
  return {
    outcome: {
      action,
      account: result.account.homeAccountId,
      claims: result.idTokenClaims,
      accessToken: result.accessToken,
      scopes: result.scopes,
      fromCache: result.fromCache,
    },
  };
}

async function formOf(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return Object.fromEntries(new URLSearchParams(text));
}

// `act(session, action)` answers { go: address } or an outcome; `arrive(session, url, form)` answers what a redirect, or a
// posted form, brought. `cookie` adds attributes to the session's.
export function serve(title, { act, arrive, cookie: attributes = 'SameSite=Lax' }) {
  const origin = new URL(settings.ORIGIN);
  const cookie = title.replace(/\W/g, '_');
  const sessions = new Map();
  const find = (request) => sessions.get(request.headers.cookie?.match(new RegExp(`${cookie}=([^;]+)`))?.[1]);

  async function answer(session, url, form) {
    const [, verb, action] = url.pathname.split('/');
    if (verb === 'do') return act(session, action);
    if (verb === 'redirect') return arrive(session, url, form);
    return undefined;
  }

  createServer(async (request, response) => {
    const url = new URL(request.url, origin);
    if (url.pathname === '/health') return response.writeHead(200).end();
    if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
    let session = find(request);
    if (!session) {
      session = { id: randomUUID(), turn: 0, outcome: {} };
      sessions.set(session.id, session);
      response.setHeader('Set-Cookie', `${cookie}=${session.id}; Path=/; HttpOnly; ${attributes}`);
    }
    const result = await answer(session, url, await formOf(request)).catch((error) => ({ outcome: told(error) }));
    if (result?.go) return response.writeHead(302, { Location: result.go }).end();
    if (result) {
      session.turn += 1;
      session.outcome = result.outcome;
      return response.writeHead(302, { Location: '/' }).end();
    }
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(title, session));
  }).listen(Number(origin.port), '127.0.0.1');
}
