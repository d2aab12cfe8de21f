// Makes the console nicer; every page works without it.
(function () {
  'use strict';

  // A form is posted once, however often the button is pressed.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    // What goes into a frame leaves the page as it is.
    if (event.submitter && event.submitter.formTarget) return;
    if (form.getAttribute('aria-busy') === 'true') { event.preventDefault(); return; }
    if (form.method === 'post') form.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[aria-busy]').forEach(function (form) { form.removeAttribute('aria-busy'); });
  });

  // "/" goes to the search box.
  document.addEventListener('keydown', function (event) {
    var box = document.getElementById('find');
    if (event.key !== '/' || !box || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    box.focus();
  });

  // A file is read into the field that it is for: nothing is uploaded beside the form. As text, base64 or a data: address.
  function read(file, as, take) {
    var reader = new FileReader();
    reader.onload = function () { take(as === 'base64' ? reader.result.replace(/^.*?,/, '') : reader.result); };
    if (as) reader.readAsDataURL(file); else reader.readAsText(file);
  }
  document.querySelectorAll('textarea[data-file]').forEach(function (area) {
    var label = document.createElement('label'), input = document.createElement('input');
    label.textContent = area.dataset.file;
    label.className = 'filePick';
    input.type = 'file';
    input.addEventListener('change', function () {
      if (input.files[0]) read(input.files[0], area.dataset.fileAs, function (text) { area.value = text; });
    });
    label.appendChild(input);
    area.before(label);
  });

  // A preview follows what is typed.
  document.querySelectorAll('[data-preview]').forEach(function (button) {
    var waits;
    button.form.addEventListener('input', function () {
      clearTimeout(waits);
      waits = setTimeout(function () { button.form.requestSubmit(button); }, 400);
    });
  });

  var wrong = document.querySelector('[aria-invalid="true"]') || document.querySelector('.error.pageLevel a');
  if (wrong) wrong.focus();
})();
