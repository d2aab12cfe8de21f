// Makes the pages nicer; none of them needs it. Codes are sent and checked without leaving the page, so that a password
// typed above stays; a form is posted once, however often the button is pressed.
(function () {
  'use strict';
  var asksAgain = /^(picture|sound):/;
  var inPlace = /^(send|verify|change|picture|sound):/;

  // A widget of somebody else's is drawn when its page is loaded.
  function isForeign(form) { return form.querySelector('[data-sitekey]'); }

  // The phone page is left by the right code, perhaps for another site, where fetch cannot follow; nothing on it would
  // be lost by loading it again.
  function staysHere(form, button) { return button && inPlace.test(button.value) && (form.id !== 'phoneFactor' || asksAgain.test(button.value)) && !isForeign(form); }

  function api() { return document.getElementById('api'); }

  function setBusy(form, busy) {
    if (busy) form.setAttribute('aria-busy', 'true'); else form.removeAttribute('aria-busy');
    var note = form.querySelector('.verifying-modal');
    if (note) note.hidden = !busy;
  }

  function focusFirst(root) {
    var target = root.querySelector('[aria-invalid="true"]:not([readonly])') || root.querySelector('[autofocus]') || root.querySelector('.error.pageLevel');
    if (target) target.focus();
  }

  // What was typed and is not on the new page: passwords above all, which a server never sends back.
  function keepTyped(before, after) {
    before.querySelectorAll('input, select').forEach(function (old) {
      if (!old.id || old.type === 'hidden') return;
      var now = after.querySelector('#' + CSS.escape(old.id));
      if (!now || now.readOnly || now.autocomplete === 'one-time-code' || now.hasAttribute('data-fresh')) return;
      if (old.type === 'checkbox' || old.type === 'radio') now.checked = old.checked;
      else if (!now.value) now.value = old.value;
    });
  }

  function swap(text) {
    var fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('api');
    if (!fresh) return false;
    var old = api();
    keepTyped(old, fresh);
    old.replaceWith(fresh);
    focusFirst(fresh);
    return true;
  }

  function post(form, button) {
    var data = new URLSearchParams(new FormData(form));
    data.append('request', button.value);
    return fetch(form.action, { method: 'POST', body: data, credentials: 'same-origin' })
      .then(function (answer) { return answer.text(); })
      .then(function (text) { if (!swap(text)) throw new Error('not a page of ours'); });
  }

  document.addEventListener('submit', function (event) {
    var form = event.target, button = event.submitter;
    if (form.getAttribute('aria-busy') === 'true') { event.preventDefault(); return; }
    setBusy(form, true);
    if (!staysHere(form, button) || !window.fetch) return;
    event.preventDefault();
    post(form, button).catch(function () {
      // Without the network or with an answer that is no page: let the browser do it, and show what comes.
      setBusy(form, false);
      var request = document.createElement('input');
      request.type = 'hidden';
      request.name = 'request';
      request.value = button.value;
      form.appendChild(request);
      form.submit();
    });
  });

  // A page that comes back by the Back button must not stay locked.
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[aria-busy]').forEach(function (form) { setBusy(form, false); });
  });

  if (document.querySelector('[aria-invalid="true"], .error.pageLevel')) focusFirst(document);
})();
