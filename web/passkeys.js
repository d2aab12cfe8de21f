// Asks the authenticator for a passkey and posts its answer; copies and prints recovery codes.
(function () {
  'use strict';
  var button = document.getElementById('usePasskey');
  var waiting = null; // the browser's offer in the name's input, until a button is pressed

  function bytes(text) {
    var raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(raw).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  // The options as the engine wrote them, with bytes where the browser wants bytes.
  function options() {
    var all = JSON.parse(button.dataset.passkey), key = all.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    (key.allowCredentials || []).concat(key.excludeCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    return all;
  }

  // As PublicKeyCredential.toJSON(), which not every browser has.
  function answer(credential) {
    var from = credential.response, response = {};
    ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (name) {
      if (from[name]) response[name] = text(from[name]);
    });
    if (from.getTransports) response.transports = from.getTransports();
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: response });
  }

  function post(credential) {
    document.getElementById(button.dataset.answer).value = answer(credential);
    // Not requestSubmit: the name and the password may stay empty.
    button.form.submit();
  }

  function ask() {
    var all = options();
    if (waiting) waiting.abort();
    document.getElementById('passkeyFailed').hidden = true;
    button.disabled = true;
    var asked = all.use === 'Enrol' ? navigator.credentials.create({ publicKey: all.publicKey })
      : navigator.credentials.get({ publicKey: all.publicKey });
    asked.then(post).catch(function () {
      button.disabled = false;
      document.getElementById('passkeyFailed').hidden = false;
      button.focus();
    });
  }

  // Browsers that can list the passkeys where the name is typed.
  function offer() {
    if (!PublicKeyCredential.isConditionalMediationAvailable) return;
    PublicKeyCredential.isConditionalMediationAvailable().then(function (can) {
      if (!can) return;
      waiting = new AbortController();
      navigator.credentials.get({ publicKey: options().publicKey, mediation: 'conditional', signal: waiting.signal })
        .then(post).catch(function () { });
    });
  }

  if (button && button.dataset.passkey && window.PublicKeyCredential) {
    button.hidden = false;
    button.addEventListener('click', ask);
    if (JSON.parse(button.dataset.passkey).use === 'SignIn') offer();
  } else if (button) {
    var note = document.getElementById('passkeyUnsupported');
    note.hidden = 'quiet' in note.dataset;
  }

  var list = document.querySelector('.codes'), copy = document.getElementById('copyCodes');
  if (list) {
    var print = document.getElementById('printCodes');
    print.hidden = false;
    print.addEventListener('click', function () { window.print(); });
    copy.hidden = !navigator.clipboard;
    copy.addEventListener('click', function () {
      navigator.clipboard.writeText(list.innerText).then(function () {
        document.getElementById('codesCopied').textContent = copy.dataset.done;
      });
    });
  }
})();
