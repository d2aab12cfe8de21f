// A daemon on @azure/msal-node: it has no person and no page. Asks twice and prints what it got.
import { ConfidentialClientApplication } from '@azure/msal-node';

const { CLIENT_ID, CLIENT_SECRET, THUMBPRINT, PRIVATE_KEY, TENANT, SCOPE } = process.env;

const credential = CLIENT_SECRET
  ? { clientSecret: CLIENT_SECRET }
  : { clientCertificate: { thumbprintSha256: THUMBPRINT, privateKey: PRIVATE_KEY } };
const msal = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID, authority: `${TENANT}/B2C_1_signupsignin`, knownAuthorities: [new URL(TENANT).host], ...credential,
  },
});

const answers = [];
for (let i = 0; i < 2; ++i) {
  const { accessToken, fromCache } = await msal.acquireTokenByClientCredential({ scopes: [SCOPE] });
  answers.push({ accessToken, fromCache });
}
console.log(JSON.stringify(answers));
