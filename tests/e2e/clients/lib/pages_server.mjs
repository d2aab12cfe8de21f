// Serves the single-page applications on https with the library bundles they load from node_modules.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../node_modules');

// Path to file. A redirect address of an application is a page of its own.
const kFiles = {
  '/spa.css': '../apps/spa.css',
  '/spa.js': '../apps/spa.js',
  '/msal_browser/': '../apps/msal_browser.html',
  '/msal_browser/app.js': '../apps/msal_browser.js',
  '/msal_browser/redirect': '../apps/msal_browser_redirect.html',
  '/msal_browser/msal-browser.js': `${modules}/@azure/msal-browser/lib/msal-browser.min.js`,
  '/msal_browser/redirect-bridge.js': `${modules}/@azure/msal-browser/lib/redirect-bridge/msal-redirect-bridge.min.js`,
  '/oidc_client_ts/': '../apps/oidc_client_ts.html',
  '/oidc_client_ts/app.js': '../apps/oidc_client_ts.js',
  '/oidc_client_ts/redirect': '../apps/oidc_client_ts.html',
  '/oidc_client_ts/silent': '../apps/oidc_client_ts.html',
  '/oidc_client_ts/oidc-client-ts.js': `${modules}/oidc-client-ts/dist/browser/oidc-client-ts.min.js`,
};
const kTypes = { css: 'text/css', html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' };

// `certificate` is the path of the PEM files without their endings; `settings` is what the applications find in
// globalThis.settings.
export async function servePages(port, certificate, settings) {
  const options = { cert: readFileSync(`${certificate}.pem`), key: readFileSync(`${certificate}.key`) };
  const server = createServer(options, (request, response) => {
    const { pathname } = new URL(request.url, 'https://localhost');
    if (pathname === '/settings.js') {
      response.writeHead(200, { 'Content-Type': kTypes.js }).end(`globalThis.settings = ${JSON.stringify(settings)};`);
      return;
    }
    const file = kFiles[pathname];
    if (!file) {
      // Browsers ask for /favicon.ico on their own.
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    const path = file.startsWith('..') ? join(here, file) : file;
    response.writeHead(200, { 'Content-Type': kTypes[path.split('.').at(-1)] }).end(readFileSync(path));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
